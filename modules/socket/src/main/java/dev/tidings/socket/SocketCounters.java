package dev.tidings.socket;

import java.util.concurrent.atomic.LongAdder;

/** What the WebSockets of a node did since its start. Thread-safe because each figure is a {@link LongAdder}. */
public final class SocketCounters {

    private final LongAdder opened = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder commands = new LongAdder();

    SocketCounters() {}

    /** WebSockets that were opened. */
    public long opened() {
        return opened.sum();
    }

    /** WebSockets that have ended, whoever ended them. */
    public long ended() {
        return ended.sum();
    }

    /** WebSockets that were turned away in words. */
    public long refused() {
        return refused.sum();
    }

    /** Commands that were taken. */
    public long commands() {
        return commands.sum();
    }

    /** WebSockets that are open; exact when nothing opens or ends meanwhile. */
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

    void countCommand() {
        commands.increment();
    }
}
