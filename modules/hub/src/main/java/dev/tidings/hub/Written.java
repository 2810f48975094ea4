package dev.tidings.hub;

import dev.tidings.model.JsonText;
import dev.tidings.model.Position;
import org.jspecify.annotations.Nullable;

/**
 * An acknowledged write. Immutable.
 *
 * @param status 201 created, 200 changed or unchanged, 204 deleted
 * @param position of its last publication; of the collection's head when nothing changed
 * @param id the document
 * @param version the document's version after it; the deletion's for a deletion
 * @param document the document after it; null after a deletion
 */
public record Written(
        int status,
        Position position,
        String id,
        long version,
        @Nullable JsonText document) {}
