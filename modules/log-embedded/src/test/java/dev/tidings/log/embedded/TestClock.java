package dev.tidings.log.embedded;

/** Clocks that go on only when told to. Thread-safe: its fields are volatile, one test thread changes them. */
final class TestClock implements LogClock {

    private volatile long wallMillis = 1_700_000_000_000L;
    private volatile long monotonicMillis;

    void pass(long millis) {
        wallMillis += millis;
        monotonicMillis += millis;
    }

    void jump(long millis) {
        wallMillis += millis;
    }

    @Override
    public long wallMillis() {
        return wallMillis;
    }

    @Override
    public long monotonicMillis() {
        return monotonicMillis;
    }
}
