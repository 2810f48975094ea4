package dev.tidings.it.verify;

import dev.tidings.model.Position;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Writes one thing after the other at a steady rate: tasks it creates and then patches, and publications of channels. Each
 * has its Idempotency-Key and is repeated with it until its outcome is known. Owned by the run's event loop.
 */
final class Producer {

    private static final long LIMIT_MILLIS = 3_000;
    private static final long RETRY_MILLIS = 200;
    private static final int TASKS = 2;

    private final Rig rig;
    private final int id;
    private final List<String> channels;
    private final Random random;
    private final long intervalNanos;
    private final long untilNanos;

    private long number;
    private int tasks;
    private boolean stopped;
    private boolean busy;

    private record Write(WriteId id, String channel, HttpMethod method, String uri, JsonObject body) {}

    /**
     * @param intervalNanos between two writes; who falls behind catches up
     * @param untilNanos when it begins no more, counted like {@link Rig#nanos}
     */
    Producer(Rig rig, int id, List<String> channels, long seed, long intervalNanos, long untilNanos) {
        this.rig = rig;
        this.id = id;
        this.channels = channels;
        this.random = new Random(seed * 31 + id);
        this.intervalNanos = intervalNanos;
        this.untilNanos = untilNanos;
    }

    void start() {
        number = 0;
        next(rig.nanos() + random.nextInt((int) intervalNanos));
    }

    /** Gives up what it is still trying: its outcome stays unknown. */
    void stop() {
        stopped = true;
    }

    /** Whether a write has no outcome yet. */
    boolean busy() {
        return busy;
    }

    private void next(long dueNanos) {
        long delayMillis = Math.max(1, (dueNanos - rig.nanos()) / 1_000_000);
        if (dueNanos > untilNanos || stopped) {
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
        JsonObject data = Rig.dataOf(write, rig.nanos());
        if (random.nextBoolean()) {
            String channel = channels.get(random.nextInt(channels.size()));
            JsonObject body = new JsonObject().put("event", "verify").put("data", data);
            return new Write(write, channel, HttpMethod.POST, "/api/channels/" + channel + "/publications", body);
        }
        data.put("title", "Write " + write);
        if (tasks < TASKS) {
            return new Write(write, "tasks", HttpMethod.POST, "/api/tasks", data.put("id", "t-" + id + "-" + ++tasks));
        }
        String task = "t-" + id + "-" + (1 + random.nextInt(TASKS));
        return new Write(write, "tasks", HttpMethod.PATCH, "/api/tasks/" + task, data);
    }

    private void attempt(Write write, long nextNanos) {
        if (stopped) {
            busy = false;
            return;
        }
        RequestOptions options = rig.request(write.method(), write.uri())
                .putHeader("Content-Type", "application/json")
                .putHeader("Idempotency-Key", "verify-" + write.id());
        PollReader.exchange(rig, options, write.body().toBuffer(), LIMIT_MILLIS).onComplete(result -> {
            if (result.succeeded() && decided(write, result.result())) {
                busy = false;
                next(nextNanos);
            } else {
                rig.vertx()
                        .setTimer(
                                RETRY_MILLIS + random.nextInt((int) RETRY_MILLIS), timer -> attempt(write, nextNanos));
            }
        });
    }

    /** Whether the write is done with; false = repeat it with the same key. */
    private boolean decided(Write write, Rig.Answer answer) {
        int status = answer.status();
        if (status == 429 || status == 503 || status == 504) {
            return false;
        }
        Position position = status / 100 == 2 ? positionIn(write, answer) : null;
        if (position == null) {
            rig.problem("write " + write.id() + " (" + write.method() + " " + write.uri() + ") was answered with "
                    + status + " " + answer.body());
        } else {
            rig.ledger().acked(write.id(), write.channel(), position);
        }
        return true;
    }

    private static @Nullable Position positionIn(Write write, Rig.Answer answer) {
        String text = write.channel().equals("tasks")
                ? answer.headers().get("Tidings-Position")
                : answer.body().toJsonObject().getString("position");
        return Position.parse(text).orElse(null);
    }
}
