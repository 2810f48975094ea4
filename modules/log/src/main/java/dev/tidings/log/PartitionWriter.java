package dev.tidings.log;

import dev.tidings.log.AppendResult.Appended;
import dev.tidings.log.AppendResult.KeyReused;
import dev.tidings.log.AppendResult.Refused;
import dev.tidings.log.AppendResult.Repeated;
import dev.tidings.log.AppendResult.StaleFence;
import dev.tidings.log.AppendResult.VersionConflict;
import dev.tidings.log.RememberedKeys.Remembered;
import dev.tidings.model.Change;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Position;
import dev.tidings.model.Publication;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides the items of one batch, each against what those before it did, and applies them. Owned by the one call that
 * made it. What is decided depends on nothing but the partition's record, the item and the moment.
 *
 * @param partition the record that is read and changed
 * @param settings how a channel is kept
 * @param limits the store's bounds
 * @param hasRoom whether one more key fits into the store
 * @param nowMillis the moment of the batch by the log's clock
 */
record PartitionWriter(
        PartitionRecord partition,
        Function<ChannelName, ChannelSettings> settings,
        LogLimits limits,
        Predicate<Idempotency> hasRoom,
        long nowMillis) {

    AppendResult write(Append item) {
        AppendResult refusal = refusal(item);
        return refusal == null ? apply(item) : refusal;
    }

    /** Key, fence, version, bounds; null when nothing stands against it. */
    private @Nullable AppendResult refusal(Append item) {
        Idempotency idempotency = item.idempotency();
        Remembered remembered = idempotency == null ? null : partition.keys.find(idempotency.scopedKey());
        if (idempotency != null && remembered != null) {
            boolean same = remembered.idempotency().requestHash().equals(idempotency.requestHash());
            return same ? new Repeated(remembered.answer()) : new KeyReused();
        }
        Fence fence = item.fence();
        if (fence != null) {
            long highest = partition.fences.getOrDefault(fence.source(), Long.MIN_VALUE);
            if (fence.token() < highest) {
                return new StaleFence(highest);
            }
        }
        DocumentWrite write = item.document();
        if (write != null && !holds(item.channel(), write)) {
            StoredDocument current = document(item.channel(), write.id());
            return new VersionConflict(version(item.channel(), write.id()), current == null ? null : current.last());
        }
        if (idempotency != null && !hasRoom.test(idempotency)) {
            return new Refused(new HubException(
                    ErrorCode.KEYS_EXHAUSTED,
                    "all idempotency keys are in use: the limit is " + limits.maxKeys() + " keys or "
                            + limits.maxKeyBytes() + " bytes"));
        }
        return null;
    }

    private boolean holds(ChannelName channel, DocumentWrite write) {
        if (write.expectedVersion() == DocumentWrite.ANY) {
            return true;
        }
        return write.expectedVersion() == version(channel, write.id())
                && write.mustExist() == (document(channel, write.id()) != null);
    }

    private @Nullable StoredDocument document(ChannelName channel, String id) {
        ChannelRecord record = partition.channel(channel);
        return record == null ? null : record.document(id);
    }

    private long version(ChannelName channel, String id) {
        StoredDocument document = document(channel, id);
        return document == null ? partition.tombstones.version(channel, id) : document.version();
    }

    private Appended apply(Append item) {
        Fence fence = item.fence();
        if (fence != null) {
            partition.fences.put(fence.source(), fence.token());
        }
        long firstSequence = partition.sequence() + 1;
        List<Publication> publications = new ArrayList<>(item.entries().size());
        for (Entry entry : item.entries()) {
            publications.add(append(item, entry, publications.isEmpty()));
        }
        if (!publications.isEmpty()) {
            bury(item, publications.get(0).change());
        }
        ChannelRecord channel = partition.channel(item.channel());
        Epoch epoch = channel == null ? partition.epoch : channel.epoch;
        long head = channel == null ? 0 : channel.head();
        remember(item, publications, new Position(epoch, head));
        return new Appended(epoch, List.copyOf(publications), head, firstSequence);
    }

    private Publication append(Append item, Entry entry, boolean first) {
        ChannelRecord channel =
                partition.channels.computeIfAbsent(item.channel(), name -> new ChannelRecord(partition.epoch));
        DocumentWrite write = item.document();
        Publication publication = channel.append(entry, first && write != null ? write.version() : 0, nowMillis);
        partition.count(item.channel(), publication.offset(), limits.maxIndexEntries());
        channel.trim(settings.apply(item.channel()), nowMillis);
        return publication;
    }

    /** Keeps the version of a deleted document, and forgets that of one that is alive again. */
    private void bury(Append item, Change change) {
        DocumentWrite write = item.document();
        if (write == null) {
            return;
        }
        if (change == Change.DELETE) {
            partition.tombstones.bury(item.channel(), write.id(), write.version(), nowMillis);
        } else {
            partition.tombstones.unbury(item.channel(), write.id());
        }
    }

    private void remember(Append item, List<Publication> publications, Position position) {
        Idempotency idempotency = item.idempotency();
        if (idempotency == null) {
            return;
        }
        DocumentWrite write = item.document();
        StoredAnswer answer = new StoredAnswer(
                idempotency.status(),
                position,
                publications.isEmpty() ? 0 : publications.get(0).offset(),
                write == null ? null : write.id(),
                write == null ? 0 : version(item.channel(), write.id()));
        partition.keys.remember(idempotency, answer, nowMillis);
    }
}
