package dev.tidings.log.embedded;

import dev.tidings.log.LogLimits;
import dev.tidings.log.embedded.LogRecord.Effect;
import dev.tidings.log.embedded.LogRecord.EpochBegun;
import dev.tidings.log.embedded.LogRecord.Fenced;
import dev.tidings.log.embedded.LogRecord.Published;
import dev.tidings.log.embedded.LogRecord.Reclaimed;
import dev.tidings.log.embedded.LogRecord.Remembered;
import dev.tidings.log.embedded.LogRecord.Trimmed;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Partitions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * All that the durable records say, without bodies: what reads, heads, index and repeated answers are given from. Owned
 * by the state thread (before it starts and after it ended, by the thread that opens and closes the log).
 *
 * <p>There is one way in, {@link #apply}, for records just made durable and for those found when a directory is opened:
 * so both lead to the same state.
 */
final class Fold {

    final References references = new References();
    final Tombstones tombstones;
    private final List<PartitionFold> partitions;

    Fold(LogLimits limits) {
        this.tombstones = new Tombstones(limits.maxTombstones());
        PartitionFold[] all = new PartitionFold[Partitions.COUNT];
        Arrays.setAll(all, number -> new PartitionFold(number, limits.maxIndexEntries()));
        this.partitions = List.of(all);
    }

    PartitionFold partition(int number) {
        return partitions.get(number);
    }

    PartitionFold partitionOf(ChannelName channel) {
        return partitions.get(Partitions.of(channel));
    }

    List<PartitionFold> partitions() {
        return partitions;
    }

    /**
     * Applies a durable record.
     *
     * @param location where it lies
     * @throws DamagedException when it does not follow what was applied before
     */
    void apply(LogRecord record, long location) {
        if (record.partition() >= Partitions.COUNT) {
            throw new DamagedException("a record of partition " + record.partition());
        }
        PartitionFold partition = partitions.get(record.partition());
        if (record instanceof Published published) {
            if (published.copied()) {
                move(partition, published, location);
            } else {
                publish(partition, published, location);
            }
        } else if (record instanceof Remembered remembered) {
            partition.keys.remember(remembered.scopedKey(), remembered.stored());
        } else if (record instanceof Fenced fenced) {
            partition.fences.merge(fenced.source(), fenced.token(), Math::max);
        } else if (record instanceof Trimmed trimmed) {
            ChannelFold channel = partition.channel(trimmed.channel());
            if (channel != null) {
                trim(channel, trimmed.oldest());
            }
        } else if (record instanceof EpochBegun begun) {
            partition.epoch = begun.epoch();
            partition.channels.values().forEach(channel -> channel.epoch = begun.epoch());
        } else if (record instanceof Reclaimed reclaimed) {
            reclaim(partition, reclaimed);
        }
    }

    /** Counts the tombstones of a loaded snapshot, oldest first. */
    void recountTombstones() {
        record Found(ChannelFold channel, String id, DocumentState state) {}
        List<Found> found = new ArrayList<>();
        for (PartitionFold partition : partitions) {
            for (ChannelFold channel : partition.channels.values()) {
                channel.documents.forEach((id, state) -> {
                    if (!state.isAlive()) {
                        found.add(new Found(channel, id, state));
                    }
                });
            }
        }
        found.sort(Comparator.comparingLong((Found each) -> each.state().atMillis()));
        found.forEach(each -> tombstones.bury(
                each.channel(), each.id(), each.state().offset(), each.state().atMillis()));
    }

    private void publish(PartitionFold partition, Published record, long location) {
        ChannelFold channel =
                partition.channels.computeIfAbsent(record.channel(), name -> new ChannelFold(name, partition.epoch()));
        if (record.offset() != channel.head + 1 || record.sequence() != partition.sequence() + 1) {
            throw new DamagedException("offset " + record.offset() + " of channel " + record.channel() + " (sequence "
                    + record.sequence() + ") follows offset " + channel.head + " (" + partition.sequence() + ")");
        }
        channel.head = record.offset();
        channel.lastAppendMillis = record.atMillis();
        channel.ring.add(location, record.atMillis());
        references.written(location);
        references.add(location);
        partition.index.add(record.sequence(), channel.name, record.offset());
        trim(channel, record.oldest());
        write(channel, record, location);
    }

    private void write(ChannelFold channel, Published record, long location) {
        String id = record.key();
        if (record.effect() == Effect.NONE || id == null) {
            return;
        }
        DocumentState before = channel.documents.get(id);
        if (before != null) {
            forget(before);
        }
        if (record.effect() == Effect.PUT) {
            long created = before != null && before.isAlive() ? before.createdOffset() : record.offset();
            channel.documents.put(
                    id, new DocumentState(record.version(), created, record.offset(), location, record.atMillis()));
            references.add(location);
        } else if (record.effect() == Effect.BURY) {
            channel.documents.put(
                    id,
                    new DocumentState(
                            record.version(), record.offset(), record.offset(), Location.NONE, record.atMillis()));
            tombstones.bury(channel, id, record.offset(), record.atMillis());
        } else {
            channel.documents.remove(id);
        }
    }

    /** A live publication has another place from now on; one that died meanwhile has none. */
    private void move(PartitionFold partition, Published record, long location) {
        references.written(location);
        ChannelFold channel = partition.channel(record.channel());
        if (channel == null) {
            return;
        }
        if (channel.holds(record.offset())) {
            references.remove(channel.location(record.offset()));
            references.add(location);
            channel.ring.move((int) (record.offset() - channel.oldest()), location);
        }
        String id = record.key();
        DocumentState document = id == null ? null : channel.documents.get(id);
        if (id != null && document != null && document.isAlive() && document.offset() == record.offset()) {
            references.remove(document.location());
            references.add(location);
            channel.documents.put(id, document.at(location));
        }
    }

    private void trim(ChannelFold channel, long oldest) {
        while (channel.ring.size() > 0 && channel.oldest() < oldest) {
            references.remove(channel.ring.removeFirst());
        }
    }

    private void reclaim(PartitionFold partition, Reclaimed record) {
        partition.epoch = record.epoch();
        for (ChannelName name : record.channels()) {
            ChannelFold channel = partition.channels.remove(name);
            if (channel != null) {
                trim(channel, channel.head + 1);
                channel.documents.values().forEach(this::forget);
                channel.documents.clear();
            }
        }
    }

    private void forget(DocumentState state) {
        if (state.isAlive()) {
            references.remove(state.location());
        } else {
            tombstones.discount();
        }
    }
}
