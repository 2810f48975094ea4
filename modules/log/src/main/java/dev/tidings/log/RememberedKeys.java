package dev.tidings.log;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The idempotency keys of one partition of a {@link MemoryLog}, oldest first. Owned by its partition's record. A key is
 * only ever forgotten by its age, never to make room for another.
 */
final class RememberedKeys {

    /** About what an entry costs besides its texts. */
    private static final long OVERHEAD_BYTES = 160;

    /** A key's request and its answer. */
    record Remembered(Idempotency idempotency, StoredAnswer answer, long atMillis) {}

    private final Map<String, Remembered> byKey;
    private long bytes;

    RememberedKeys() {
        this.byKey = new LinkedHashMap<>();
    }

    private RememberedKeys(RememberedKeys other) {
        this.byKey = new LinkedHashMap<>(other.byKey);
        this.bytes = other.bytes;
    }

    RememberedKeys copy() {
        return new RememberedKeys(this);
    }

    int size() {
        return byKey.size();
    }

    long bytes() {
        return bytes;
    }

    @Nullable
    Remembered find(String scopedKey) {
        return byKey.get(scopedKey);
    }

    void remember(Idempotency idempotency, StoredAnswer answer, long nowMillis) {
        byKey.put(idempotency.scopedKey(), new Remembered(idempotency, answer, nowMillis));
        bytes += bytesOf(idempotency);
    }

    void forgetOlderThan(long lifeMillis, long nowMillis) {
        Iterator<Remembered> oldestFirst = byKey.values().iterator();
        while (oldestFirst.hasNext()) {
            Remembered next = oldestFirst.next();
            if (nowMillis - next.atMillis() <= lifeMillis) {
                return;
            }
            oldestFirst.remove();
            bytes -= bytesOf(next.idempotency());
        }
    }

    static long bytesOf(Idempotency idempotency) {
        return OVERHEAD_BYTES
                + idempotency.scopedKey().length()
                + idempotency.requestHash().length();
    }
}
