package dev.tidings.poller;

import java.util.random.RandomGenerator;

/**
 * When an upstream is asked next: sooner while things change, later while they don't, and after faults later and later.
 * Owned by its source. Every pause is a little off, so that many sources don't ask at the same moment.
 */
final class Pace {

    /** The longest pause after faults, unless the interval is longer. */
    static final long MAX_BACK_OFF_MILLIS = 300_000;

    /** As long as an upstream may ask to be left alone. */
    static final long MAX_RETRY_AFTER_MILLIS = 3_600_000;

    private static final int MAX_DOUBLINGS = 12;

    private final long minMillis;
    private final long maxMillis;
    private final RandomGenerator random;
    private long intervalMillis;
    private int faults;

    Pace(long minMillis, long maxMillis, RandomGenerator random) {
        this.minMillis = minMillis;
        this.maxMillis = maxMillis;
        this.random = random;
        this.intervalMillis = minMillis;
    }

    /** Something changed: half the pause. */
    long afterChange() {
        faults = 0;
        intervalMillis = Math.max(minMillis, intervalMillis / 2);
        return jittered(intervalMillis);
    }

    /** Nothing changed: half as long again. */
    long afterQuiet() {
        faults = 0;
        intervalMillis = Math.min(maxMillis, intervalMillis + Math.max(1, intervalMillis / 2));
        return jittered(intervalMillis);
    }

    /**
     * A fault: twice the pause with each, and from half of that to the whole by chance.
     *
     * @param retryAfterMillis for how long the upstream asked to be left alone; 0 = it did not
     */
    long afterFault(long retryAfterMillis) {
        faults = Math.min(MAX_DOUBLINGS, faults + 1);
        long longest = Math.max(maxMillis, MAX_BACK_OFF_MILLIS);
        long pause = Math.min(longest, intervalMillis << faults);
        long chosen = pause / 2 + random.nextLong(pause / 2 + 1);
        return Math.max(chosen, Math.min(retryAfterMillis, MAX_RETRY_AFTER_MILLIS));
    }

    /** Up to a tenth more or less, within the bounds. */
    private long jittered(long millis) {
        long tenth = millis / 10;
        long chosen = millis - tenth + random.nextLong(2 * tenth + 1);
        return Math.max(minMillis, Math.min(maxMillis, chosen));
    }
}
