package dev.tidings.log;

/**
 * The lease under which something is written that must run once (Kleppmann, fencing tokens): a partition stores the
 * highest token of each source and refuses a lower one. Immutable.
 *
 * @param source what must run once
 * @param token grows with each new owner
 */
public record Fence(String source, long token) {}
