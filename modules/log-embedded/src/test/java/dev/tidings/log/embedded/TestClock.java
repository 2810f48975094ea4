package dev.tidings.log.embedded;

import java.util.concurrent.atomic.AtomicLong;

/** Clocks that go on only when told to. Thread-safe: two atomic numbers. */
final class TestClock implements LogClock {

    private final AtomicLong wallMillis = new AtomicLong(1_700_000_000_000L);
    private final AtomicLong monotonicMillis = new AtomicLong();

    void pass(long millis) {
        wallMillis.addAndGet(millis);
        monotonicMillis.addAndGet(millis);
    }

    void jump(long millis) {
        wallMillis.addAndGet(millis);
    }

    @Override
    public long wallMillis() {
        return wallMillis.get();
    }

    @Override
    public long monotonicMillis() {
        return monotonicMillis.get();
    }
}
