package dev.tidings.edge;

import io.github.bucket4j.Bucket;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How much of a node each address takes: connections, requests, writes. Thread-safe because counts and buckets are atomic
 * and the map of addresses is concurrent; it is asked when a connection opens or closes, never on the way of a delivery.
 *
 * <p>An address is forgotten only when its connections are gone and its allowance is whole again: who comes back sooner
 * finds what is left of it.
 */
public final class Visitors {

    /** So many addresses are kept before those are looked for that can be forgotten. */
    private static final int SWEEP_AT = 10_000;

    private final ConcurrentHashMap<String, Visitor> byAddress = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger sweepAt = new AtomicInteger(SWEEP_AT);

    /** What one address takes. Thread-safe because its parts are. */
    static final class Visitor {
        private final AtomicInteger connections = new AtomicInteger();
        private final @Nullable Bucket requests;
        private final @Nullable Bucket writes;
        private final ListenerLimits limits;

        private Visitor(ListenerLimits limits, boolean spared) {
            this.limits = limits;
            this.requests = spared ? null : bucket(limits.requestsPerSecond());
            this.writes = spared ? null : bucket(limits.writesPerSecond());
        }

        /** Takes one request; how many milliseconds to wait if there are none left, else 0. */
        long request(boolean write) {
            long wait = take(requests);
            return wait == 0 && write ? take(writes) : wait;
        }

        private boolean isForgettable() {
            return connections.get() == 0
                    && (requests == null || requests.getAvailableTokens() >= 2L * limits.requestsPerSecond())
                    && (writes == null || writes.getAvailableTokens() >= 2L * limits.writesPerSecond());
        }

        private static Bucket bucket(int perSecond) {
            return Bucket.builder()
                    .addLimit(limit -> limit.capacity(2L * perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
                    .build();
        }

        private static long take(@Nullable Bucket bucket) {
            if (bucket == null || bucket.tryConsume(1)) {
                return 0;
            }
            long nanos = bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill();
            return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
        }
    }

    /** How many connections are open. */
    public int connections() {
        return connections.get();
    }

    /** How many addresses are remembered. */
    int addresses() {
        return byAddress.size();
    }

    /** Lets a connection in, to be given back to {@link #leave}; null when it is one too many. */
    @Nullable
    Visitor arrive(@Nullable SocketAddress from, ListenerLimits limits) {
        if (connections.incrementAndGet() > limits.maxConnections()) {
            connections.decrementAndGet();
            return null;
        }
        String address = key(from);
        boolean spared = limits.sparesLoopback() && isLoopback(address);
        Visitor visitor = byAddress.compute(address, (key, known) -> {
            Visitor found = known == null ? new Visitor(limits, spared) : known;
            found.connections.incrementAndGet();
            return found;
        });
        if (!spared && visitor.connections.get() > limits.maxConnectionsPerAddress()) {
            leave(visitor);
            return null;
        }
        sweep();
        return visitor;
    }

    /** A connection of the visitor is gone. */
    void leave(Visitor visitor) {
        visitor.connections.decrementAndGet();
        connections.decrementAndGet();
    }

    private void sweep() {
        if (byAddress.size() <= sweepAt.get()) {
            return;
        }
        for (String address : byAddress.keySet()) {
            byAddress.computeIfPresent(address, (key, visitor) -> visitor.isForgettable() ? null : visitor);
        }
        sweepAt.set(Math.max(SWEEP_AT, 2 * byAddress.size()));
    }

    /** An IPv4 address, or the /64 of an IPv6 address, which is what one customer gets. */
    static String key(@Nullable SocketAddress from) {
        String address = from == null ? null : from.hostAddress();
        if (address == null) {
            return "";
        }
        int end = -1;
        for (int group = 0; group < 4; group++) {
            end = address.indexOf(':', end + 1);
            if (end < 0) {
                return address;
            }
        }
        return isLoopback(address) ? address : address.substring(0, end);
    }

    private static boolean isLoopback(String address) {
        return address.startsWith("127.") || address.equals("0:0:0:0:0:0:0:1");
    }
}
