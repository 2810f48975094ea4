package dev.tidings.log.embedded;

/**
 * The log's own clock: it goes on with each opening where it was, by the time that passed, and never goes back whatever
 * the wall clock does. Immutable.
 */
final class LogTime {

    /** A directory is believed to have been closed for this long at the most. */
    static final long MAX_GAP_MILLIS = 7L * 24 * 3_600_000;

    private final LogClock clock;
    private final long baseMillis;
    private final long openedAtMillis;

    private LogTime(LogClock clock, long baseMillis) {
        this.clock = clock;
        this.baseMillis = baseMillis;
        this.openedAtMillis = clock.monotonicMillis();
    }

    /** The clock of a new directory. */
    static LogTime begin(LogClock clock) {
        return new LogTime(clock, Math.max(0, clock.wallMillis()));
    }

    /**
     * The clock of a directory that was closed.
     *
     * @param lastMillis a time by the log's clock that was noted
     * @param lastWallMillis the wall clock at that moment
     * @param atLeastMillis a time that something in the log bears
     */
    static LogTime goOn(LogClock clock, long lastMillis, long lastWallMillis, long atLeastMillis) {
        long gap = clock.wallMillis() - lastWallMillis;
        long goneOn = lastMillis + Math.max(0, Math.min(gap, MAX_GAP_MILLIS));
        return new LogTime(clock, Math.max(goneOn, atLeastMillis));
    }

    /** Milliseconds; never less than before. */
    long nowMillis() {
        return baseMillis + clock.monotonicMillis() - openedAtMillis;
    }
}
