package dev.tidings.log;

import java.util.Objects;

/**
 * Under which key an answer is remembered, for at least 24 h and within the store's bound. Immutable.
 *
 * @param scopedKey subject, channel and the client's key in one text
 * @param requestHash 128 bits over the request as the client sent it, in hex; another request under the same key is refused
 * @param status the HTTP status that the first answer has when it succeeds
 */
public record Idempotency(String scopedKey, String requestHash, int status) {

    /** Nothing is null. */
    public Idempotency {
        Objects.requireNonNull(scopedKey);
        Objects.requireNonNull(requestHash);
    }
}
