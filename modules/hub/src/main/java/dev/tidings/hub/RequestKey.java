package dev.tidings.hub;

/**
 * An {@code Idempotency-Key} with its scope. Immutable.
 *
 * @param scopedKey subject, channel and key in one text
 * @param requestHash 128 bits over the request as the client sent it, in hex
 */
public record RequestKey(String scopedKey, String requestHash) {}
