package dev.tidings.verify;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How late acknowledgements and deliveries were, by what was going on when their write was first sent. Owned by the run's event
 * loop.
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
    private final Map<String, NavigableMap<Long, Long>> deliveries = new TreeMap<>();

    /** Of each way to write in each phase how many acknowledgements were. */
    private final Map<String, NavigableMap<Long, Long>> acknowledgements = new TreeMap<>();

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
        count(deliveries, phase(sentNanos), latencyNanos);
    }

    /** The hub acknowledged a write that was first sent at {@code sentNanos}. */
    void acknowledged(String way, long sentNanos, long latencyNanos) {
        count(acknowledgements, way + ' ' + phase(sentNanos), latencyNanos);
    }

    private String phase(long nanos) {
        return Objects.requireNonNull(phases.floorEntry(nanos)).getValue();
    }

    private static void count(Map<String, NavigableMap<Long, Long>> late, String what, long nanos) {
        late.computeIfAbsent(what, name -> new TreeMap<>()).merge(nanos / 1_000_000, 1L, Long::sum);
    }

    /** The acknowledgements, in words. */
    String ofAcknowledgements() {
        return "ms until acknowledged, for 99 of 100 and at the most, of what was written by: "
                + text(acknowledgements);
    }

    /** The deliveries, in words. */
    String ofDeliveries() {
        return "ms until delivered, for 99 of 100 and at the most, of what was written: " + text(deliveries);
    }

    private static String text(Map<String, NavigableMap<Long, Long>> late) {
        return late.entrySet().stream()
                .map(entry -> entry.getKey()
                        + ' '
                        + percentile99(entry.getValue())
                        + '/'
                        + entry.getValue().lastKey())
                .collect(Collectors.joining(", "));
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
