package dev.tidings.log;

import dev.tidings.model.Publication;

/**
 * A document as the log keeps it. Immutable.
 *
 * @param version its version; 0 in a channel of kind {@code latest}
 * @param createdOffset the offset that created it, by which collections are ordered
 * @param last the publication that wrote it last: its key is the id, its data the document, its offset the moment
 */
public record StoredDocument(long version, long createdOffset, Publication last) {}
