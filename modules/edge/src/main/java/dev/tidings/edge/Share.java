package dev.tidings.edge;

import dev.tidings.model.HubException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What one address, or one user, has of a node. Thread-safe because its parts are: its connections are on several event
 * loops.
 */
final class Share {

    private final AtomicInteger connections = new AtomicInteger();
    private final int maxConnections;
    private final @Nullable Rate connects;
    private final @Nullable Rate requests;
    private final @Nullable Rate writes;

    /** Each limit that is null is none. */
    Share(int maxConnections, @Nullable Rate connects, @Nullable Rate requests, @Nullable Rate writes) {
        this.maxConnections = maxConnections;
        this.connects = connects;
        this.requests = requests;
        this.writes = writes;
    }

    /** One of somebody to whom no limits apply. */
    static Share unlimited() {
        return new Share(Integer.MAX_VALUE, null, null, null);
    }

    /** What stands against one more connection a second; null when nothing does, and then it has been taken. */
    @Nullable
    HubException connect() {
        HubException refusal = connects == null ? null : connects.refusal();
        if (refusal == null && connects != null) {
            connects.take(1);
        }
        return refusal;
    }

    /** Counts a connection; false, and not counted, when it is one too many. */
    boolean enter() {
        if (connections.incrementAndGet() <= maxConnections) {
            return true;
        }
        connections.decrementAndGet();
        return false;
    }

    /** One that was counted is gone. */
    void leave() {
        connections.decrementAndGet();
    }

    /** What stands against a request; null when nothing does. Takes nothing. */
    @Nullable
    HubException refusal(boolean write) {
        HubException refusal = requests == null ? null : requests.refusal();
        return refusal == null && write && writes != null ? writes.refusal() : refusal;
    }

    /** Takes a request. */
    void take(boolean write) {
        if (requests != null) {
            requests.take(1);
        }
        if (write) {
            takeWrites(1);
        }
    }

    /** What stands against writing on, see {@link Rate#debt}. */
    @Nullable
    HubException debt() {
        return writes == null ? null : writes.debt();
    }

    void takeWrites(int count) {
        if (writes != null) {
            writes.take(count);
        }
    }

    /** Whether nothing would be lost if it were forgotten. */
    boolean isForgettable() {
        return connections.get() == 0 && isWhole(connects) && isWhole(requests) && isWhole(writes);
    }

    private static boolean isWhole(@Nullable Rate rate) {
        return rate == null || rate.isWhole();
    }
}
