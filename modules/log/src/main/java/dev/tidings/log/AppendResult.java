package dev.tidings.log;

import dev.tidings.model.Epoch;
import dev.tidings.model.HubException;
import dev.tidings.model.Publication;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of one item. Immutable. */
public sealed interface AppendResult {

    /**
     * It is in the log.
     *
     * @param epoch the channel's
     * @param publications as appended, with their offsets, in order; empty for an item without entries
     * @param head the channel's last offset now
     * @param firstSequence the partition's sequence of the first of them; the others follow without holes
     */
    record Appended(Epoch epoch, List<Publication> publications, long head, long firstSequence)
            implements AppendResult {}

    /**
     * The key was used before, with the same request: this was the answer. Nothing was applied now.
     *
     * @param answer the first answer
     */
    record Repeated(StoredAnswer answer) implements AppendResult {}

    /** The key was used before, with another request. */
    record KeyReused() implements AppendResult {}

    /**
     * The document is not as expected.
     *
     * @param version its version now; of its tombstone when it is deleted; 0 when nothing is known of it
     * @param current its publication as it is now; null when it does not exist
     */
    record VersionConflict(long version, @Nullable Publication current) implements AppendResult {}

    /**
     * A newer owner has written.
     *
     * @param highestToken the token seen
     */
    record StaleFence(long highestToken) implements AppendResult {}

    /**
     * A bound of the store.
     *
     * @param reason what to tell the client
     */
    record Refused(HubException reason) implements AppendResult {}
}
