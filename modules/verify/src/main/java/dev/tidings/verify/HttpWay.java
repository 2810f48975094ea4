package dev.tidings.verify;

import dev.tidings.model.Position;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;

/** A request for each write. Owned by the run's event loop. */
final class HttpWay implements WriteWay {

    private final Rig rig;

    HttpWay(Rig rig) {
        this.rig = rig;
    }

    @Override
    public String title() {
        return "HTTP";
    }

    @Override
    public void start() {
        // Nothing is open between two requests.
    }

    @Override
    public void stop() {
        // As above.
    }

    @Override
    public Future<Position> send(Write write) {
        RequestOptions options =
                request(write).putHeader("Content-Type", "application/json").putHeader("Idempotency-Key", write.key());
        JsonObject body = write.isPublication()
                ? new JsonObject().put("event", "verify").put("data", write.data())
                : write.data();
        return PollReader.exchange(rig, options, body.toBuffer(), LIMIT_MILLIS)
                .compose(answer -> position(write, options, answer));
    }

    private RequestOptions request(Write write) {
        if (write.isPublication()) {
            return rig.request(HttpMethod.POST, "/api/channels/" + write.channel() + "/publications");
        }
        return write.isNew()
                ? rig.request(HttpMethod.POST, "/api/" + write.channel())
                : rig.request(HttpMethod.PATCH, "/api/" + write.channel() + "/" + write.document());
    }

    private static Future<Position> position(Write write, RequestOptions options, Rig.Answer answer) {
        int status = answer.status();
        if (WriteWay.isPassing(status)) {
            return Future.failedFuture(
                    "status " + status + " " + answer.body().toString().replaceAll(".*\"code\":\"([a-z-]+)\".*", "$1"));
        }
        if (status / 100 != 2) {
            return Future.failedFuture(
                    new Refused(options.getMethod() + " " + options.getURI() + ": " + status + " " + answer.body()));
        }
        String text = write.isPublication()
                ? answer.body().toJsonObject().getString("position")
                : answer.headers().get("Tidings-Position");
        return Position.parse(text)
                .map(Future::succeededFuture)
                .orElseGet(() -> Future.failedFuture(new Refused("no position: " + answer.body())));
    }
}
