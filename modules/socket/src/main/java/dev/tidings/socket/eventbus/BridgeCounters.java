package dev.tidings.socket.eventbus;

import java.util.concurrent.atomic.LongAdder;

/** What the clients of the bridge did that has no place there. Thread-safe because its counters are. */
public final class BridgeCounters {

    private final LongAdder publishes = new LongAdder();

    /** Messages that were published where they had to be sent: nothing is done for them. */
    public long publishesRefused() {
        return publishes.sum();
    }

    void countPublishRefused() {
        publishes.increment();
    }
}
