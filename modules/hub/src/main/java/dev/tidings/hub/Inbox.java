package dev.tidings.hub;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The way onto a loop from others: tasks run in order, gathered into one turn of the loop, after which {@code afterTurn}
 * runs once. Thread-safe because its queue and its flag are, and the rest is touched on the loop only. At most one task of
 * an inbox waits in its loop; the queue is bounded by what its users have outstanding, each of which states a bound.
 */
final class Inbox {

    /** How many tasks one turn takes before it lets others have the loop. */
    private static final int MAX_TASKS_A_TURN = 10_000;

    private final Loop loop;
    private final Runnable afterTurn;
    private final Failures failures;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private boolean turning;

    Inbox(Loop loop, Runnable afterTurn, Failures failures) {
        this.loop = loop;
        this.afterTurn = afterTurn;
        this.failures = failures;
    }

    /** Adds a task; from any thread. */
    void add(Runnable task) {
        tasks.add(task);
        if (scheduled.compareAndSet(false, true)) {
            loop.execute(this::turn);
        }
    }

    /** Has {@code afterTurn} run once this turn is over, or soon. On the loop only. */
    void turnSoon() {
        if (!turning && scheduled.compareAndSet(false, true)) {
            loop.execute(this::turn);
        }
    }

    private void turn() {
        scheduled.set(false);
        turning = true;
        for (int i = 0; i < MAX_TASKS_A_TURN; i++) {
            Runnable task = tasks.poll();
            if (task == null) {
                break;
            }
            failures.guard(task);
        }
        failures.guard(afterTurn);
        turning = false;
        if (!tasks.isEmpty() && scheduled.compareAndSet(false, true)) {
            loop.execute(this::turn);
        }
    }
}
