package dev.tidings.hub;

import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.Position;
import dev.tidings.model.Publication;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of its collections: where a write begins. It may be behind the log, which alone decides. Owned by
 * the hub's loop; futures complete there, within their time limit.
 */
interface DocumentSource {

    /**
     * How much a collection holds.
     *
     * @param documents how many documents
     * @param bytes their length together
     * @param position up to where they were counted
     */
    record Size(long documents, long bytes, Position position) {}

    /** How much the collection holds; null when it is not loaded yet. */
    @Nullable
    Size size(ChannelName collection);

    /** The publication whose data is the document; null when there is none, or the collection is not loaded. */
    @Nullable
    Publication document(ChannelName collection, String id);

    /**
     * Completes when the collection is loaded and holds all that was acknowledged before this call, or as well as can be
     * while the log is away.
     */
    Future<?> confirm(ChannelName collection);

    /** One publication of the log; null when it is no longer retained, or the channel has another epoch. */
    Future<@Nullable Publication> publication(ChannelName channel, Epoch epoch, long offset);
}
