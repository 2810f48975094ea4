package dev.tidings.sse;

import dev.tidings.hub.Loop;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** An event loop whose time stands still until a test moves it. Owned by its test. */
final class FakeLoop implements Loop {

    static final long WALL_MILLIS = 1_767_225_600_250L;

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Scheduled> timers = new PriorityQueue<>(
            Comparator.comparingLong((Scheduled timer) -> timer.due).thenComparingLong(timer -> timer.order));
    private long now = 1_000;
    private long order;

    private final class Scheduled implements Timer {
        private final long due;
        private final long order;
        private final Runnable task;

        private Scheduled(long due, long order, Runnable task) {
            this.due = due;
            this.order = order;
            this.task = task;
        }

        @Override
        public void cancel() {
            timers.remove(this);
        }
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Timer schedule(long delayMillis, Runnable task) {
        Scheduled timer = new Scheduled(now + delayMillis, order++, task);
        timers.add(timer);
        return timer;
    }

    @Override
    public long monotonicMillis() {
        return now;
    }

    @Override
    public long wallMillis() {
        return WALL_MILLIS + now - 1_000;
    }

    @Override
    public boolean isCurrent() {
        return true;
    }

    /** Lets time go by, and runs what is due. */
    void pass(long millis) {
        long until = now + millis;
        runTasks();
        while (!timers.isEmpty() && timers.peek().due <= until) {
            Scheduled timer = timers.remove();
            now = timer.due;
            timer.task.run();
            runTasks();
        }
        now = until;
    }

    int timers() {
        return timers.size();
    }

    private void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }
}
