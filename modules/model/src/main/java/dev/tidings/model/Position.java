package dev.tidings.model;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place in a channel: "I have everything up to and including {@code offset} of this epoch". Immutable. Text form
 * {@code <epoch>-<offset>}, offset in plain decimal without leading zeros.
 *
 * @param epoch the life of the log that the offset counts in
 * @param offset 0 = nothing yet, else that of the last publication had
 */
public record Position(Epoch epoch, long offset) {

    private static final int MAX_OFFSET_DIGITS = 18;

    /** @throws IllegalArgumentException when the offset is negative */
    public Position {
        if (offset < 0) {
            throw new IllegalArgumentException("offset " + offset);
        }
    }

    /** Reads the text form; empty for anything else, of any length, without throwing. */
    public static Optional<Position> parse(@Nullable String text) {
        if (text == null || text.length() < Epoch.LENGTH + 2 || text.length() > Epoch.LENGTH + 1 + MAX_OFFSET_DIGITS) {
            return Optional.empty();
        }
        String epoch = text.substring(0, Epoch.LENGTH);
        if (text.charAt(Epoch.LENGTH) != '-' || !Epoch.isValid(epoch)) {
            return Optional.empty();
        }
        long offset = 0;
        for (int i = Epoch.LENGTH + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return Optional.empty();
            }
            offset = offset * 10 + (c - '0');
        }
        boolean leadingZero = text.charAt(Epoch.LENGTH + 1) == '0' && text.length() > Epoch.LENGTH + 2;
        return leadingZero ? Optional.empty() : Optional.of(new Position(new Epoch(epoch), offset));
    }

    @Override
    public String toString() {
        return epoch.value() + '-' + offset;
    }
}
