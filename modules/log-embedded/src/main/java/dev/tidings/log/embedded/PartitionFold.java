package dev.tidings.log.embedded;

import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the durable log says of one partition. Owned by the state thread; changed by {@link Fold} only. */
final class PartitionFold {

    final int number;
    final Map<ChannelName, ChannelFold> channels = new HashMap<>();
    final Map<String, Long> fences = new HashMap<>();
    final KeyTable keys = new KeyTable();
    final SequenceIndex index;

    /** Null only until the first record of a new directory is applied. */
    @Nullable
    Epoch epoch;
    /** Up to where the log is folded into this partition: records before it are not applied again. */
    long appliedUpTo;
    /** What is wrong with it; null when nothing is. */
    @Nullable
    String damage;
    /** When its epoch was last redrawn to reclaim channels, by the log's clock; 0 = not since the log was opened. */
    long reclaimedAtMillis;

    PartitionFold(int number, int maxIndexEntries) {
        this.number = number;
        this.index = new SequenceIndex(maxIndexEntries);
    }

    Epoch epoch() {
        Epoch known = epoch;
        if (known == null) {
            throw new DamagedException("partition " + number + " has no epoch");
        }
        return known;
    }

    long sequence() {
        return index.head();
    }

    @Nullable
    ChannelFold channel(ChannelName name) {
        return channels.get(name);
    }
}
