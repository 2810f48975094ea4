package dev.tidings.verify;

import dev.tidings.model.Position;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command for each write, on one WebSocket that is cut now and then. Owned by the run's event loop. */
final class SocketWay implements WriteWay, SocketLine.User {

    private final SocketLine line;
    private final Map<Integer, Promise<Position>> unanswered = new HashMap<>();
    private int lastId;

    SocketWay(Rig rig, String name) {
        this.line = new SocketLine(rig, name, false, this);
    }

    @Override
    public String title() {
        return "WebSocket";
    }

    @Override
    public void start() {
        line.start();
    }

    @Override
    public void stop() {
        line.stop();
        closed();
    }

    @Override
    public Future<Position> send(Write write) {
        if (!line.isOpen()) {
            return Future.failedFuture("not connected");
        }
        int id = ++lastId;
        Promise<Position> answer = Promise.promise();
        unanswered.put(id, answer);
        line.send(command(write).put("id", id));
        return answer.future().timeout(LIMIT_MILLIS, TimeUnit.MILLISECONDS).onComplete(done -> unanswered.remove(id));
    }

    private static JsonObject command(Write write) {
        if (write.isPublication()) {
            return new JsonObject()
                    .put(
                            "publish",
                            new JsonObject()
                                    .put("channel", write.channel())
                                    .put("event", "verify")
                                    .put("data", write.data())
                                    .put("idempotencyKey", write.key()));
        }
        return new JsonObject()
                .put(
                        "write",
                        new JsonObject()
                                .put("collection", write.channel())
                                .put("op", write.isNew() ? "create" : "patch")
                                .put("id", write.document())
                                .put("document", write.data())
                                .put("idempotencyKey", write.key()));
    }

    @Override
    public void opened() {
        // Whoever has something to write finds the line open.
    }

    @Override
    public void closed() {
        List<Promise<Position>> given = List.copyOf(unanswered.values());
        unanswered.clear();
        given.forEach(answer -> answer.tryFail("cut"));
    }

    @Override
    public void heard(String word, int id, JsonObject body) {
        Promise<Position> answer = unanswered.get(id);
        if (answer == null) {
            return; // Nobody waits for it any more.
        }
        switch (word) {
            case "published", "written" ->
                Position.parse(body.getString("position"))
                        .ifPresentOrElse(
                                answer::tryComplete, () -> answer.tryFail(new Refused("no position: " + body)));
            case "error" -> {
                if (WriteWay.isPassing(body.getInteger("status"))) {
                    answer.tryFail("status " + body.getInteger("status") + " " + body.getString("code"));
                } else {
                    answer.tryFail(new Refused(body.encode()));
                }
            }
            default -> answer.tryFail(new Refused(word + " " + body));
        }
    }
}
