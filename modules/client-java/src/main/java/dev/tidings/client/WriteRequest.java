package dev.tidings.client;

import dev.tidings.model.Actor;
import dev.tidings.model.ChannelName;
import dev.tidings.model.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * A change of a document. Immutable.
 *
 * @param collection the collection
 * @param operation what to do
 * @param id the document; null lets the hub make one ({@link Operation#CREATE} only)
 * @param document the document or merge patch; null for {@link Operation#DELETE}
 * @param version that the document must have; 0 = any
 * @param actor on whose behalf, or null
 */
public record WriteRequest(
        ChannelName collection,
        Operation operation,
        @Nullable String id,
        @Nullable JsonText document,
        long version,
        @Nullable Actor actor) {

    /** What a write does. */
    public enum Operation {
        CREATE("create"),
        PUT("put"),
        PATCH("patch"),
        DELETE("delete");

        private final String word;

        Operation(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /** @throws IllegalArgumentException when the parts don't belong together */
    public WriteRequest {
        boolean deletes = operation == Operation.DELETE;
        if (deletes != (document == null) || (id == null && operation != Operation.CREATE) || version < 0) {
            throw new IllegalArgumentException(operation + " with id " + id);
        }
    }

    /** A new document, whose id the hub makes unless it brings one. */
    public static WriteRequest create(String collection, String document) {
        return new WriteRequest(new ChannelName(collection), Operation.CREATE, null, JsonText.of(document), 0, null);
    }

    /** The whole document, new or not. */
    public static WriteRequest put(String collection, String id, String document) {
        return new WriteRequest(new ChannelName(collection), Operation.PUT, id, JsonText.of(document), 0, null);
    }

    /** A JSON Merge Patch (RFC 7396) of a document that exists. */
    public static WriteRequest patch(String collection, String id, String patch) {
        return new WriteRequest(new ChannelName(collection), Operation.PATCH, id, JsonText.of(patch), 0, null);
    }

    /** No document from now on. */
    public static WriteRequest delete(String collection, String id) {
        return new WriteRequest(new ChannelName(collection), Operation.DELETE, id, null, 0, null);
    }

    /** The same, only while the document has this version; else {@code version-conflict}. */
    public WriteRequest ifVersion(long expected) {
        return new WriteRequest(collection, operation, id, document, expected, actor);
    }

    /** The same on somebody's behalf. */
    public WriteRequest withActor(Actor who) {
        return new WriteRequest(collection, operation, id, document, version, who);
    }
}
