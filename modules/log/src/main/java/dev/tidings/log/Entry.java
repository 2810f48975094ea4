package dev.tidings.log;

import dev.tidings.model.Actor;
import dev.tidings.model.Change;
import dev.tidings.model.JsonText;
import dev.tidings.model.Publication;
import org.jspecify.annotations.Nullable;

/**
 * A publication before the log gave it an offset; fields as in {@link Publication}. Immutable.
 *
 * @param event the event's name
 * @param key what it is about, or null
 * @param data any JSON
 * @param timeMillis ms since 1970, by the caller's clock
 * @param actor who writes, or null
 * @param change what it does to the document {@code key}
 */
public record Entry(
        String event,
        @Nullable String key,
        JsonText data,
        long timeMillis,
        @Nullable Actor actor,
        Change change) {

    /** @throws IllegalArgumentException when a document's change has no key */
    public Entry {
        if (change != Change.NONE && key == null) {
            throw new IllegalArgumentException("a change " + change + " without a key");
        }
    }

    /** The publication that this entry becomes. */
    public Publication at(long offset) {
        return new Publication(offset, event, key, data, timeMillis, actor, change);
    }
}
