package dev.tidings.log.embedded;

import java.util.Map;
import java.util.TreeMap;

/**
 * How many publications and documents lie in each segment: a segment with none can be deleted. Owned by the state
 * thread.
 */
final class References {

    private static final class Count {
        private int live;
        private int written;
    }

    private final TreeMap<Integer, Count> segments = new TreeMap<>();

    /** A record was written here for the first time. */
    void written(long location) {
        count(location).written++;
    }

    void add(long location) {
        count(location).live++;
    }

    void remove(long location) {
        count(location).live--;
    }

    /** How many live in the segment. */
    int live(int segment) {
        Count count = segments.get(segment);
        return count == null ? 0 : count.live;
    }

    /** How much of what was written to the segment still lives, 0 to 1; a record that lives twice counts twice. */
    double liveShare(int segment) {
        Count count = segments.get(segment);
        return count == null ? 0 : Math.min(1, (double) count.live / Math.max(1, count.written));
    }

    void forget(int segment) {
        segments.remove(segment);
    }

    void encode(ByteWriter out) {
        out.putVar(segments.size());
        segments.forEach((segment, count) -> {
            out.putVar(segment);
            out.putVar(count.written);
        });
    }

    void decode(ByteReader in) {
        int count = in.readCount();
        for (int i = 0; i < count; i++) {
            int segment = (int) in.readVar();
            segments.computeIfAbsent(segment, s -> new Count()).written = (int) in.readVar();
        }
    }

    /** The segments in which something lives. */
    Iterable<Integer> inUse() {
        return segments.entrySet().stream()
                .filter(entry -> entry.getValue().live > 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    private Count count(long location) {
        return segments.computeIfAbsent(Location.segment(location), segment -> new Count());
    }
}
