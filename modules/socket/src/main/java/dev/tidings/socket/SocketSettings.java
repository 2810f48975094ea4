package dev.tidings.socket;

/**
 * How sockets behave. Immutable.
 *
 * @param heartbeatMillis how often each client is asked for a sign of life
 * @param answerMillis how long it may take to give one
 * @param maxFrameBytes a client's frame, and its message, at the most
 * @param maxPublicationBytes the data of one publication
 * @param minRetryMillis the shortest time that a client is told to wait before it comes back
 * @param maxRetryMillis the longest
 * @param maxSockets open at a time on one event loop; further ones are told to come back
 */
public record SocketSettings(
        int heartbeatMillis,
        int answerMillis,
        int maxFrameBytes,
        int maxPublicationBytes,
        int minRetryMillis,
        int maxRetryMillis,
        int maxSockets) {

    /** 25 s, 10 s, 64 KiB, 64 KiB, 1 to 3 s, 100,000. */
    public static final SocketSettings DEFAULT =
            new SocketSettings(25_000, 10_000, 64 * 1024, 64 * 1024, 1_000, 3_000, 100_000);

    /** @throws IllegalArgumentException unless all are positive and the retry times in order */
    public SocketSettings {
        if (heartbeatMillis < 1
                || answerMillis < 1
                || maxFrameBytes < 1
                || maxPublicationBytes < 1
                || minRetryMillis < 1
                || maxRetryMillis < minRetryMillis
                || maxSockets < 1) {
            throw new IllegalArgumentException("a setting of sockets is out of its bounds");
        }
    }
}
