package dev.tidings.verify;

import dev.tidings.model.Position;
import dev.tidings.verify.EventStreamParser.Event;
import io.vertx.core.json.JsonArray;

/** A stream of whole payloads. Owned by the run's event loop. */
final class ArrayStream extends StreamReader {

    private final ArrayWatch watch;

    ArrayStream(Rig rig, String name, String collection, boolean patient) {
        super(rig, name, "/api/" + collection + "/stream", patient);
        this.watch = new ArrayWatch(rig, name);
    }

    ArrayWatch watch() {
        return watch;
    }

    @Override
    void onEvent(Event event) {
        if (event.name().equals("message")) {
            watch.saw(Position.parse(event.lastId()).orElseThrow(), new JsonArray(event.data()));
        }
    }
}
