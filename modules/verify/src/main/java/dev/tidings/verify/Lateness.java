package dev.tidings.verify;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/**
 * How late deliveries were, by what was going on when their write was first sent. Owned by the run's event loop.
 *
 * <p>A trouble's aftermath counts for itself: what was written then reaches a reader only behind all that the reader missed, so
 * it tells how soon everybody had caught up.
 */
final class Lateness {

    private static final long AFTERMATH_NANOS = 10_000_000_000L;
    private static final String QUIET = "quiet";

    /** From when on which phase was. */
    private final TreeMap<Long, String> phases = new TreeMap<>(Map.of(Long.MIN_VALUE, QUIET));

    /** Of each phase how many deliveries were so many milliseconds late. */
    private final Map<String, TreeMap<Long, Long>> late = new LinkedHashMap<>();

    /** A trouble begins. */
    void begins(Fault.Kind kind, long nowNanos) {
        phases.tailMap(nowNanos).clear();
        phases.put(nowNanos, "during " + kind);
    }

    /** A trouble is over. */
    void over(Fault.Kind kind, long nowNanos) {
        phases.put(nowNanos, "after " + kind);
        phases.put(nowNanos + AFTERMATH_NANOS, QUIET);
    }

    /** A reader got a write that was first sent at {@code sentNanos}. */
    void delivered(long sentNanos, long latencyNanos) {
        String phase = Objects.requireNonNull(phases.floorEntry(sentNanos)).getValue();
        late.computeIfAbsent(phase, name -> new TreeMap<>()).merge(latencyNanos / 1_000_000, 1L, Long::sum);
    }

    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder("ms until delivered, for 99 of 100 and at the most, of what was written:");
        new TreeMap<>(late)
                .forEach((phase, counts) -> text.append(text.charAt(text.length() - 1) == ':' ? " " : ", ")
                        .append(phase)
                        .append(' ')
                        .append(percentile99(counts))
                        .append('/')
                        .append(counts.lastKey()));
        return text.toString();
    }

    private static long percentile99(NavigableMap<Long, Long> counts) {
        long later = counts.values().stream().mapToLong(Long::longValue).sum() / 100;
        for (Map.Entry<Long, Long> entry : counts.descendingMap().entrySet()) {
            later -= entry.getValue();
            if (later < 0) {
                return entry.getKey();
            }
        }
        return 0;
    }
}
