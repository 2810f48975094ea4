package dev.tidings.server.bus;

import java.util.concurrent.atomic.LongAdder;

/** What services asked of this node by the bus. Thread-safe because its counters are. */
public final class BusCounters {

    private final LongAdder requests = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder publishes = new LongAdder();

    /** Requests taken. */
    public long requests() {
        return requests.sum();
    }

    /** Those among them that were answered with a problem. */
    public long refused() {
        return refused.sum();
    }

    /** Messages that were published to all nodes instead of sent to one: nothing is done for them. */
    public long publishesRefused() {
        return publishes.sum();
    }

    void requested() {
        requests.increment();
    }

    void refusedOne() {
        refused.increment();
    }

    void publishRefused() {
        publishes.increment();
    }
}
