package dev.tidings.edge;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The shares of all addresses, or of all users. Thread-safe because the map is concurrent; it is asked when somebody connects
 * or sends a request, never on the way of a delivery.
 *
 * <p>One is forgotten only when its connections are gone and its allowance is whole again: who comes back sooner finds what
 * is left of it.
 */
final class Shares {

    /** So many are kept before those are looked for that can be forgotten. */
    private static final int SWEEP_AT = 10_000;

    private final ConcurrentHashMap<String, Share> byName = new ConcurrentHashMap<>();
    private final AtomicInteger sweepAt = new AtomicInteger(SWEEP_AT);

    /** Whose it is, made when there is none. */
    Share of(String name, Function<String, Share> made) {
        Share known = byName.get(name);
        if (known != null) {
            return known;
        }
        sweep();
        return byName.computeIfAbsent(name, made);
    }

    /** Counts a connection; null when it is one too many. */
    @Nullable
    Share enter(String name, Function<String, Share> made) {
        boolean[] entered = new boolean[1];
        // within the map's own step, so that it can't be forgotten meanwhile
        Share share = byName.compute(name, (key, known) -> {
            Share found = known == null ? made.apply(key) : known;
            entered[0] = found.enter();
            return found;
        });
        sweep();
        return entered[0] ? share : null;
    }

    /** How many are remembered. */
    int size() {
        return byName.size();
    }

    private void sweep() {
        if (byName.size() <= sweepAt.get()) {
            return;
        }
        for (String name : byName.keySet()) {
            byName.computeIfPresent(name, (key, share) -> share.isForgettable() ? null : share);
        }
        sweepAt.set(Math.max(SWEEP_AT, 2 * byName.size()));
    }
}
