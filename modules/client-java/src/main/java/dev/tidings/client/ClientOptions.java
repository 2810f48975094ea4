package dev.tidings.client;

/**
 * How a client tries. Immutable.
 *
 * @param attemptMillis how long one attempt may wait for its reply; longer than a hub's own time for a write
 * @param deadlineMillis how long a request may be tried altogether
 * @param minPauseMillis the first pause between attempts
 * @param maxPauseMillis the longest one
 */
public record ClientOptions(long attemptMillis, long deadlineMillis, long minPauseMillis, long maxPauseMillis) {

    /** 8 s an attempt, 30 s altogether, pauses of 100 ms to 5 s. */
    public static final ClientOptions DEFAULT = new ClientOptions(8_000, 30_000, 100, 5_000);

    /** @throws IllegalArgumentException when a time is not positive, or pauses shrink */
    public ClientOptions {
        if (attemptMillis < 1 || deadlineMillis < 1 || minPauseMillis < 1 || maxPauseMillis < minPauseMillis) {
            throw new IllegalArgumentException("times must be positive");
        }
    }

    /** The same with another time altogether. */
    public ClientOptions withDeadlineMillis(long millis) {
        return new ClientOptions(attemptMillis, millis, minPauseMillis, maxPauseMillis);
    }
}
