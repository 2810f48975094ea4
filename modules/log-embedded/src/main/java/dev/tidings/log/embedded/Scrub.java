package dev.tidings.log.embedded;

import dev.tidings.log.embedded.GroupScanner.Bad;
import dev.tidings.log.embedded.GroupScanner.Whole;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Reads, a little at a time, every segment that opening the log did not read, so that damage shows before somebody asks
 * for what it hit. Owned by the caretaker; it goes once through what was there when the log was opened.
 */
final class Scrub {

    private record Part(Segment segment, GroupScanner scanner) {}

    private final LogStatus status;
    private final Deque<Part> parts = new ArrayDeque<>();

    /** @param segments of the store, each with a use of its own, which is given back */
    Scrub(LogStatus status, long store, List<Segment> segments) throws IOException {
        this.status = status;
        for (Segment segment : segments) {
            checkHeader(segment, store);
            parts.add(new Part(segment, new GroupScanner(segment.file(), Segment.HEADER_BYTES)));
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
                Damage damage = new Damage(part.segment().path(), bad.at(), bad.what(), GroupHeader.ALL);
                status.worsen(LogStatus.Kind.DAMAGED, damage.describe());
            }
            parts.removeFirst().segment().release();
        }
        return !parts.isEmpty();
    }

    private void checkHeader(Segment segment, long store) throws IOException {
        try {
            segment.readHeader(store);
        } catch (DamagedException e) {
            Damage damage = new Damage(segment.path(), 0, String.valueOf(e.getMessage()), GroupHeader.ALL);
            status.worsen(LogStatus.Kind.DAMAGED, damage.describe());
        }
    }

    void close() {
        parts.forEach(part -> part.segment().release());
        parts.clear();
    }
}
