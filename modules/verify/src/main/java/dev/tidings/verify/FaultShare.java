package dev.tidings.verify;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How much of one kind of trouble a run has. Immutable.
 *
 * @param count how often it happens; of cuts, how many a second
 * @param millis how long it lasts, where it does
 */
public record FaultShare(Trouble trouble, int count, long millis) {

    /** What can be asked for. */
    public enum Trouble {
        /** A node is killed ({@code kill -9}) and started again. */
        KILL(5, 0),
        /** A node is stopped as a frozen machine stops, and goes on. */
        PAUSE(1, 5_000),
        /** Connections are reset, stalled, swallowed, slowed down. */
        CUT(10, 0),
        /** One node can't reach the others, nor they it; the store and its clients can. */
        PARTITION(1, 20_000),
        /** The store is killed and started again. */
        REDIS_KILL(5, 0),
        /** The store answers nobody. */
        REDIS_PAUSE(1, 5_000),
        /** One node can't reach the store, though the others and its clients can be reached. */
        REDIS_CUT(1, 10_000),
        /** The members forget every address on the event bus, as was seen after two halves of a cluster merged. */
        FORGET(1, 0);

        private final int count;
        private final long millis;

        Trouble(int count, long millis) {
            this.count = count;
            this.millis = millis;
        }

        /** Its name on the command line. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private static final Pattern FORM = Pattern.compile("([a-z-]{1,20})(?::([0-9]{1,4})(?::([0-9]{1,4})s)?)?");

    /**
     * Reads {@code NAME[:COUNT[:SECONDSs]]}, such as {@code pause:3:12s}.
     *
     * @throws IllegalArgumentException with a reason for the user when it is none
     */
    public static FaultShare parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("expected NAME, NAME:COUNT or NAME:COUNT:TIME, such as pause:3:12s");
        }
        Trouble trouble = Arrays.stream(Trouble.values())
                .filter(known -> known.word().equals(parts.group(1)))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("'" + parts.group(1) + "' is none of "
                        + Arrays.stream(Trouble.values()).map(Trouble::word).collect(Collectors.joining(", "))));
        int count = parts.group(2) == null ? trouble.count : Integer.parseInt(parts.group(2));
        long millis = parts.group(3) == null ? trouble.millis : Long.parseLong(parts.group(3)) * 1_000;
        return new FaultShare(trouble, count, millis);
    }
}
