package dev.tidings.model;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The name of one life of a partition's log: 12 characters {@code [a-z0-9]}, 62 random bits. Immutable. Epochs have no
 * order; another epoch means that the log was lost, cut or restored.
 *
 * @param value the 12 characters
 */
public record Epoch(String value) {

    /** How many characters an epoch has. */
    public static final int LENGTH = 12;

    private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";

    /** @throws HubException {@code malformed} when the text is not an epoch */
    public Epoch {
        if (!isValid(value)) {
            throw new HubException(ErrorCode.MALFORMED, "not an epoch: " + Names.excerpt(value));
        }
    }

    /**
     * Draws a new epoch.
     *
     * @param random in production a {@link java.security.SecureRandom}; never seeded from a clock
     */
    public static Epoch draw(RandomGenerator random) {
        StringBuilder text = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new Epoch(text.toString());
    }

    /** Whether {@code text} has the form of an epoch. */
    public static boolean isValid(@Nullable String text) {
        if (text == null || text.length() != LENGTH) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(i);
            if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return value;
    }
}
