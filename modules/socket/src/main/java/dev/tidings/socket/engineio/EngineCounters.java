package dev.tidings.socket.engineio;

import dev.tidings.edge.Attendance;
import java.util.concurrent.atomic.LongAdder;

/** What the Engine.IO sessions of a node did since its start. Thread-safe because each figure is a {@link LongAdder}. */
public final class EngineCounters extends Attendance {

    private final LongAdder upgraded = new LongAdder();
    private final LongAdder requests = new LongAdder();

    EngineCounters() {}

    /** Sessions that went over from polling to a WebSocket. */
    public long upgraded() {
        return upgraded.sum();
    }

    /** Requests that sessions took: those that wait for packets and those that bring some. */
    public long requests() {
        return requests.sum();
    }

    void countUpgraded() {
        upgraded.increment();
    }

    void countRequest() {
        requests.increment();
    }
}
