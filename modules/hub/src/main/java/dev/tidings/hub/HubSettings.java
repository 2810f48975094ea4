package dev.tidings.hub;

import dev.tidings.log.ChannelSettings;
import dev.tidings.model.ChannelName;
import java.util.List;
import java.util.function.Function;

/**
 * How a node's hub works. Immutable.
 *
 * @param node the node's name: letters, digits, {@code -} and {@code _}
 * @param channels how each channel is kept
 * @param collections the collections
 * @param windowBytes bound of all windows together
 * @param lingerMillis how long a window stays after its last subscriber left
 * @param holeMillis how long a hole in a channel is waited for before the log is read
 * @param checkMillis how often the partitions are compared with the log
 * @param graceMillis how long what the log has more may still be on its way
 * @param logMillis how long an answer of the log may take
 * @param writeMillis how long a write may wait for its answer
 * @param stallMillis how long a connection may take nothing before it is ended as too slow
 * @param maxPendingWrites writes of this node that wait for the log at the most; beyond it they are refused
 * @param maxPendingBytes bytes of them at the most
 * @param maxConcurrentReads log reads for lagging readers under way at the most
 * @param maxWaitingReads such reads that wait at the most; beyond it the reader is told to come back
 * @param blockCacheBytes bound of the cache of those reads
 */
public record HubSettings(
        String node,
        Function<ChannelName, ChannelSettings> channels,
        List<CollectionSettings> collections,
        long windowBytes,
        long lingerMillis,
        long holeMillis,
        long checkMillis,
        long graceMillis,
        long logMillis,
        long writeMillis,
        long stallMillis,
        int maxPendingWrites,
        long maxPendingBytes,
        int maxConcurrentReads,
        int maxWaitingReads,
        long blockCacheBytes) {

    /** Copies the list. */
    public HubSettings {
        collections = List.copyOf(collections);
    }

    /** The stated defaults. */
    public static HubSettings defaults(
            String node, Function<ChannelName, ChannelSettings> channels, List<CollectionSettings> collections) {
        return new HubSettings(
                node,
                channels,
                collections,
                64L << 20,
                60_000,
                20,
                1_000,
                50,
                2_000,
                5_000,
                30_000,
                20_000,
                64L << 20,
                64,
                20_000,
                16L << 20);
    }

    /** The same with another bound of all windows together. */
    public HubSettings withWindowBytes(long bytes) {
        return new HubSettings(
                node,
                channels,
                collections,
                bytes,
                lingerMillis,
                holeMillis,
                checkMillis,
                graceMillis,
                logMillis,
                writeMillis,
                stallMillis,
                maxPendingWrites,
                maxPendingBytes,
                maxConcurrentReads,
                maxWaitingReads,
                blockCacheBytes);
    }
}
