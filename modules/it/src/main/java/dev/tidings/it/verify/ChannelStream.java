package dev.tidings.it.verify;

import dev.tidings.it.verify.EventStreamParser.Event;
import dev.tidings.model.Position;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A stream of one channel's named changes. Of a collection it may ask for a snapshot at each connect and keep the fold. Owned
 * by the run's event loop.
 */
final class ChannelStream extends StreamReader {

    private final Track track;
    private final boolean collection;
    private final Consumer<Delivery> feed;
    private final Map<String, Long> fold = new TreeMap<>();
    private final boolean folding;
    private boolean resetDue;
    private @Nullable Position claim;

    /**
     * @param collection whether a reset is followed by a snapshot
     * @param folding whether it asks for a snapshot and keeps the fold
     * @param tamper puts something between the stream and the ledger: the identity, or a negative control
     */
    ChannelStream(
            Rig rig,
            String name,
            String channel,
            boolean collection,
            boolean folding,
            boolean patient,
            UnaryOperator<Consumer<Delivery>> tamper) {
        super(rig, name, "/api/events/" + channel + (folding ? "?snapshot=1" : ""), patient);
        this.track = rig.ledger().track(name, channel);
        this.collection = collection;
        this.folding = folding;
        this.feed = tamper.apply(delivery -> track.received(delivery, rig.nanos()));
    }

    Track track() {
        return track;
    }

    /** Versions by id, of a collection. */
    Map<String, Long> fold() {
        return fold;
    }

    @Override
    void onEvent(Event event) {
        Position claimed = claim;
        claim = null;
        if (claimed != null && !event.name().equals("snapshot")) {
            track.recovered(claimed);
        }
        switch (event.name()) {
            case "connected" -> connected(new JsonObject(event.data()));
            case "reset" -> reset(new JsonObject(event.data()));
            case "snapshot" -> snapshot(event);
            case "disconnect" -> {
                // The end of the stream follows, and with it the reconnect.
            }
            default -> publication(event);
        }
    }

    private void connected(JsonObject data) {
        boolean recovered = data.getBoolean("recovered");
        Position position = Position.parse(data.getString("position")).orElseThrow();
        if (!recovered) {
            reset(data);
        } else if (folding) {
            claim = position; // A snapshot at it may follow, and stands for what was missed.
        } else {
            track.recovered(position);
        }
    }

    private void reset(JsonObject data) {
        if (track.position() == null) {
            track.covered(Position.parse(data.getString("position")).orElseThrow());
        } else if (collection) {
            resetDue = true;
        } else {
            track.reset(Position.parse(data.getString("position")).orElseThrow());
        }
    }

    private void snapshot(Event event) {
        Position position = Position.parse(event.lastId()).orElseThrow();
        JsonArray documents = new JsonArray(event.data());
        rig().books().saw(name(), position, documents);
        fold.clear();
        fold.putAll(CollectionBooks.versions(documents));
        if (resetDue) {
            track.reset(position);
        } else {
            track.covered(position);
        }
        resetDue = false;
    }

    private void publication(Event event) {
        JsonObject data = new JsonObject(event.data());
        if (collection) {
            CollectionBooks.apply(event.name(), data, fold);
        }
        WriteId write = Rig.writeOf(data);
        Position position = Position.parse(event.lastId()).orElse(null);
        if (write == null || position == null) {
            rig().problem(name() + ": an event that nobody wrote: " + event);
            return;
        }
        feed.accept(new Delivery(position, write, rig().nanos() - data.getLong("t")));
    }
}
