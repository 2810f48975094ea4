package dev.tidings.log.embedded;

import dev.tidings.log.embedded.LogRecord.Reclaimed;
import dev.tidings.log.embedded.LogRecord.Trimmed;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Forgets what need not be kept, one partition at a time. Owned by the state thread.
 *
 * @param idleMillis after which a channel without documents is forgotten
 * @param epochs draws the epoch that the partition's new channels take from then on
 */
record Retention(Store store, StateLoop loop, long idleMillis, Supplier<Epoch> epochs) {

    /** At the most, of one partition at one time; the rest follows the next time. */
    private static final int MAX_CHANNELS = 1_000;

    /** A partition's epoch is redrawn at most once in this time, since its readers see a reset. */
    private static final long MIN_REDRAW_MILLIS = 3_600_000;

    void sweep(int number) {
        if (!store.status.isSound()) {
            return;
        }
        PartitionFold partition = store.fold.partition(number);
        long nowMillis = store.time.nowMillis();
        long lifeMillis = store.limits.keyLifeMillis();
        partition.keys.forgetOlderThan(lifeMillis, nowMillis);
        store.fold.tombstones.forgetOlderThan(lifeMillis, nowMillis);
        int trimmed = 0;
        for (ChannelFold channel : partition.channels.values()) {
            long oldest = channel.oldestCovered(store.settings.apply(channel.name), nowMillis);
            if (oldest > channel.oldest() && trimmed < MAX_CHANNELS) {
                loop.building().add(new Trimmed(number, channel.name, oldest));
                trimmed++;
            }
        }
        boolean mayRedraw =
                partition.reclaimedAtMillis == 0 || nowMillis - partition.reclaimedAtMillis >= MIN_REDRAW_MILLIS;
        if (mayRedraw && !idle(partition, nowMillis).isEmpty()) {
            loop.runExclusively(group -> reclaim(partition, group));
        }
    }

    private void reclaim(PartitionFold partition, Group group) {
        long nowMillis = store.time.nowMillis();
        List<ChannelName> idle = idle(partition, nowMillis);
        if (!idle.isEmpty() && store.status.isSound()) {
            group.add(new Reclaimed(partition.number, epochs.get(), idle));
            partition.reclaimedAtMillis = nowMillis;
        }
    }

    private List<ChannelName> idle(PartitionFold partition, long nowMillis) {
        List<ChannelName> idle = new ArrayList<>();
        for (ChannelFold channel : partition.channels.values()) {
            if (idle.size() < MAX_CHANNELS && channel.isIdle(idleMillis, store.limits.keyLifeMillis(), nowMillis)) {
                idle.add(channel.name);
            }
        }
        return idle;
    }
}
