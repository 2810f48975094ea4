package dev.tidings.verify;

import dev.tidings.model.Position;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Reads whole channels back, past the proxy. Owned by the run's event loop. */
final class LogReader {

    private static final long LIMIT_MILLIS = 60_000;
    private static final int PAGE = 1_000;

    private final Rig direct;
    private final Map<Long, JsonObject> changes = new TreeMap<>();

    /** @param direct a rig whose port is the hub's own */
    LogReader(Rig direct) {
        this.direct = direct;
    }

    /** The last read channel's publications as JSON, by offset. */
    Map<Long, JsonObject> changes() {
        return new TreeMap<>(changes);
    }

    Future<LogCopy> read(String channel) {
        changes.clear();
        return page(channel, "earliest");
    }

    private Future<LogCopy> page(String channel, String since) {
        String uri = "/api/channels/" + channel + "/publications?limit=" + PAGE + "&since=" + since;
        return json(uri).map(Rig.Answer::body).compose(body -> {
            JsonObject page = body.toJsonObject();
            JsonArray publications = page.getJsonArray("publications");
            for (int i = 0; i < publications.size(); i++) {
                changes.put(publications.getJsonObject(i).getLong("offset"), publications.getJsonObject(i));
            }
            Position position = Position.parse(page.getString("position")).orElseThrow();
            return publications.isEmpty()
                    ? Future.succeededFuture(copy(position))
                    : page(channel, page.getString("position"));
        });
    }

    private LogCopy copy(Position head) {
        Map<Long, WriteId> writes = new HashMap<>();
        changes.forEach((offset, publication) -> {
            writes.put(offset, direct.names().writeOf(publication.getJsonObject("data")));
        });
        long first = changes.keySet().stream().findFirst().orElse(head.offset() + 1);
        return new LogCopy(head.epoch(), first, head.offset(), writes);
    }

    /** Where a channel ends. */
    Future<Position> head(String channel) {
        return json("/api/channels/" + channel)
                .map(answer -> Position.parse(answer.body().toJsonObject().getString("position"))
                        .orElseThrow());
    }

    /** A collection as it is. */
    Future<JsonArray> documents(String collection) {
        return json("/api/" + collection).map(answer -> answer.body().toJsonArray());
    }

    private Future<Rig.Answer> json(String uri) {
        return PollReader.exchange(direct, direct.request(HttpMethod.GET, uri), Buffer.buffer(), LIMIT_MILLIS)
                .compose(answer -> answer.status() == 200
                        ? Future.succeededFuture(answer)
                        : Future.failedFuture(uri + " was answered with " + answer.status() + " " + answer.body()));
    }
}
