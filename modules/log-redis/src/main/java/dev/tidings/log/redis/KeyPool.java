package dev.tidings.log.redis;

import dev.tidings.log.LogLimits;
import dev.tidings.model.Partitions;

/**
 * How many idempotency keys each partition may hold. Owned by the log's loop.
 *
 * <p>No script can count all partitions, which may lie on different servers. So half of the log's bounds is shared out
 * evenly, and of the other half a partition may have what the others left of it when they were last looked at, which a hub
 * does each second. One busy channel thus gets half of all, a quiet one always has something left, and together they
 * exceed the bounds at most by what is written between two looks.
 */
final class KeyPool {

    private final Bound keys;
    private final Bound bytes;

    KeyPool(LogLimits limits) {
        keys = new Bound(limits.maxKeys());
        bytes = new Bound(limits.maxKeyBytes());
    }

    /** What a partition was seen to hold. */
    void counted(int partition, long itsKeys, long itsBytes) {
        keys.counted(partition, itsKeys);
        bytes.counted(partition, itsBytes);
    }

    /** How many keys a partition may hold; at least one. */
    long maxKeys(int partition) {
        return Math.max(1, keys.most(partition));
    }

    /** About how many bytes the keys of a partition may take. */
    long maxBytes(int partition) {
        return bytes.most(partition);
    }

    /** One bound of all partitions together. */
    private static final class Bound {

        private final long even;
        private final long pool;

        /** What each partition holds of the pool. */
        private final long[] beyond = new long[Partitions.COUNT];

        private long taken;

        Bound(long most) {
            even = most / 2 / Partitions.COUNT;
            pool = most - even * Partitions.COUNT;
        }

        void counted(int partition, long count) {
            taken -= beyond[partition];
            beyond[partition] = Math.max(0, count - even);
            taken += beyond[partition];
        }

        long most(int partition) {
            return even + Math.max(0, pool - (taken - beyond[partition]));
        }
    }
}
