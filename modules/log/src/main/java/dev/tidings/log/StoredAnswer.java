package dev.tidings.log;

import dev.tidings.model.Position;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of the first answer to a key. Immutable.
 *
 * @param status its HTTP status
 * @param position of the last entry that it appended; of the channel's head when it appended none
 * @param firstOffset of the first entry it appended; 0 when it appended none
 * @param documentId the document, or null for an ordinary publication
 * @param version the document's version after it; 0 for an ordinary publication
 */
public record StoredAnswer(
        int status,
        Position position,
        long firstOffset,
        @Nullable String documentId,
        long version) {}
