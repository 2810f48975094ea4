package dev.tidings.edge;

import io.github.bucket4j.TimeMeter;
import java.util.concurrent.TimeUnit;

/** A clock that stands still unless it is told to go on. Owned by its test. */
final class HandClock implements TimeMeter {

    private static final long serialVersionUID = 1L;

    private long nanos;

    @Override
    public long currentTimeNanos() {
        return nanos;
    }

    @Override
    public boolean isWallClockBased() {
        return false;
    }

    void pass(long millis) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
