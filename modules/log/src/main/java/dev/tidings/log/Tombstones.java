package dev.tidings.log;

import dev.tidings.model.ChannelName;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The versions of deleted documents of one partition of a {@link MemoryLog}, oldest first, so that a re-created id goes
 * on counting. Owned by its partition's record.
 */
final class Tombstones {

    private record DocumentKey(ChannelName channel, String id) {}

    private record Tombstone(long version, long atMillis) {}

    private final Map<DocumentKey, Tombstone> byDocument;

    Tombstones() {
        this.byDocument = new LinkedHashMap<>();
    }

    private Tombstones(Tombstones other) {
        this.byDocument = new LinkedHashMap<>(other.byDocument);
    }

    Tombstones copy() {
        return new Tombstones(this);
    }

    int size() {
        return byDocument.size();
    }

    /** The deletion's version; 0 when none is known. */
    long version(ChannelName channel, String id) {
        Tombstone tombstone = byDocument.get(new DocumentKey(channel, id));
        return tombstone == null ? 0 : tombstone.version();
    }

    void bury(ChannelName channel, String id, long version, long nowMillis) {
        unbury(channel, id);
        byDocument.put(new DocumentKey(channel, id), new Tombstone(version, nowMillis));
    }

    void unbury(ChannelName channel, String id) {
        byDocument.remove(new DocumentKey(channel, id));
    }

    void forgetOlderThan(long lifeMillis, long nowMillis) {
        while (nowMillis - oldestAtMillis() > lifeMillis) {
            forgetOldest();
        }
    }

    /** When the oldest was buried; far in the future when there is none. */
    long oldestAtMillis() {
        Iterator<Tombstone> oldestFirst = byDocument.values().iterator();
        return oldestFirst.hasNext() ? oldestFirst.next().atMillis() : Long.MAX_VALUE / 2;
    }

    void forgetOldest() {
        Iterator<Tombstone> oldestFirst = byDocument.values().iterator();
        oldestFirst.next();
        oldestFirst.remove();
    }
}
