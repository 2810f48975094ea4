package dev.tidings.edge;

/**
 * What one listener bears. Immutable.
 *
 * @param maxRequestLineBytes of method, target and version together
 * @param maxHeaderBytes of all header fields together
 * @param headerMillis how long the head of a request may take to arrive, from its first byte (or the connection's start)
 * @param bodyMillis how long its body may take
 * @param idleMillis how long a kept-alive connection may stay without a request
 * @param stallMillis how long a peer may leave what was written to it unread
 * @param maxConnections open at a time on this node; further ones are closed at once
 * @param clients what one client may have
 * @param tickMillis how exactly the time limits above are kept
 */
public record ListenerLimits(
        int maxRequestLineBytes,
        int maxHeaderBytes,
        int headerMillis,
        int bodyMillis,
        int idleMillis,
        int stallMillis,
        int maxConnections,
        ClientLimits clients,
        int tickMillis) {

    /** 8 KiB, 16 KiB; 10, 30, 60 and 30 s; 100,000 connections. */
    public static final ListenerLimits DEFAULT =
            new ListenerLimits(8 * 1024, 16 * 1024, 10_000, 30_000, 60_000, 30_000, 100_000, ClientLimits.DEFAULT, 500);

    /** @throws IllegalArgumentException unless all are positive */
    public ListenerLimits {
        int[] all = {
            maxRequestLineBytes,
            maxHeaderBytes,
            headerMillis,
            bodyMillis,
            idleMillis,
            stallMillis,
            maxConnections,
            tickMillis
        };
        for (int limit : all) {
            if (limit <= 0) {
                throw new IllegalArgumentException("a limit is not positive: " + limit);
            }
        }
    }
}
