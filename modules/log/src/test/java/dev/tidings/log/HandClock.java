package dev.tidings.log;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A clock that goes only when it is told to. Thread-safe: one atomic number. */
public final class HandClock implements LongSupplier {

    private final AtomicLong nowMillis = new AtomicLong(1_000_000);

    @Override
    public long getAsLong() {
        return nowMillis.get();
    }

    /** Lets time pass. */
    public void advance(long millis) {
        nowMillis.addAndGet(millis);
    }
}
