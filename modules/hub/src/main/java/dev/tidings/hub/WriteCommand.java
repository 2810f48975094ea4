package dev.tidings.hub;

import dev.tidings.log.Fence;
import dev.tidings.model.Actor;
import dev.tidings.model.ChannelName;
import org.jspecify.annotations.Nullable;

/**
 * A change of a collection's document. Immutable.
 *
 * @param collection the collection
 * @param operation what to do
 * @param id the document; null lets the hub make one ({@link Operation#CREATE} only)
 * @param edit what becomes of the document; null for {@link Operation#DELETE}
 * @param precondition what must hold
 * @param actor who writes, or null
 * @param requestKey under which the answer is remembered, or null
 * @param fence the lease under which it is made, or null; {@code stale-owner} when a newer owner has written
 */
public record WriteCommand(
        ChannelName collection,
        Operation operation,
        @Nullable String id,
        @Nullable DocumentEdit edit,
        Precondition precondition,
        @Nullable Actor actor,
        @Nullable RequestKey requestKey,
        @Nullable Fence fence) {

    /** What a write does. */
    public enum Operation {
        /** A new document; {@code exists} when there is one. */
        CREATE,
        /** The whole document, new or not. */
        PUT,
        /** A part of a document that exists. */
        PATCH,
        /** No document from now on; {@code not-found} when there is none. */
        DELETE
    }

    /** Without a lease. */
    public WriteCommand(
            ChannelName collection,
            Operation operation,
            @Nullable String id,
            @Nullable DocumentEdit edit,
            Precondition precondition,
            @Nullable Actor actor,
            @Nullable RequestKey requestKey) {
        this(collection, operation, id, edit, precondition, actor, requestKey, null);
    }

    /** @throws IllegalArgumentException when the parts don't belong together */
    public WriteCommand {
        if ((operation == Operation.DELETE) != (edit == null) || (id == null && operation != Operation.CREATE)) {
            throw new IllegalArgumentException(operation + " with id " + id);
        }
    }
}
