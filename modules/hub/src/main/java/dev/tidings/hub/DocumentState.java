package dev.tidings.hub;

import dev.tidings.log.AppendResult.VersionConflict;
import dev.tidings.model.JsonText;
import dev.tidings.model.Publication;
import org.jspecify.annotations.Nullable;

/**
 * What a document is taken to be. Immutable.
 *
 * @param version its version; its tombstone's when it is deleted; 0 when nothing is known of it
 * @param document the document; null when it does not exist
 * @param confirmed whether the log said so after the write came in; else it may be old, and is only a guess to begin with
 */
record DocumentState(long version, @Nullable JsonText document, boolean confirmed) {

    /** What a fold knows: nothing of tombstones. */
    static DocumentState remembered(@Nullable Publication last) {
        if (last == null) {
            return new DocumentState(0, null, false);
        }
        long version =
                DocumentText.parse(last.data()).path(DocumentChange.VERSION).asLong();
        return new DocumentState(version, last.data(), false);
    }

    /** What the log said. */
    static DocumentState of(VersionConflict answer) {
        Publication current = answer.current();
        return new DocumentState(answer.version(), current == null ? null : current.data(), true);
    }

    /** Whether there is a document. */
    boolean exists() {
        return document != null;
    }
}
