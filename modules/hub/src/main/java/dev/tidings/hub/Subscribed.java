package dev.tidings.hub;

import dev.tidings.model.Position;
import org.jspecify.annotations.Nullable;

/**
 * How a subscription began. Immutable.
 *
 * @param position where delivery begins: everything after it comes; the snapshot's when there is one; null in a volatile
 *     channel
 * @param recovered whether what the client asked for could be given without a gap
 * @param reason why not; null when recovered
 * @param snapshot a collection's state at {@code position}, when it was asked for or is needed
 */
public record Subscribed(
        @Nullable Position position,
        boolean recovered,
        Reset.@Nullable Reason reason,
        @Nullable Snapshot snapshot) {}
