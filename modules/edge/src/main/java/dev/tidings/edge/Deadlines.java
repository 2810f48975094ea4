package dev.tidings.edge;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The time limits of one event loop's connections. Owned by its event loop.
 *
 * <p>A coarse clock: one timer a loop looks at all limits each tick, so that setting one (several times a request) costs a
 * store, and no entry in a timer queue. A limit is kept to within two ticks, never early.
 */
final class Deadlines {

    private static final long NEVER = Long.MAX_VALUE;

    private final Vertx vertx;
    private final int tickMillis;
    private final long timer;
    private long now;
    private @Nullable Deadline first;
    private int size;

    /** One limit, set and cleared many times. Owned by the event loop of its {@link Deadlines}. */
    final class Deadline {
        private final Runnable onExpiry;
        private long at = NEVER;
        private boolean listed = true;
        private @Nullable Deadline previous;
        private @Nullable Deadline next;

        private Deadline(Runnable onExpiry) {
            this.onExpiry = onExpiry;
        }

        /** Expires once, so many milliseconds from now, unless it is set anew or cleared before. */
        void set(int millis) {
            at = now + 1 + (millis + tickMillis - 1) / tickMillis;
        }

        /** Sets it unless it is set. */
        void begin(int millis) {
            if (at == NEVER) {
                set(millis);
            }
        }

        /** Does not expire. */
        void clear() {
            at = NEVER;
        }

        /** Does not expire any more, and is forgotten. Idempotent. */
        void close() {
            at = NEVER;
            unlist(this);
        }
    }

    Deadlines(Vertx vertx, int tickMillis) {
        this.vertx = vertx;
        this.tickMillis = tickMillis;
        this.timer = vertx.setPeriodic(tickMillis, id -> tick());
    }

    /** A new limit, not set yet; to be closed when what it watches is gone. */
    Deadline open(Runnable onExpiry) {
        Deadline deadline = new Deadline(onExpiry);
        deadline.next = first;
        if (first != null) {
            first.previous = deadline;
        }
        first = deadline;
        size++;
        return deadline;
    }

    /** How many limits there are, set or not. */
    int size() {
        return size;
    }

    /** Stops the clock. */
    void close() {
        vertx.cancelTimer(timer);
    }

    /** A tick has gone by. */
    void tick() {
        now++;
        List<Deadline> expired = List.of();
        for (Deadline deadline = first; deadline != null; deadline = deadline.next) {
            if (deadline.at <= now) {
                expired = expired.isEmpty() ? new ArrayList<>() : expired;
                expired.add(deadline);
            }
        }
        for (Deadline deadline : expired) {
            // one that expired before it may have closed or set it
            if (deadline.at <= now) {
                deadline.at = NEVER;
                deadline.onExpiry.run();
            }
        }
    }

    private void unlist(Deadline deadline) {
        if (!deadline.listed) {
            return;
        }
        deadline.listed = false;
        size--;
        if (deadline.previous == null) {
            first = deadline.next;
        } else {
            deadline.previous.next = deadline.next;
        }
        if (deadline.next != null) {
            deadline.next.previous = deadline.previous;
        }
    }
}
