package dev.tidings.verify;

import dev.tidings.model.Position;

/**
 * One publication as a subscriber received it. Immutable.
 *
 * @param latencyNanos since its first sending; negative when that is not known
 */
public record Delivery(Position position, WriteId write, long latencyNanos) {}
