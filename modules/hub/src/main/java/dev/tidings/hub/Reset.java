package dev.tidings.hub;

import dev.tidings.model.Position;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The announcement that a stream has a gap. Immutable.
 *
 * @param position where the subscription goes on: everything after it is delivered
 * @param reason why
 * @param snapshot for a collection its state at {@code position}; null for other channels
 */
public record Reset(
        Position position, Reason reason, @Nullable Snapshot snapshot) {

    /** Why a stream can't be called gap-free. */
    public enum Reason {
        /** History went that the reader had not seen. */
        TRIMMED,
        /** The log was lost, cut or restored. */
        EPOCH,
        /** The reader is too far behind. */
        BEHIND;

        /** The word in frames: {@code trimmed}, {@code epoch}, {@code behind}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
