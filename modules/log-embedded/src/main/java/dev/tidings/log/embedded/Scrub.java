package dev.tidings.log.embedded;

import dev.tidings.log.embedded.GroupScanner.Bad;
import dev.tidings.log.embedded.GroupScanner.End;
import dev.tidings.log.embedded.GroupScanner.Whole;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Reads, a little at a time, every segment that opening the log did not read, so that damage shows before somebody asks
 * for what it hit. Owned by the caretaker; it goes once through what was there when the log was opened.
 */
final class Scrub {

    /** A segment, and the byte at which the one behind it says that it ends; or {@link #UNKNOWN_END}. */
    private record Part(Segment segment, GroupScanner scanner, long end) {}

    /** The segment behind is gone or damaged itself, or there is none yet. */
    private static final long UNKNOWN_END = -1;

    private final LogStatus status;
    private final Deque<Part> parts = new ArrayDeque<>();

    /** @param replayed the first of the store's segments that was read from its beginning; those before are read here */
    Scrub(LogStatus status, long store, SegmentSet segments, int replayed) throws IOException {
        this.status = status;
        for (Segment segment : segments.before(replayed)) {
            if (segment.acquire()) {
                checkHeader(segment, store);
                long end = endOf(segment, segments.get(segment.number() + 1), store);
                parts.add(new Part(segment, new GroupScanner(segment.file(), Segment.HEADER_BYTES), end));
            }
        }
    }

    /** Reads about this much more; false when all is read. */
    boolean step(long bytes) throws IOException {
        long read = 0;
        while (read < bytes && !parts.isEmpty()) {
            Part part = parts.getFirst();
            GroupScanner.Step next = part.scanner().next();
            if (next instanceof Whole whole) {
                read += whole.body().length + GroupHeader.BYTES;
                continue;
            }
            if (next instanceof Bad bad) {
                report(part.segment(), bad.at(), bad.what());
            } else if (next instanceof End end && part.end() != UNKNOWN_END && part.end() != end.at()) {
                report(part.segment(), end.at(), "the file ends here, but the next segment says at " + part.end());
            }
            parts.removeFirst().segment().release();
        }
        return !parts.isEmpty();
    }

    private void checkHeader(Segment segment, long store) throws IOException {
        try {
            segment.readHeader(store);
        } catch (DamagedException e) {
            report(segment, 0, String.valueOf(e.getMessage()));
        }
    }

    /** A file may be cut just where a group ends: only the segment behind it knows that there was more. */
    private static long endOf(Segment segment, @Nullable Segment next, long store) throws IOException {
        if (next == null) {
            return UNKNOWN_END;
        }
        try {
            long end = next.readHeader(store);
            return Location.segment(end) == segment.number() ? Location.offset(end) : Segment.HEADER_BYTES;
        } catch (DamagedException e) {
            // Whoever reads that segment says so.
            return UNKNOWN_END;
        }
    }

    private void report(Segment segment, long at, String what) {
        status.worsen(LogStatus.Kind.DAMAGED, new Damage(segment.path(), at, what, GroupHeader.ALL).describe());
    }

    void close() {
        parts.forEach(part -> part.segment().release());
        parts.clear();
    }
}
