package dev.tidings.poller;

import dev.tidings.hub.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Time by hand for several nodes: each has a loop of its own, can be stopped and woken, and its wall clock can be set. Owned
 * by the test's thread.
 */
final class World {

    private final Random random;
    private final List<Task> tasks = new ArrayList<>();
    private long nowMillis = 1_000;
    private long sequence;

    private record Task(Node node, long dueMillis, long sequence, Runnable task) {}

    World(long seed) {
        this.random = new Random(seed);
    }

    /** One node's loop. */
    final class Node implements Loop {
        private boolean stopped;
        private long wallOffsetMillis = 1_795_262_400_000L;

        /** Nothing runs here until {@link #wake}, as after SIGSTOP. */
        void stop() {
            stopped = true;
        }

        void wake() {
            stopped = false;
        }

        void setWallClock(long changeMillis) {
            wallOffsetMillis += changeMillis;
        }

        @Override
        public void execute(Runnable task) {
            schedule(0, task);
        }

        @Override
        public Timer schedule(long delayMillis, Runnable task) {
            Task scheduled = new Task(this, nowMillis + delayMillis, sequence++, task);
            tasks.add(scheduled);
            return () -> tasks.remove(scheduled);
        }

        @Override
        public long monotonicMillis() {
            return nowMillis;
        }

        @Override
        public long wallMillis() {
            return nowMillis + wallOffsetMillis;
        }

        @Override
        public boolean isCurrent() {
            return true;
        }
    }

    Node node() {
        return new Node();
    }

    Random random() {
        return random;
    }

    long nowMillis() {
        return nowMillis;
    }

    /** Lets time pass. */
    void run(long millis) {
        long end = nowMillis + millis;
        while (step(end)) {
            // goes on
        }
        nowMillis = end;
    }

    private boolean step(long endMillis) {
        Task next = null;
        for (Task task : tasks) {
            boolean earlier = next == null
                    || task.dueMillis < next.dueMillis
                    || (task.dueMillis == next.dueMillis && task.sequence < next.sequence);
            if (!task.node.stopped && task.dueMillis <= endMillis && earlier) {
                next = task;
            }
        }
        if (next == null) {
            return false;
        }
        tasks.remove(next);
        nowMillis = Math.max(nowMillis, next.dueMillis);
        next.task.run();
        return true;
    }
}
