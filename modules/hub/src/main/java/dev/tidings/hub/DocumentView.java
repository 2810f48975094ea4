package dev.tidings.hub;

import dev.tidings.model.JsonText;
import dev.tidings.model.Position;

/**
 * One document as it is. Immutable.
 *
 * @param position the collection's position it was read at
 * @param version its version
 * @param document the document
 * @param staleMillis as {@link Snapshot#staleMillis}
 */
public record DocumentView(Position position, long version, JsonText document, long staleMillis) {}
