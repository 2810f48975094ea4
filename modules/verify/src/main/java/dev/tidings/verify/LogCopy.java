package dev.tidings.verify;

import dev.tidings.model.Epoch;
import java.util.Map;
import java.util.TreeMap;

/**
 * A channel as the log holds it at the end. Immutable.
 *
 * @param head the offset of the newest
 * @param writes by offset; from 1 to head without holes when the history was kept whole
 */
public record LogCopy(Epoch epoch, long head, Map<Long, WriteId> writes) {

    /** Copies the map. */
    public LogCopy {
        writes = new TreeMap<>(writes);
    }
}
