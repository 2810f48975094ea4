package dev.tidings.verify;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Random;

/**
 * Writes one thing after the other at a steady rate: tasks it creates and then patches, and publications of channels. Each
 * has its Idempotency-Key and is repeated with it until its outcome is known. Owned by the run's event loop.
 */
final class Producer {

    private static final long RETRY_MILLIS = 200;
    private static final int TASKS = 2;

    private final Rig rig;
    private final WriteWay way;
    private final int id;
    private final Names names;
    private final Random random;
    private final long intervalNanos;

    private long number;
    private int tasks;
    private long untilNanos = Long.MAX_VALUE;
    private boolean stopped;
    private boolean busy;

    /**
     * @param way how its writes reach the hub
     * @param intervalNanos between two writes; who falls behind catches up
     */
    Producer(Rig rig, WriteWay way, int id, Names names, long seed, long intervalNanos) {
        this.rig = rig;
        this.way = way;
        this.id = id;
        this.names = names;
        this.random = new Random(seed * 31 + id);
        this.intervalNanos = intervalNanos;
    }

    void start() {
        number = 0;
        way.start();
        next(rig.nanos() + random.nextInt((int) intervalNanos));
    }

    /** What is due by now is the last: it is written, however far behind the producer is. */
    void finish() {
        untilNanos = rig.nanos();
    }

    /** Gives up what it is still trying: its outcome stays unknown. */
    void stop() {
        stopped = true;
        way.stop();
    }

    /** Whether a write has no outcome yet. */
    boolean busy() {
        return busy;
    }

    private void next(long dueNanos) {
        long delayMillis = Math.max(1, (dueNanos - rig.nanos()) / 1_000_000);
        if (stopped || dueNanos > untilNanos) {
            return;
        }
        busy = true;
        rig.vertx().setTimer(delayMillis, timer -> {
            Write write = draw(new WriteId(id, ++number));
            rig.ledger().attempted(write.id());
            attempt(write, dueNanos + intervalNanos);
        });
    }

    private Write draw(WriteId write) {
        JsonObject data = names.dataOf(write, rig.nanos());
        if (random.nextBoolean()) {
            List<String> channels = names.channels();
            return new Write(write, names.key(write), channels.get(random.nextInt(channels.size())), "", true, data);
        }
        data.put("title", "Write " + write);
        boolean isNew = tasks < TASKS;
        String task = names.document(id, isNew ? ++tasks : 1 + random.nextInt(TASKS));
        return new Write(write, names.key(write), names.collection(), task, isNew, isNew ? data.put("id", task) : data);
    }

    private void attempt(Write write, long nextNanos) {
        if (stopped) {
            busy = false;
            return;
        }
        way.send(write)
                .onSuccess(position -> {
                    rig.acked(way, write, position);
                    done(nextNanos);
                })
                .onFailure(cause -> {
                    if (cause instanceof WriteWay.Refused) {
                        rig.problem("write " + write.id() + " was refused: " + cause.getMessage());
                        done(nextNanos);
                    } else {
                        rig.repeated(cause.getMessage());
                        long delay = RETRY_MILLIS + random.nextInt((int) RETRY_MILLIS);
                        rig.vertx().setTimer(delay, timer -> attempt(write, nextNanos));
                    }
                });
    }

    private void done(long nextNanos) {
        busy = false;
        next(nextNanos);
    }
}
