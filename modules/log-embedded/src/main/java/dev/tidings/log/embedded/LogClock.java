package dev.tidings.log.embedded;

/**
 * Where the log's time comes from. Implementations are thread-safe.
 *
 * <p>Retention counts the monotonic time only; the wall clock is looked at once, when a directory is opened, to learn
 * how long it was closed.
 */
public interface LogClock {

    /** Milliseconds since 1970, by a clock that may jump. */
    long wallMillis();

    /** Milliseconds since some moment; never goes back while the process lives. */
    long monotonicMillis();

    /** The clocks of the machine. */
    static LogClock system() {
        return new LogClock() {
            @Override
            public long wallMillis() {
                return System.currentTimeMillis();
            }

            @Override
            public long monotonicMillis() {
                return System.nanoTime() / 1_000_000;
            }
        };
    }
}
