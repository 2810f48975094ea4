package dev.tidings.socket.engineio;

import java.util.concurrent.atomic.LongAdder;

/** What the Engine.IO sessions of a node did since its start. Thread-safe because each figure is a {@link LongAdder}. */
public final class EngineCounters {

    private final LongAdder opened = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final LongAdder upgraded = new LongAdder();
    private final LongAdder requests = new LongAdder();

    EngineCounters() {}

    /** Sessions that were opened. */
    public long opened() {
        return opened.sum();
    }

    /** Sessions that have ended, whoever ended them. */
    public long ended() {
        return ended.sum();
    }

    /** Sessions that went over from polling to a WebSocket. */
    public long upgraded() {
        return upgraded.sum();
    }

    /** Requests that sessions took: those that wait for packets and those that bring some. */
    public long requests() {
        return requests.sum();
    }

    /** Sessions that are open; exact when nothing opens or ends meanwhile. */
    public long open() {
        return opened.sum() - ended.sum();
    }

    void countOpened() {
        opened.increment();
    }

    void countEnded() {
        ended.increment();
    }

    void countUpgraded() {
        upgraded.increment();
    }

    void countRequest() {
        requests.increment();
    }
}
