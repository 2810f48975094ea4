package dev.tidings.verify;

import java.util.ArrayList;
import java.util.List;

/** How long readers were without a connection, each time that one ended under them. Owned by the run's event loop. */
final class Outages {

    private static final int MAX_KEPT = 1_000_000;

    private final List<Long> millis = new ArrayList<>();

    /** A reader is back. */
    void over(long nanos) {
        if (millis.size() < MAX_KEPT) {
            millis.add(nanos / 1_000_000);
        }
    }

    /** How often readers came back. */
    int count() {
        return millis.size();
    }

    /** How many of a hundred times it took no longer, ms; 0 when nobody ever was away. */
    long percentileMillis(int percent) {
        List<Long> sorted = millis.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get((sorted.size() - 1) * percent / 100);
    }

    @Override
    public String toString() {
        return "readers lost their connection and came back " + count() + " times, 50 of 100 within "
                + percentileMillis(50) + " ms, 99 of 100 within " + percentileMillis(99) + " ms, all within "
                + percentileMillis(100) + " ms";
    }
}
