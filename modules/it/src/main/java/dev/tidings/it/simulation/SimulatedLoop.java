package dev.tidings.it.simulation;

import dev.tidings.hub.Loop;
import java.util.ArrayDeque;

/**
 * An event loop on virtual time: tasks run one after another in the order they were given, each some time later. It can be
 * stopped for a while, as a paused process is, and killed. Owned by the scheduler's thread.
 */
final class SimulatedLoop implements Loop {

    private static final long MAX_STEP_MICROS = 800;

    private final Scheduler scheduler;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private boolean running;
    private boolean stopped;
    private boolean dead;
    private boolean current;

    SimulatedLoop(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public void execute(Runnable task) {
        if (dead) {
            return;
        }
        tasks.add(task);
        next();
    }

    @Override
    public Timer schedule(long delayMillis, Runnable task) {
        boolean[] cancelled = {false};
        scheduler.after(
                delayMillis * 1_000,
                () -> execute(() -> {
                    if (!cancelled[0]) {
                        task.run();
                    }
                }));
        return () -> cancelled[0] = true;
    }

    @Override
    public long monotonicMillis() {
        return scheduler.nowMillis();
    }

    @Override
    public long wallMillis() {
        return scheduler.nowMillis();
    }

    @Override
    public boolean isCurrent() {
        return current;
    }

    /** Nothing runs from now on. */
    void kill() {
        dead = true;
        tasks.clear();
    }

    /** Nothing runs until {@link #resume}; what is given meanwhile waits. */
    void stop() {
        stopped = true;
    }

    void resume() {
        stopped = false;
        next();
    }

    private void next() {
        if (running || stopped || tasks.isEmpty()) {
            return;
        }
        running = true;
        scheduler.within(MAX_STEP_MICROS, this::runOne);
    }

    private void runOne() {
        running = false;
        if (stopped || dead) {
            return;
        }
        Runnable task = tasks.poll();
        if (task != null) {
            current = true;
            try {
                task.run();
            } finally {
                current = false;
            }
        }
        next();
    }
}
