package dev.tidings.model;

import org.jspecify.annotations.Nullable;

/** Where a reader asks to begin. Immutable. */
public sealed interface StartingPoint {

    /** From now on. */
    record Head() implements StartingPoint {}

    /** From the oldest publication that is retained. */
    record Earliest() implements StartingPoint {}

    /**
     * After a position that the reader had.
     *
     * @param position the last that it has
     */
    record After(Position position) implements StartingPoint {}

    /**
     * With the last few publications.
     *
     * @param count how many at the most, 0 or more
     */
    record Rewind(int count) implements StartingPoint {}

    /** Something that is no position: it can't be resumed, and is never an error. */
    record Unknown() implements StartingPoint {}

    /**
     * Reads what a client gave: a position, {@code earliest}, {@code head}; null is {@link Head}; anything else is
     * {@link Unknown}.
     */
    static StartingPoint parse(@Nullable String text) {
        if (text == null || text.equals("head")) {
            return new Head();
        }
        if (text.equals("earliest")) {
            return new Earliest();
        }
        return Position.parse(text).<StartingPoint>map(After::new).orElseGet(Unknown::new);
    }
}
