package dev.tidings.sse;

import dev.tidings.edge.Attendance;
import java.util.concurrent.atomic.LongAdder;

/** What the event streams of a node did since its start. Thread-safe because each figure is a {@link LongAdder}. */
public final class SseCounters extends Attendance {

    private final LongAdder refused = new LongAdder();

    SseCounters() {}

    /** Connects that were turned away in words or with 204. */
    public long refused() {
        return refused.sum();
    }

    void countRefused() {
        refused.increment();
    }
}
