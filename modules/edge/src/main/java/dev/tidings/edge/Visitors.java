package dev.tidings.edge;

import io.github.bucket4j.TimeMeter;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Who uses a node, and how much of it each has. Thread-safe because its parts are. */
public final class Visitors {

    private final TimeMeter clock;
    private final Refusals refusals = new Refusals();
    private final AtomicInteger connections = new AtomicInteger();
    private final Shares addresses = new Shares();
    private final Shares users = new Shares();
    private final Share unlimited = Share.unlimited();

    /** Nobody yet. */
    public Visitors() {
        this(TimeMeter.SYSTEM_NANOTIME);
    }

    Visitors(TimeMeter clock) {
        this.clock = clock;
    }

    /** How many connections are open. */
    public int connections() {
        return connections.get();
    }

    /** How many were turned away, and why. */
    public Refusals refusals() {
        return refusals;
    }

    /** How many addresses are remembered. */
    int addresses() {
        return addresses.size();
    }

    /** Lets a connection in, to be given back to {@link #leave}; null when it is one too many. */
    @Nullable
    Share arrive(String address, ListenerLimits limits) {
        if (!hasRoom(limits)) {
            return null;
        }
        boolean tooOften = address(address, limits.clients()).connect() != null;
        Share share = tooOften ? null : enterAddress(address, limits.clients());
        if (share == null) {
            connections.decrementAndGet();
        }
        return share;
    }

    /** Lets a connection of a trusted proxy in: what comes over it counts for whom it comes from. */
    @Nullable
    Share arriveProxy(ListenerLimits limits) {
        if (!hasRoom(limits)) {
            return null;
        }
        unlimited.enter();
        return unlimited;
    }

    private boolean hasRoom(ListenerLimits limits) {
        if (connections.incrementAndGet() <= limits.maxConnections()) {
            return true;
        }
        connections.decrementAndGet();
        refusals.refused(Limit.CONNECTIONS);
        return false;
    }

    /** A connection that arrived is gone. */
    void leave(Share share) {
        share.leave();
        connections.decrementAndGet();
    }

    /** What an address has. */
    Share address(String address, ClientLimits limits) {
        return isSpared(address, limits) ? unlimited : addresses.of(key(address), name -> ofAddress(limits));
    }

    /** What a user has. */
    Share user(String subject, ClientLimits limits) {
        return users.of(subject, name -> ofUser(limits));
    }

    /** Counts a live connection of a user, to be given back to {@link Share#leave}; null when it is one too many. */
    @Nullable
    Share enterUser(String subject, ClientLimits limits) {
        return counted(users.enter(subject, name -> ofUser(limits)), Limit.CONNECTIONS_PER_USER);
    }

    /** Counts a connection of an address beside those that {@link #arrive}, in the same way. */
    @Nullable
    Share enterAddress(String address, ClientLimits limits) {
        if (isSpared(address, limits)) {
            unlimited.enter();
            return unlimited;
        }
        return counted(addresses.enter(key(address), name -> ofAddress(limits)), Limit.CONNECTIONS_PER_ADDRESS);
    }

    /** How often one live connection may send a command. */
    Rate commands(ClientLimits limits) {
        return rate(Limit.COMMANDS, limits.commandsPerSecond());
    }

    /** Whether an address, and users who come from it, have no limits but the node's own. */
    static boolean isSpared(String address, ClientLimits limits) {
        return limits.sparesLoopback() && isLoopback(address);
    }

    private @Nullable Share counted(@Nullable Share entered, Limit limit) {
        if (entered == null) {
            refusals.refused(limit);
        }
        return entered;
    }

    private Share ofAddress(ClientLimits limits) {
        return new Share(
                limits.connectionsPerAddress(),
                new Rate(
                        Limit.CONNECTS_PER_ADDRESS,
                        limits.connectsPerSecond(),
                        // after a fault of the network all of them may come back together
                        Math.max(limits.connectionsPerAddress(), 2L * limits.connectsPerSecond()),
                        clock,
                        refusals),
                rate(Limit.REQUESTS_PER_ADDRESS, limits.requestsPerSecond()),
                rate(Limit.WRITES_PER_ADDRESS, limits.writesPerSecond()));
    }

    private Share ofUser(ClientLimits limits) {
        return new Share(
                limits.connectionsPerUser(),
                null,
                rate(Limit.REQUESTS_PER_USER, limits.requestsPerSecondPerUser()),
                rate(Limit.WRITES_PER_USER, limits.writesPerSecondPerUser()));
    }

    private Rate rate(Limit limit, int perSecond) {
        return new Rate(limit, perSecond, 2L * perSecond, clock, refusals);
    }

    /** The numeric address of a peer; empty when it has none. */
    static String text(@Nullable SocketAddress peer) {
        String address = peer == null ? null : peer.hostAddress();
        return address == null ? "" : address;
    }

    /** An IPv4 address, or the /64 of an IPv6 address, which is what one customer gets. */
    static String key(String address) {
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
