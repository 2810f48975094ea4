package dev.tidings.verify;

import dev.tidings.model.Position;
import dev.tidings.verify.EventStreamParser.Event;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A stream of one channel's named changes. Of a collection it may ask for a snapshot at each connect and keep the fold. Owned
 * by the run's event loop.
 */
final class ChannelStream extends StreamReader {

    private final Account account;
    private final boolean collection;
    private final Map<String, Long> fold = new TreeMap<>();
    private final boolean folding;
    private boolean resetDue;
    private @Nullable Position claim;

    /**
     * @param collection whether a reset is followed by a snapshot
     * @param folding whether it asks for a snapshot and keeps the fold
     * @param account what it has: a position to begin from, or none
     */
    ChannelStream(
            Rig rig,
            String name,
            String channel,
            boolean collection,
            boolean folding,
            boolean patient,
            Account account) {
        super(rig, name, "/api/events/" + channel + query(folding, account.position()), patient);
        this.account = account;
        this.collection = collection;
        this.folding = folding;
    }

    private static String query(boolean folding, @Nullable Position position) {
        return position != null ? "?position=" + position : folding ? "?snapshot=1" : "";
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
            account.recovered(claimed);
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
            account.recovered(position);
        }
    }

    private void reset(JsonObject data) {
        if (collection && account.position() != null) {
            resetDue = true; // The snapshot that follows says where it goes on.
        } else {
            account.reset(Position.parse(data.getString("position")).orElseThrow());
        }
    }

    private void snapshot(Event event) {
        Position position = Position.parse(event.lastId()).orElseThrow();
        JsonArray documents = new JsonArray(event.data());
        rig().books().saw(name(), position, documents);
        fold.clear();
        fold.putAll(CollectionBooks.versions(documents));
        if (resetDue) {
            account.reset(position);
        } else {
            account.covered(position);
        }
        resetDue = false;
    }

    private void publication(Event event) {
        JsonObject data = new JsonObject(event.data());
        if (collection) {
            CollectionBooks.apply(event.name(), data, fold);
        }
        Position position = Position.parse(event.lastId()).orElse(null);
        if (position == null) {
            rig().problem(name() + ": an event without a position: " + event);
            return;
        }
        account.received(position, data);
    }
}
