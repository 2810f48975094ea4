package dev.tidings.log.embedded;

import dev.tidings.model.Publication;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The newest publications by their place, within a bound of bytes; the oldest go first. Owned by the state thread. */
final class RecentBodies {

    private static final int OVERHEAD_BYTES = 100;

    private final long maxBytes;
    private final Map<Long, Publication> byLocation = new LinkedHashMap<>();
    private long bytes;

    RecentBodies(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    void add(long location, Publication publication) {
        byLocation.put(location, publication);
        bytes += publication.weight() + OVERHEAD_BYTES;
        Iterator<Publication> oldestFirst = byLocation.values().iterator();
        while (bytes > maxBytes && oldestFirst.hasNext()) {
            bytes -= oldestFirst.next().weight() + OVERHEAD_BYTES;
            oldestFirst.remove();
        }
    }

    @Nullable
    Publication get(long location) {
        return byLocation.get(location);
    }
}
