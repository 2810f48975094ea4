package dev.tidings.verify;

import dev.tidings.model.Position;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/** Long-polls a collection by its ETag. Owned by the run's event loop. */
final class ArrayPoll extends PollReader {

    private final ArrayWatch watch;
    private final String path;

    ArrayPoll(Rig rig, String name, String collection) {
        super(rig, name, 0);
        this.watch = new ArrayWatch(rig, name);
        this.path = "/api/" + collection + "?wait=" + WAIT_SECONDS;
    }

    ArrayWatch watch() {
        return watch;
    }

    @Override
    RequestOptions next() {
        RequestOptions request = rig().request(HttpMethod.GET, path);
        Position last = watch.position();
        return last == null ? request : request.putHeader("If-None-Match", "\"" + last + "\"");
    }

    @Override
    void answered(Rig.Answer answer) {
        if (answer.status() == 200) {
            String tag = answer.headers().get("ETag");
            watch.saw(
                    Position.parse(tag.substring(tag.indexOf('"') + 1, tag.lastIndexOf('"')))
                            .orElseThrow(),
                    answer.body().toJsonArray());
        } else if (answer.status() != 304) {
            rig().problem(name() + ": a poll was answered with " + answer.status() + " " + answer.body());
        }
    }
}
