package dev.tidings.verify;

import dev.tidings.model.Position;
import dev.tidings.verify.Findings.Kind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every state of a collection that any reader was shown, by position; at the end compared with the fold of the log: a state
 * at P must be exactly the fold of 1..P. Owned by the ledger's thread.
 */
final class CollectionBooks {

    private final Ledger ledger;
    private final Map<Position, Map<String, Long>> seen = new HashMap<>();

    CollectionBooks(Ledger ledger) {
        this.ledger = ledger;
    }

    /** A reader was shown these documents as the state at {@code position}. */
    void saw(String reader, Position position, JsonArray documents) {
        Map<String, Long> versions = versions(documents);
        Map<String, Long> first = seen.putIfAbsent(position, versions);
        if (first != null && !first.equals(versions)) {
            ledger.findings().add(Kind.PHANTOM, reader + " was shown another state at " + position);
        }
    }

    /** Versions by id: as much of a state as tells it from any other. */
    static Map<String, Long> versions(JsonArray documents) {
        Map<String, Long> versions = new TreeMap<>();
        for (int i = 0; i < documents.size(); i++) {
            JsonObject document = documents.getJsonObject(i);
            versions.put(document.getString("id"), document.getLong("version"));
        }
        return versions;
    }

    /**
     * Compares with the log.
     *
     * @param changes the collection's publications by offset, from 1 on
     */
    void check(LogCopy log, Map<Long, JsonObject> changes) {
        if (log.first() > 1) {
            return; // The hub keeps no more: there is nothing to fold from the beginning.
        }
        Map<Long, Map<String, Long>> due = new HashMap<>();
        seen.forEach((position, versions) -> {
            if (position.epoch().equals(log.epoch())) {
                due.put(position.offset(), versions);
            }
        });
        Map<String, Long> fold = new TreeMap<>();
        compare(0, fold, due);
        for (long offset = 1; offset <= log.head(); offset++) {
            JsonObject change = changes.get(offset);
            if (change != null) {
                apply(change.getString("event"), change.getJsonObject("data"), fold);
            }
            compare(offset, fold, due);
        }
    }

    /** Puts one change on a state. */
    static void apply(String event, JsonObject document, Map<String, Long> fold) {
        if (event.endsWith("-deleted")) {
            fold.remove(document.getString("id"));
        } else {
            fold.put(document.getString("id"), document.getLong("version"));
        }
    }

    private void compare(long offset, Map<String, Long> fold, Map<Long, Map<String, Long>> due) {
        Map<String, Long> shown = due.get(offset);
        if (shown != null && !shown.equals(fold)) {
            ledger.findings().add(Kind.PHANTOM, "the state shown at offset " + offset + " is not the fold of the log");
        }
    }
}
