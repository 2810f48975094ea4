package dev.tidings.verify;

import dev.tidings.model.Epoch;
import java.util.Map;
import java.util.TreeMap;

/**
 * A channel as the log holds it at the end. Immutable.
 *
 * @param first the offset of the oldest that it still has
 * @param head the offset of the newest
 * @param writes by offset; from first to head without holes
 */
public record LogCopy(Epoch epoch, long first, long head, Map<Long, WriteId> writes) {

    /** Copies the map. */
    public LogCopy {
        writes = new TreeMap<>(writes);
    }
}
