package dev.tidings.log;

import dev.tidings.log.BatchResult.AdoptionNeeded;
import dev.tidings.log.BatchResult.Decided;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Partitions;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The log in memory: the reference that says what every store must do, and what a simulation runs on. Owned by one
 * thread: unlike other logs it may be called from that thread only. Every future it gives is complete; it reads the
 * clock and draws epochs only while it is called, so that a schedule repeats exactly.
 *
 * <p>A partition's record is made, with a new epoch, when the partition is first touched.
 */
public class MemoryLog implements ChannelLog {

    private static final int MAX_BATCH = 10_000;

    final @Nullable PartitionRecord[] partitions = new PartitionRecord[Partitions.COUNT];
    String incarnation;
    /** Why nothing is answered; null while the store is there. */
    @Nullable
    String outage;

    private final Function<ChannelName, ChannelSettings> settings;
    private final LogLimits limits;
    private final Supplier<Epoch> epochs;
    private final LongSupplier clock;

    /**
     * An empty log.
     *
     * @param settings how a channel is kept
     * @param limits the bounds of the whole log
     * @param epochs draws a new epoch each time
     * @param clock milliseconds that never go back, from any beginning
     * @param incarnation the name of this store
     */
    public MemoryLog(
            Function<ChannelName, ChannelSettings> settings,
            LogLimits limits,
            Supplier<Epoch> epochs,
            LongSupplier clock,
            String incarnation) {
        this.settings = settings;
        this.limits = limits;
        this.epochs = epochs;
        this.clock = clock;
        this.incarnation = incarnation;
    }

    @Override
    public Future<BatchResult> append(int partition, List<Append> batch) {
        requireBatch(partition, batch);
        return answer(() -> decide(partition, batch));
    }

    private BatchResult decide(int partition, List<Append> batch) {
        PartitionRecord record = record(partition);
        if (!record.incarnation.equals(incarnation)) {
            return new AdoptionNeeded(state(partition));
        }
        long nowMillis = clock.getAsLong();
        forgetExpired(record, nowMillis);
        PartitionWriter writer =
                new PartitionWriter(record, settings, limits, key -> hasRoomFor(key, nowMillis), nowMillis);
        List<AppendResult> results = batch.stream().map(writer::write).toList();
        boundTombstones();
        return new Decided(record.epoch, results);
    }

    @Override
    public Future<ChannelRead> read(ReadRequest request) {
        return answer(() -> {
            PartitionRecord partition = record(Partitions.of(request.channel()));
            ChannelRecord channel = trimmed(partition, request.channel());
            return new ChannelRead(
                    channel.epoch,
                    channel.oldest(),
                    channel.head(),
                    partition.epoch,
                    partition.sequence(),
                    channel.read(request));
        });
    }

    @Override
    public Future<List<PartitionState>> partitionStates() {
        return answer(
                () -> IntStream.range(0, Partitions.COUNT).mapToObj(this::state).toList());
    }

    @Override
    public Future<IndexPage> index(int partition, long afterSequence, int maxEntries) {
        return answer(() -> record(partition).index(afterSequence, maxEntries));
    }

    @Override
    public Future<ScanPage> scan(ChannelName channel, @Nullable String cursor, int maxDocuments) {
        return answer(() -> trimmed(record(Partitions.of(channel)), channel).scan(cursor, maxDocuments));
    }

    @Override
    public Future<DocumentRead> document(ChannelName channel, String id) {
        return answer(() -> {
            PartitionRecord partition = record(Partitions.of(channel));
            forgetExpired(partition, clock.getAsLong());
            ChannelRecord record = trimmed(partition, channel);
            StoredDocument document = record.document(id);
            long version = document == null ? partition.tombstones.version(channel, id) : document.version();
            return new DocumentRead(record.epoch, record.head(), version, document);
        });
    }

    @Override
    public Future<AdoptionResult> adopt(Adoption adoption) {
        return answer(() -> {
            PartitionRecord record = record(adoption.partition());
            boolean asExpected = record.epoch.equals(adoption.expectedEpoch())
                    && record.incarnation.equals(adoption.expectedIncarnation())
                    && incarnation.equals(adoption.store());
            if (asExpected) {
                boolean whole = adoption.vouched() && record.sequence() == adoption.vouchedSequence();
                if (!whole) {
                    record.beginEpoch(epochs.get());
                }
                record.incarnation = incarnation;
            }
            return new AdoptionResult(asExpected, state(adoption.partition()));
        });
    }

    @Override
    public LogHealth health() {
        return outage == null ? LogHealth.OK : new LogHealth(false, false, outage);
    }

    @Override
    public Future<Void> close() {
        outage = "the log is closed";
        return Future.succeededFuture();
    }

    /**
     * Deletes the channels that nobody wrote to for a while, and redraws the epoch of their partitions, which a channel
     * that comes again takes: no position of its former life can be taken for one of the new. Channels that stay keep
     * their epochs; channels with versioned documents always stay. Partitions that wait for an adoption are left alone.
     *
     * @param idleMillis how long nobody wrote to it
     * @return how many channels are gone
     */
    public int reclaim(long idleMillis) {
        long nowMillis = clock.getAsLong();
        int gone = 0;
        for (PartitionRecord record : partitions) {
            if (record == null || !record.incarnation.equals(incarnation)) {
                continue;
            }
            int before = record.channels.size();
            record.channels
                    .values()
                    .removeIf(channel ->
                            nowMillis - channel.lastAppendMillis() >= idleMillis && !channel.hasVersionedDocuments());
            if (record.channels.size() < before) {
                record.epoch = epochs.get();
                gone += before - record.channels.size();
            }
        }
        return gone;
    }

    private <T> Future<T> answer(Supplier<T> question) {
        String reason = outage;
        return reason == null
                ? Future.succeededFuture(question.get())
                : Future.failedFuture(new HubException(ErrorCode.UNAVAILABLE, reason));
    }

    final PartitionRecord record(int partition) {
        PartitionRecord record = partitions[partition];
        if (record == null) {
            record = new PartitionRecord(epochs.get(), incarnation);
            partitions[partition] = record;
        }
        return record;
    }

    private PartitionState state(int partition) {
        PartitionRecord record = record(partition);
        return new PartitionState(partition, record.epoch, record.sequence(), record.incarnation, incarnation);
    }

    /** The channel without what its retention no longer covers; an empty one that is not kept when it has no log. */
    private ChannelRecord trimmed(PartitionRecord partition, ChannelName name) {
        ChannelRecord channel = partition.channel(name);
        if (channel == null) {
            return new ChannelRecord(partition.epoch);
        }
        channel.trim(settings.apply(name), clock.getAsLong());
        return channel;
    }

    private void forgetExpired(PartitionRecord record, long nowMillis) {
        record.keys.forgetOlderThan(limits.keyLifeMillis(), nowMillis);
        record.tombstones.forgetOlderThan(limits.keyLifeMillis(), nowMillis);
    }

    private boolean hasRoomFor(Idempotency key, long nowMillis) {
        int keys = 1;
        long bytes = RememberedKeys.bytesOf(key);
        for (PartitionRecord record : partitions) {
            if (record != null) {
                record.keys.forgetOlderThan(limits.keyLifeMillis(), nowMillis);
                keys += record.keys.size();
                bytes += record.keys.bytes();
            }
        }
        return keys <= limits.maxKeys() && bytes <= limits.maxKeyBytes();
    }

    private void boundTombstones() {
        List<Tombstones> all = Arrays.stream(partitions)
                .filter(Objects::nonNull)
                .map(record -> record.tombstones)
                .toList();
        int count = all.stream().mapToInt(Tombstones::size).sum();
        for (; count > limits.maxTombstones(); count--) {
            Collections.min(all, Comparator.comparingLong(Tombstones::oldestAtMillis))
                    .forgetOldest();
        }
    }

    private static void requireBatch(int partition, List<Append> batch) {
        Objects.checkIndex(partition, Partitions.COUNT);
        if (batch.isEmpty() || batch.size() > MAX_BATCH) {
            throw new IllegalArgumentException("a batch of " + batch.size() + " items");
        }
        for (Append item : batch) {
            if (Partitions.of(item.channel()) != partition) {
                throw new IllegalArgumentException(item.channel() + " is not of partition " + partition);
            }
        }
    }
}
