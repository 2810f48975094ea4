package dev.tidings.sse;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The streams that were told to stay away, until they came back once. A browser's {@code EventSource} comes back whatever it
 * was told, with the same URL and the last id it had; the 204 that it then gets stops it. Any other connect, such as that of
 * a page loaded anew, is a new stream. Thread-safe because its methods hold its lock; they are called when a stream is
 * refused and when one connects, never when something is delivered.
 */
final class RefusedStreams {

    /** Long enough for the longest {@code retry:} and a slow network. */
    static final long MEMORY_MILLIS = 60_000;

    private static final int MAX_REFUSED = 10_000;

    /** The refused, the oldest first; with it when it is forgotten. */
    private final Map<Key, Long> refused = new LinkedHashMap<>();

    private volatile boolean empty = true;

    private record Key(long stream, String lastId) {}

    /** Names a stream: who, from where, to which URL. 64 bits of a SHA-256, so that nobody can name another's. */
    static long stream(String subject, String address, String url) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] hash = digest.digest((subject + '\n' + address + '\n' + url).getBytes(StandardCharsets.UTF_8));
            long bits = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                bits = bits << 8 | (hash[i] & 0xff);
            }
            return bits;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** Notes that a stream must not come back. */
    synchronized void add(long stream, @Nullable String lastId, long nowMillis) {
        forgetOld(nowMillis);
        Key key = key(stream, lastId);
        refused.remove(key);
        if (refused.size() >= MAX_REFUSED) {
            refused.remove(refused.keySet().iterator().next());
        }
        refused.put(key, nowMillis + MEMORY_MILLIS);
        empty = false;
    }

    /** Whether this is a refused stream that comes back; true once. */
    boolean take(long stream, @Nullable String lastId, long nowMillis) {
        return !empty && taken(key(stream, lastId), nowMillis);
    }

    /** How many are remembered. */
    synchronized int size() {
        return refused.size();
    }

    private synchronized boolean taken(Key key, long nowMillis) {
        forgetOld(nowMillis);
        boolean known = refused.remove(key) != null;
        empty = refused.isEmpty();
        return known;
    }

    private void forgetOld(long nowMillis) {
        Iterator<Long> oldestFirst = refused.values().iterator();
        while (oldestFirst.hasNext() && oldestFirst.next() <= nowMillis) {
            oldestFirst.remove();
        }
    }

    private static Key key(long stream, @Nullable String lastId) {
        return new Key(stream, lastId == null ? "" : lastId);
    }
}
