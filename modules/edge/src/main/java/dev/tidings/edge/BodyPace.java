package dev.tidings.edge;

import java.util.function.LongSupplier;

/**
 * Whether a request's body arrives at a fair pace: whole within its time, and not drop by drop meanwhile, which would hold a
 * connection for next to nothing. Owned by its event loop.
 */
final class BodyPace {

    /** What every line brings that is in use at all. */
    static final int MIN_BYTES_PER_SECOND = 1024;

    private static final long MILLIS_PER_SECOND = 1_000;

    private final LongSupplier bytesRead;
    private final int stepMillis;
    private int leftMillis;
    private int step;
    private long before;

    /** @param bytesRead how much of the body has arrived */
    BodyPace(LongSupplier bytesRead, ListenerLimits limits) {
        this.bytesRead = bytesRead;
        this.stepMillis = limits.headerMillis();
        this.leftMillis = limits.bodyMillis();
    }

    /** When to look for the first time, in milliseconds from now. */
    int first() {
        step = Math.min(stepMillis, leftMillis);
        return step;
    }

    /** When to look again, in milliseconds from now; 0 when it is too slow. */
    int next() {
        long arrived = bytesRead.getAsLong() - before;
        before += arrived;
        leftMillis -= step;
        boolean slow = arrived * MILLIS_PER_SECOND < (long) MIN_BYTES_PER_SECOND * step;
        return slow || leftMillis <= 0 ? 0 : first();
    }
}
