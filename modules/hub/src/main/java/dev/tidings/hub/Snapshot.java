package dev.tidings.hub;

import dev.tidings.model.JsonText;
import dev.tidings.model.Position;

/**
 * A collection at one position: exactly the fold of everything up to it. Immutable; the array is encoded once a position
 * and shared.
 *
 * @param position the position
 * @param documents a JSON array of all documents in order of creation
 * @param count how many
 * @param staleMillis 0 when confirmed with the log after it was asked for; else since when it was not, while the log is
 *     away
 */
public record Snapshot(Position position, JsonText documents, int count, long staleMillis) {}
