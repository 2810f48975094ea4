package dev.tidings.model;

import org.jspecify.annotations.Nullable;

/**
 * One entry of a channel. Immutable.
 *
 * @param offset 1, 2, 3 … in its channel and epoch; 0 in a volatile channel
 * @param event the event's name
 * @param key what it is about, or null
 * @param data any JSON
 * @param timeMillis when it was written, ms since 1970; never orders anything
 * @param actor who wrote it, or null when nobody is known
 * @param change what it does to the document {@code key}
 */
public record Publication(
        long offset,
        String event,
        @Nullable String key,
        JsonText data,
        long timeMillis,
        @Nullable Actor actor,
        Change change) {

    /** @throws IllegalArgumentException when a document's change has no key, or the offset is negative */
    public Publication {
        if (offset < 0 || (change != Change.NONE && key == null)) {
            throw new IllegalArgumentException("offset " + offset + ", change " + change + ", key " + key);
        }
    }

    /** The same publication at another offset. */
    public Publication at(long newOffset) {
        return new Publication(newOffset, event, key, data, timeMillis, actor, change);
    }

    /** About how many bytes of heap it holds; a bound for windows and caches, not exact. */
    public int weight() {
        return 160 + data.length() + event.length() + (key == null ? 0 : key.length());
    }
}
