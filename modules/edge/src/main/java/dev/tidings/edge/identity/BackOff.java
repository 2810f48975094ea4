package dev.tidings.edge.identity;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Makes guessing slow: after some failures each further try has to wait, twice as long each time. Thread-safe because its
 * methods hold its lock; they are called when somebody signs in. It knows a bounded number of names; at the bound the one
 * that failed longest ago is forgotten.
 */
final class BackOff {

    private static final int MAX_KEYS = 10_000;
    private static final long FORGET_MILLIS = 3_600_000;
    private static final long FIRST_WAIT_MILLIS = 1_000;
    private static final int MAX_DOUBLINGS = 20;

    private final int free;
    private final long maxWaitMillis;
    private final LongSupplier monotonicMillis;
    private final Map<String, Failures> byKey = new LinkedHashMap<>();

    private record Failures(int count, long lastMillis) {}

    /**
     * @param free how many failures cost nothing
     * @param maxWaitMillis how long the longest wait is
     */
    BackOff(int free, long maxWaitMillis, LongSupplier monotonicMillis) {
        this.free = free;
        this.maxWaitMillis = maxWaitMillis;
        this.monotonicMillis = monotonicMillis;
    }

    /** How long the next try has to wait from now; 0 = not at all. */
    synchronized long waitMillis(String key) {
        Failures failures = byKey.get(key);
        if (failures == null || failures.count() < free) {
            return 0;
        }
        long wait = Math.min(maxWaitMillis, FIRST_WAIT_MILLIS << Math.min(MAX_DOUBLINGS, failures.count() - free));
        return Math.max(0, failures.lastMillis() + wait - monotonicMillis.getAsLong());
    }

    /** Counts a try as failed, which {@link #succeeded} takes back: those under way count too. */
    synchronized void tried(String key) {
        long now = monotonicMillis.getAsLong();
        Failures before = byKey.remove(key);
        int count = before != null && now - before.lastMillis() < FORGET_MILLIS ? before.count() + 1 : 1;
        if (byKey.size() >= MAX_KEYS) {
            byKey.remove(byKey.keySet().iterator().next());
        }
        byKey.put(key, new Failures(count, now));
    }

    /** The try was a good one. */
    synchronized void succeeded(String key) {
        Failures failures = byKey.get(key);
        if (failures != null) {
            byKey.put(key, new Failures(failures.count() - 1, failures.lastMillis()));
        }
    }
}
