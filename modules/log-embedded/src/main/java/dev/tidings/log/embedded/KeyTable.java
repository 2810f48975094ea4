package dev.tidings.log.embedded;

import dev.tidings.log.embedded.LogRecord.StoredKey;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The idempotency keys of one partition, oldest first; about 300 bytes of heap each with usual texts. Owned by the
 * state thread. A key is forgotten by its age only.
 */
final class KeyTable {

    /** About what an entry costs besides its texts. */
    private static final int OVERHEAD_BYTES = 160;

    private final Map<String, StoredKey> keys = new LinkedHashMap<>();
    private long bytes;

    int size() {
        return keys.size();
    }

    long bytes() {
        return bytes;
    }

    /** What is remembered; null when nothing is, or it is older than {@code lifeMillis}. */
    @Nullable
    StoredKey find(String scopedKey, long lifeMillis, long nowMillis) {
        StoredKey stored = keys.get(scopedKey);
        return stored == null || nowMillis - stored.atMillis() > lifeMillis ? null : stored;
    }

    void remember(String scopedKey, StoredKey stored) {
        StoredKey before = keys.remove(scopedKey);
        if (before != null) {
            bytes -= bytesOf(scopedKey, before.requestHash());
        }
        keys.put(scopedKey, stored);
        bytes += bytesOf(scopedKey, stored.requestHash());
    }

    void forgetOlderThan(long lifeMillis, long nowMillis) {
        Iterator<Map.Entry<String, StoredKey>> oldestFirst = keys.entrySet().iterator();
        while (oldestFirst.hasNext()) {
            Map.Entry<String, StoredKey> next = oldestFirst.next();
            if (nowMillis - next.getValue().atMillis() <= lifeMillis) {
                return;
            }
            oldestFirst.remove();
            bytes -= bytesOf(next.getKey(), next.getValue().requestHash());
        }
    }

    void forEach(BiConsumer<String, StoredKey> visitor) {
        keys.forEach(visitor);
    }

    static long bytesOf(String scopedKey, String requestHash) {
        return (long) OVERHEAD_BYTES + scopedKey.length() + requestHash.length();
    }
}
