package dev.tidings.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A loop on a clock of its own: of what is due, a seeded choice runs next; when nothing is, time goes on to the next timer.
 * Owned by the test's thread.
 */
public final class SteppedLoop implements Loop {

    private final RandomGenerator random;
    private final List<Task> tasks = new ArrayList<>();
    private long nowMillis = 1_000;

    private record Task(long dueMillis, Runnable task) {}

    public SteppedLoop(RandomGenerator random) {
        this.random = random;
    }

    /** Runs everything, timers too, until nothing is left. */
    public void run() {
        run(Long.MAX_VALUE);
    }

    /** Runs what is due until {@code millis} from now. */
    public void run(long millis) {
        long end = millis == Long.MAX_VALUE ? millis : nowMillis + millis;
        int steps = 0;
        while (step(end)) {
            if (++steps > 1_000_000) {
                throw new AssertionError("the loop never comes to rest");
            }
        }
        nowMillis = end == Long.MAX_VALUE ? nowMillis : end;
    }

    private boolean step(long endMillis) {
        long next = tasks.stream().mapToLong(Task::dueMillis).min().orElse(Long.MAX_VALUE);
        if (next > endMillis || tasks.isEmpty()) {
            return false;
        }
        nowMillis = Math.max(nowMillis, next);
        List<Task> due =
                tasks.stream().filter(task -> task.dueMillis <= nowMillis).toList();
        Task chosen = due.get(random.nextInt(due.size()));
        tasks.remove(chosen);
        chosen.task.run();
        return true;
    }

    @Override
    public void execute(Runnable task) {
        schedule(0, task);
    }

    @Override
    public Timer schedule(long delayMillis, Runnable task) {
        Task scheduled = new Task(nowMillis + delayMillis, task);
        tasks.add(scheduled);
        return () -> tasks.remove(scheduled);
    }

    @Override
    public long monotonicMillis() {
        return nowMillis;
    }

    @Override
    public long wallMillis() {
        return 1_795_262_400_000L + nowMillis;
    }

    @Override
    public boolean isCurrent() {
        return true;
    }
}
