package dev.tidings.sse;

import java.util.concurrent.atomic.LongAdder;

/** What the event streams of a node did since its start. Thread-safe because each figure is a {@link LongAdder}. */
public final class SseCounters {

    private final LongAdder opened = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final LongAdder refused = new LongAdder();

    SseCounters() {}

    /** Streams that were opened. */
    public long opened() {
        return opened.sum();
    }

    /** Streams that have ended, whoever ended them. */
    public long ended() {
        return ended.sum();
    }

    /** Connects that were turned away in words or with 204. */
    public long refused() {
        return refused.sum();
    }

    /** Streams that are open; exact when nothing opens or ends meanwhile. */
    public long open() {
        return opened.sum() - ended.sum();
    }

    void countOpened() {
        opened.increment();
    }

    void countEnded() {
        ended.increment();
    }

    void countRefused() {
        refused.increment();
    }
}
