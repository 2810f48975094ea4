package dev.tidings.client;

import dev.tidings.model.JsonText;
import dev.tidings.model.Position;
import org.jspecify.annotations.Nullable;

/**
 * An acknowledged write: it is in the log. Immutable.
 *
 * @param position the collection's, after it
 * @param document the document after it; null after a deletion
 */
public record Written(Position position, @Nullable JsonText document) {}
