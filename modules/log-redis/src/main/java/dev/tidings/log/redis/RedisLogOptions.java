package dev.tidings.log.redis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the log is kept and how it is reached. Immutable.
 *
 * @param type how the servers work together
 * @param endpoints the server; for Sentinel the sentinels, for Cluster some of its nodes. Not empty
 * @param masterName what the sentinels call the master; only for Sentinel
 * @param user the ACL user; empty = the server's default user
 * @param password its password; empty only when every endpoint is on loopback
 * @param tls how the connections are secured; null = not at all
 * @param replication whom an append waits for
 * @param prefix what every key begins with: letters, digits, {@code -} and {@code _}; two logs on one server differ in it
 * @param timing time limits
 * @param bounds bounds of what is under way
 * @param upkeep how often the log is swept
 */
public record RedisLogOptions(
        Type type,
        List<Endpoint> endpoints,
        String masterName,
        String user,
        String password,
        @Nullable Tls tls,
        Replication replication,
        String prefix,
        Timing timing,
        Bounds bounds,
        Upkeep upkeep) {

    /** How the servers work together. */
    public enum Type {
        /** One server, perhaps with replicas that somebody promotes by hand. */
        STANDALONE,
        /** A master and its replicas, watched by sentinels that tell which is which. */
        SENTINEL,
        /** Partitions spread over several masters. */
        CLUSTER
    }

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException when something is missing, or would send data over a network without a password
     */
    public RedisLogOptions {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("no endpoint");
        }
        if ((type == Type.SENTINEL) == masterName.isEmpty()) {
            throw new IllegalArgumentException("the master's name belongs to Sentinel, and Sentinel needs it");
        }
        if (!prefix.matches("[A-Za-z0-9_-]{1,64}")) {
            throw new IllegalArgumentException("the keys' prefix must be letters, digits, - and _: " + prefix);
        }
        if (password.isEmpty() && !endpoints.stream().allMatch(Endpoint::isLoopback)) {
            throw new IllegalArgumentException("a server beyond loopback needs a password");
        }
        if (password.isEmpty() && !user.isEmpty()) {
            throw new IllegalArgumentException("user " + user + " has no password");
        }
        if (replication.millis() > timing.appendMillis() / 2) {
            throw new IllegalArgumentException("the wait for replicas must not take more than half of an append's "
                    + timing.appendMillis() + " ms");
        }
    }

    /** One server without a password, everything else as by default. */
    public static RedisLogOptions of(Endpoint endpoint) {
        return new RedisLogOptions(
                Type.STANDALONE,
                List.of(endpoint),
                "",
                "",
                "",
                null,
                Replication.NONE,
                "tidings",
                Timing.DEFAULT,
                Bounds.DEFAULT,
                Upkeep.DEFAULT);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return type + " " + endpoints + " " + masterName + " as " + (user.isEmpty() ? "default" : user) + " under "
                + prefix;
    }

    /** The same servers reached as this user; the user may be empty. */
    public RedisLogOptions as(String newUser, String newPassword) {
        return new RedisLogOptions(
                type, endpoints, masterName, newUser, newPassword, tls, replication, prefix, timing, bounds, upkeep);
    }

    /** The same over TLS. */
    public RedisLogOptions over(@Nullable Tls newTls) {
        return new RedisLogOptions(
                type, endpoints, masterName, user, password, newTls, replication, prefix, timing, bounds, upkeep);
    }

    /** The same, with appends that wait for replicas. */
    public RedisLogOptions with(Replication newReplication) {
        return new RedisLogOptions(
                type, endpoints, masterName, user, password, tls, newReplication, prefix, timing, bounds, upkeep);
    }

    /** The same with other keys. */
    public RedisLogOptions under(String newPrefix) {
        return new RedisLogOptions(
                type, endpoints, masterName, user, password, tls, replication, newPrefix, timing, bounds, upkeep);
    }

    /** The same with other time limits. */
    public RedisLogOptions with(Timing newTiming) {
        return new RedisLogOptions(
                type, endpoints, masterName, user, password, tls, replication, prefix, newTiming, bounds, upkeep);
    }

    /** The same with other bounds. */
    public RedisLogOptions with(Bounds newBounds) {
        return new RedisLogOptions(
                type, endpoints, masterName, user, password, tls, replication, prefix, timing, newBounds, upkeep);
    }

    /** The same, swept at other times. */
    public RedisLogOptions with(Upkeep newUpkeep) {
        return new RedisLogOptions(
                type, endpoints, masterName, user, password, tls, replication, prefix, timing, bounds, newUpkeep);
    }

    /**
     * How connections are secured. Immutable.
     *
     * @param authorities the path of a PEM file with the authorities that are trusted; empty = those of the Java runtime
     */
    public record Tls(String authorities) {}

    /**
     * Whom an append waits for, so that a failover loses less. Immutable.
     *
     * @param replicas how many must have the write before it is acknowledged; 0 = none
     * @param millis how long it waits; then the outcome is unknown
     */
    public record Replication(int replicas, long millis) {

        /** The master alone. */
        public static final Replication NONE = new Replication(0, 0);

        /** @throws IllegalArgumentException when it makes no sense */
        public Replication {
            if (replicas < 0 || (replicas > 0 && millis < 1)) {
                throw new IllegalArgumentException("wait for " + replicas + " replicas for " + millis + " ms");
            }
        }
    }

    /**
     * Time limits. Immutable.
     *
     * @param connectMillis until a connection is usable
     * @param appendMillis after which the store refuses an append that it has not begun, by its own clock
     * @param unknownMillis after which an append is answered as unknown when the store can't be asked what became of it
     * @param readMillis until a read is answered
     * @param awayMillis how long a call waits for a connection that was lost; afterwards calls are refused at once
     * @param backOffMillis between two attempts to connect at the most
     */
    public record Timing(
            long connectMillis,
            long appendMillis,
            long unknownMillis,
            long readMillis,
            long awayMillis,
            long backOffMillis) {

        /** 2 s to connect, 2 s an append, 4.5 s to find out about it, 2 s a read, 500 ms away, 500 ms between attempts. */
        public static final Timing DEFAULT = new Timing(2_000, 2_000, 4_500, 2_000, 500, 500);

        /** @throws IllegalArgumentException when a time makes no sense */
        public Timing {
            if (connectMillis < 1 || appendMillis < 1 || readMillis < 1 || awayMillis < 0 || backOffMillis < 1) {
                throw new IllegalArgumentException("a time is not positive");
            }
            if (unknownMillis < appendMillis) {
                throw new IllegalArgumentException("an append is given up before it is refused");
            }
        }
    }

    /**
     * Bounds of what is under way. Immutable.
     *
     * @param appendConnections to each server, for appends
     * @param readConnections to each server, for everything else
     * @param pendingItems items that wait for their answer at the most; beyond it they are refused
     * @param pendingBytes about how many bytes of them at the most
     * @param pendingReads reads that wait for their answer at the most
     */
    public record Bounds(
            int appendConnections, int readConnections, int pendingItems, long pendingBytes, int pendingReads) {

        /** 2 + 2 connections, 65,536 items, 64 MiB, 8,192 reads. */
        public static final Bounds DEFAULT = new Bounds(2, 2, 65_536, 64L << 20, 8_192);

        /** @throws IllegalArgumentException when a bound is not positive */
        public Bounds {
            if (appendConnections < 1
                    || readConnections < 1
                    || pendingItems < 1
                    || pendingBytes < 1
                    || pendingReads < 1) {
                throw new IllegalArgumentException("a bound is not positive");
            }
        }
    }

    /**
     * How often the log is swept. Immutable.
     *
     * @param sweepMillis between two sweeps of a partition, whichever node does it
     * @param idleChannelMillis a channel that nobody wrote to for this long and for longer than it keeps publications,
     *     and that has no documents, is deleted
     * @param reclaimMillis between two such deletions in a partition, since each begins an epoch
     */
    public record Upkeep(long sweepMillis, long idleChannelMillis, long reclaimMillis) {

        /** Every minute; 7 days; an hour. */
        public static final Upkeep DEFAULT = new Upkeep(60_000, 7L * 24 * 3_600_000, 3_600_000);

        /** @throws IllegalArgumentException when a time is not positive */
        public Upkeep {
            if (sweepMillis < 1 || idleChannelMillis < 1 || reclaimMillis < 0) {
                throw new IllegalArgumentException("a time is not positive");
            }
        }
    }
}
