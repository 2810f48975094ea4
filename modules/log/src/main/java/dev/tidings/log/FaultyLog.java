package dev.tidings.log;

import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.Partitions;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A log in memory that can be made to go wrong as real stores do: lose its last appends, come back from a backup, run as
 * another incarnation, be away. For simulations and tests. Owned by one thread.
 *
 * <p>None of these methods changes an epoch: whether one must change is what the hub has to find out. A loss that a real
 * store would have shows by another incarnation, too, so call {@link #restartAs} with it, unless the loss is meant to go
 * unseen. Two primaries are two logs: the second restores a backup of the first under an incarnation of its own.
 */
public final class FaultyLog extends MemoryLog {

    private static final int REMEMBERED_APPENDS = 64;

    private final List<Deque<PartitionRecord>> before = Stream.generate(ArrayDeque<PartitionRecord>::new)
            .<Deque<PartitionRecord>>map(empty -> empty)
            .limit(Partitions.COUNT)
            .toList();

    /** All that a log held at one moment. Immutable. */
    public static final class Backup {
        private final @Nullable PartitionRecord[] partitions;

        private Backup(@Nullable PartitionRecord[] partitions) {
            this.partitions = copyOf(partitions);
        }
    }

    /** An empty log; see {@link MemoryLog#MemoryLog}. */
    public FaultyLog(
            Function<ChannelName, ChannelSettings> settings,
            LogLimits limits,
            Supplier<Epoch> epochs,
            LongSupplier clock,
            String incarnation) {
        super(settings, limits, epochs, clock, incarnation);
    }

    @Override
    public Future<BatchResult> append(int partition, List<Append> batch) {
        PartitionRecord copy = record(partition).copy();
        Future<BatchResult> result = super.append(partition, batch);
        if (hasChanged(result.result())) {
            Deque<PartitionRecord> history = before.get(partition);
            history.addLast(copy);
            if (history.size() > REMEMBERED_APPENDS) {
                history.removeFirst();
            }
        }
        return result;
    }

    private static boolean hasChanged(@Nullable BatchResult result) {
        return result instanceof BatchResult.Decided decided
                && decided.results().stream().anyMatch(AppendResult.Appended.class::isInstance);
    }

    /**
     * Takes a partition back to what it was before its last batches that applied something, with documents, keys and all.
     *
     * @param batches how many, 1 or more; of the newest 64 those that there are
     * @return how many batches are lost
     */
    public int loseLast(int partition, int batches) {
        Deque<PartitionRecord> history = before.get(partition);
        int lost = 0;
        while (lost < batches && !history.isEmpty()) {
            partitions[partition] = history.removeLast();
            lost++;
        }
        return lost;
    }

    /** Loses all there is, as a store that was emptied without being restarted: it keeps its incarnation. */
    public void loseEverything() {
        restore(new Backup(new PartitionRecord[Partitions.COUNT]));
    }

    /** Copies all there is. */
    public Backup backup() {
        return new Backup(partitions);
    }

    /** Holds from now on what this or another log held then, under the incarnation that it runs as now. */
    public void restore(Backup backup) {
        System.arraycopy(copyOf(backup.partitions), 0, partitions, 0, partitions.length);
        before.forEach(Deque::clear);
    }

    /** Runs from now on as another incarnation: restarted, failed over, moved. */
    public void restartAs(String newIncarnation) {
        incarnation = newIncarnation;
    }

    /** Is away (nothing is answered or applied) or back. */
    public void setAvailable(boolean available) {
        outage = available ? null : "the store is away";
    }

    private static @Nullable PartitionRecord[] copyOf(@Nullable PartitionRecord[] partitions) {
        return Arrays.stream(partitions)
                .map(record -> record == null ? null : record.copy())
                .toArray(PartitionRecord[]::new);
    }
}
