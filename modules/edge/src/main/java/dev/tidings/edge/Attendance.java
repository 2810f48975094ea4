package dev.tidings.edge;

import java.util.concurrent.atomic.LongAdder;

/**
 * How many of one sort of a node's clients came and went since its start; each protocol adds what else it counts. Thread-safe
 * because each figure is a {@link LongAdder}.
 */
public class Attendance {

    private final LongAdder opened = new LongAdder();
    private final LongAdder ended = new LongAdder();

    /** How many began. */
    public final long opened() {
        return opened.sum();
    }

    /** How many have ended, whoever ended them. */
    public final long ended() {
        return ended.sum();
    }

    /** How many there are; exact when none begins or ends meanwhile. */
    public final long open() {
        return opened.sum() - ended.sum();
    }

    /** One began. */
    public final void countOpened() {
        opened.increment();
    }

    /** One has ended. */
    public final void countEnded() {
        ended.increment();
    }
}
