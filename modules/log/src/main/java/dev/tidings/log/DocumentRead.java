package dev.tidings.log;

import dev.tidings.model.Epoch;
import org.jspecify.annotations.Nullable;

/**
 * One document at one moment. Immutable.
 *
 * @param epoch the channel's
 * @param head the channel's last offset
 * @param version the document's, or its tombstone's; 0 when nothing is known of it
 * @param document null when it does not exist
 */
public record DocumentRead(
        Epoch epoch, long head, long version, @Nullable StoredDocument document) {}
