package dev.tidings.sse;

/**
 * How event streams behave. Immutable.
 *
 * @param heartbeatMillis after how long without an event a comment shows that the line is alive
 * @param minRetryMillis the shortest time that a client is told to wait before it comes back
 * @param maxRetryMillis the longest
 * @param payloadIntervalMillis how long lies between two whole payloads of one stream at the least
 * @param maxPayloadBytes how large a whole payload is at the most
 * @param maxStreams open at a time on one event loop; further ones are told to come back
 */
public record SseSettings(
        int heartbeatMillis,
        int minRetryMillis,
        int maxRetryMillis,
        int payloadIntervalMillis,
        int maxPayloadBytes,
        int maxStreams) {

    /**
     * 15 s, 1 to 2.4 s, 250 ms, 1 MiB, 100,000 streams. The contract allows 3 s of waiting, but to reconnect and to catch up
     * takes time too, and a reader whose node died should be there again after 3 s.
     */
    public static final SseSettings DEFAULT = new SseSettings(15_000, 1_000, 2_400, 250, 1 << 20, 100_000);

    /** @throws IllegalArgumentException when a bound is not positive, or the times to wait cross */
    public SseSettings {
        if (heartbeatMillis <= 0
                || minRetryMillis <= 0
                || maxRetryMillis < minRetryMillis
                || payloadIntervalMillis <= 0
                || maxPayloadBytes <= 0
                || maxStreams <= 0) {
            throw new IllegalArgumentException("settings of event streams out of bounds");
        }
    }

    /** The same with another time between heartbeats. */
    public SseSettings withHeartbeatMillis(int millis) {
        return new SseSettings(
                millis, minRetryMillis, maxRetryMillis, payloadIntervalMillis, maxPayloadBytes, maxStreams);
    }
}
