package dev.tidings.log.embedded;

import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The segments that exist. Owned by the state thread; see {@link Fold} for before and after. */
final class SegmentSet {

    private final TreeMap<Integer, Segment> segments = new TreeMap<>();

    void add(Segment segment) {
        segments.put(segment.number(), segment);
    }

    boolean contains(int number) {
        return segments.containsKey(number);
    }

    @Nullable
    Segment get(int number) {
        return segments.get(number);
    }

    /** A segment for one more user, who releases it; null when there is none. */
    @Nullable
    Segment acquire(int number) {
        Segment segment = segments.get(number);
        return segment != null && segment.acquire() ? segment : null;
    }

    void remove(Segment segment) {
        segments.remove(segment.number());
        segment.release();
    }

    /** In order. */
    List<Segment> all() {
        return List.copyOf(segments.values());
    }

    /** Those before {@code number}, in order. */
    List<Segment> before(int number) {
        Collection<Segment> earlier = segments.headMap(number).values();
        return List.copyOf(earlier);
    }

    void closeAll() {
        segments.values().forEach(Segment::release);
        segments.clear();
    }
}
