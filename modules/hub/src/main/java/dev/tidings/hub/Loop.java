package dev.tidings.hub;

/**
 * One event loop: a thread that runs tasks one after another, and owns the state that says so. The hub knows time and
 * threads only through this, so that the simulation runs the real code on a clock and a scheduler of its own.
 */
public interface Loop {

    /** A task that was scheduled and may be called off. */
    interface Timer {
        /** Calls it off; without effect when it ran or was called off before. On its loop only. */
        void cancel();
    }

    /** Runs a task later on this loop, in the order of the calls. From any thread. */
    void execute(Runnable task);

    /** Runs a task once, {@code delayMillis} (0 or more) from now. On this loop only. */
    Timer schedule(long delayMillis, Runnable task);

    /** Milliseconds of a clock that never goes back; only differences mean something. From any thread. */
    long monotonicMillis();

    /** Milliseconds since 1970, for stamps that people read; never orders anything. From any thread. */
    long wallMillis();

    /** Whether the caller runs on this loop. */
    boolean isCurrent();
}
