package dev.tidings.hub;

import dev.tidings.model.Epoch;
import dev.tidings.model.Position;
import dev.tidings.model.StartingPoint;

/** Whether and where a reader can go on: pure functions over a channel's bounds. Immutable. */
final class Recovery {

    private Recovery() {}

    /** What becomes of a wish to begin somewhere. */
    sealed interface Decision {

        /**
         * Delivery begins after this position, and nothing that was asked for is missing.
         *
         * @param position the cursor
         */
        record From(Position position) implements Decision {}

        /**
         * It can't be given without a gap.
         *
         * @param reason why
         */
        record Lost(Reset.Reason reason) implements Decision {}

        /** The window does not reach so far, or knows nothing of it: only the log can tell. */
        record AskLog() implements Decision {}
    }

    /** By what the window holds. A position that it does not know is never judged here: the log alone may do that. */
    static Decision byWindow(StartingPoint start, Epoch epoch, long oldest, long head) {
        if (start instanceof StartingPoint.Head) {
            return from(epoch, head);
        }
        if (start instanceof StartingPoint.After after) {
            Position position = after.position();
            boolean inside =
                    position.epoch().equals(epoch) && position.offset() <= head && position.offset() + 1 >= oldest;
            return inside ? new Decision.From(position) : new Decision.AskLog();
        }
        if (start instanceof StartingPoint.Rewind rewind && (head - rewind.count() + 1 >= oldest || oldest == 1)) {
            return from(epoch, Math.max(head - rewind.count(), oldest - 1));
        }
        return start instanceof StartingPoint.Unknown ? new Decision.Lost(Reset.Reason.EPOCH) : new Decision.AskLog();
    }

    /**
     * By what the log holds.
     *
     * @param skips whether the channel's kind may skip to the last value of each key
     */
    static Decision byLog(StartingPoint start, Epoch epoch, long oldest, long head, boolean skips) {
        if (start instanceof StartingPoint.After after) {
            Position position = after.position();
            if (!position.epoch().equals(epoch) || position.offset() > head) {
                return new Decision.Lost(Reset.Reason.EPOCH);
            }
            return position.offset() + 1 >= oldest || skips
                    ? new Decision.From(position)
                    : new Decision.Lost(Reset.Reason.TRIMMED);
        }
        if (start instanceof StartingPoint.Earliest) {
            return from(epoch, oldest - 1);
        }
        if (start instanceof StartingPoint.Rewind rewind) {
            return from(epoch, Math.max(head - rewind.count(), oldest - 1));
        }
        return start instanceof StartingPoint.Head ? from(epoch, head) : new Decision.Lost(Reset.Reason.EPOCH);
    }

    private static Decision from(Epoch epoch, long offset) {
        return new Decision.From(new Position(epoch, offset));
    }
}
