package dev.tidings.log;

/**
 * Bounds of a store. Immutable.
 *
 * @param maxKeys remembered idempotency keys at the most
 * @param maxKeyBytes about how many bytes they take at the most
 * @param keyLifeMillis how long a key, and a deleted document's tombstone, is remembered
 * @param maxTombstones remembered tombstones at the most; beyond it the oldest go first
 * @param maxIndexEntries how many sequences a partition's index holds
 */
public record LogLimits(int maxKeys, long maxKeyBytes, long keyLifeMillis, int maxTombstones, int maxIndexEntries) {

    /** 1,000,000 keys, 256 MiB, 24 h, 1,000,000 tombstones, 65,536 index entries. */
    public static final LogLimits DEFAULT = new LogLimits(1_000_000, 256L << 20, 86_400_000L, 1_000_000, 65_536);
}
