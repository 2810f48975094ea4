package dev.tidings.socket;

import dev.tidings.edge.Attendance;
import java.util.concurrent.atomic.LongAdder;

/** What the sessions of one protocol of a node did since its start. Thread-safe because each figure is a {@link LongAdder}. */
public final class SocketCounters extends Attendance {

    private final LongAdder refused = new LongAdder();
    private final LongAdder commands = new LongAdder();

    SocketCounters() {}

    /** Clients that were turned away in words. */
    public long refused() {
        return refused.sum();
    }

    /** Commands that were taken. */
    public long commands() {
        return commands.sum();
    }

    void countRefused() {
        refused.increment();
    }

    void countCommand() {
        commands.increment();
    }
}
