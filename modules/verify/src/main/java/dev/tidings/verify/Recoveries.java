package dev.tidings.verify;

import java.util.Map;
import java.util.TreeMap;

/** How soon after each trouble was over a write was acknowledged again. Owned by the run's event loop. */
final class Recoveries {

    private final Map<Fault.Kind, Long> longestNanos = new TreeMap<>();
    private final Map<Fault.Kind, Long> waitingSinceNanos = new TreeMap<>();

    /** A trouble begins: what follows is no longer the one before. */
    void begins() {
        waitingSinceNanos.clear();
    }

    /** A trouble is over. */
    void over(Fault.Kind kind, long nowNanos) {
        waitingSinceNanos.putIfAbsent(kind, nowNanos);
    }

    /** A write was acknowledged. */
    void acknowledged(long nowNanos) {
        if (!waitingSinceNanos.isEmpty()) {
            waitingSinceNanos.forEach((kind, since) -> longestNanos.merge(kind, nowNanos - since, Math::max));
            waitingSinceNanos.clear();
        }
    }

    /** Of each kind of trouble the longest time, ms. */
    Map<Fault.Kind, Long> longestMillis() {
        Map<Fault.Kind, Long> millis = new TreeMap<>();
        longestNanos.forEach((kind, nanos) -> millis.put(kind, nanos / 1_000_000));
        return millis;
    }
}
