package dev.tidings.log.embedded;

import dev.tidings.log.Append;
import dev.tidings.log.AppendResult;
import dev.tidings.log.AppendResult.Appended;
import dev.tidings.log.AppendResult.KeyReused;
import dev.tidings.log.AppendResult.Refused;
import dev.tidings.log.AppendResult.Repeated;
import dev.tidings.log.AppendResult.StaleFence;
import dev.tidings.log.AppendResult.VersionConflict;
import dev.tidings.log.ChannelSettings;
import dev.tidings.log.DocumentWrite;
import dev.tidings.log.Entry;
import dev.tidings.log.Fence;
import dev.tidings.log.Idempotency;
import dev.tidings.log.LogLimits;
import dev.tidings.log.StoredAnswer;
import dev.tidings.log.embedded.LogRecord.Effect;
import dev.tidings.log.embedded.LogRecord.Fenced;
import dev.tidings.log.embedded.LogRecord.Published;
import dev.tidings.log.embedded.LogRecord.Remembered;
import dev.tidings.log.embedded.LogRecord.StoredKey;
import dev.tidings.log.embedded.Overlay.PendingChannel;
import dev.tidings.log.embedded.Overlay.PendingDocument;
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
import org.jspecify.annotations.Nullable;

/**
 * Decides items, each against all that was decided before, durable or not, and writes what follows from it into the
 * group being built. Owned by the state thread.
 *
 * @param settings how a channel is kept
 * @param limits the store's bounds
 */
record Decider(Function<ChannelName, ChannelSettings> settings, LogLimits limits) {

    /**
     * Decides one item.
     *
     * @param batch takes the result, and what must be read from disk for it
     */
    void decide(Append item, PendingView view, Group group, BatchAnswer batch) {
        Idempotency idempotency = item.idempotency();
        StoredKey remembered = idempotency == null ? null : view.key(idempotency.scopedKey());
        if (idempotency != null && remembered != null) {
            boolean same = remembered.requestHash().equals(idempotency.requestHash());
            batch.add(same ? new Repeated(remembered.answer()) : new KeyReused());
            return;
        }
        Fence fence = item.fence();
        if (fence != null && fence.token() < view.fence(fence.source())) {
            batch.add(new StaleFence(view.fence(fence.source())));
            return;
        }
        DocumentWrite write = item.document();
        if (write != null && !holds(write, view.document(item.channel(), write.id()))) {
            conflict(item.channel(), view.document(item.channel(), write.id()), batch);
            return;
        }
        if (idempotency != null && !view.hasRoomFor(idempotency.scopedKey(), idempotency.requestHash())) {
            batch.add(keysExhausted());
            return;
        }
        batch.add(apply(item, view, group));
    }

    private static boolean holds(DocumentWrite write, PendingDocument document) {
        return write.expectedVersion() == DocumentWrite.ANY
                || (write.expectedVersion() == document.version() && write.mustExist() == document.isAlive());
    }

    private static void conflict(ChannelName channel, PendingDocument document, BatchAnswer batch) {
        Publication last = document.last();
        if (document.isAlive() && last == null) {
            batch.addConflict(document.version(), new BodyPlace(channel, document.offset(), document.location()));
        } else {
            batch.add(new VersionConflict(document.version(), document.isAlive() ? last : null));
        }
    }

    private AppendResult keysExhausted() {
        return new Refused(new HubException(
                ErrorCode.KEYS_EXHAUSTED,
                "all idempotency keys are in use: the limit is " + limits.maxKeys() + " keys or " + limits.maxKeyBytes()
                        + " bytes"));
    }

    private Appended apply(Append item, PendingView view, Group group) {
        Fence fence = item.fence();
        if (fence != null && fence.token() > view.fence(fence.source())) {
            view.building().fences.put(new Overlay.Key(view.partition().number, fence.source()), fence.token());
            group.add(new Fenced(view.partition().number, fence.source(), fence.token()));
        }
        long firstSequence = view.sequence() + 1;
        List<Publication> publications = new ArrayList<>(item.entries().size());
        for (Entry entry : item.entries()) {
            publications.add(publish(item, entry, publications.isEmpty(), view, group));
        }
        PendingChannel channel = view.channel(item.channel());
        Epoch epoch = channel == null ? view.partition().epoch() : channel.epoch;
        long head = channel == null ? 0 : channel.head;
        remember(item, publications, new Position(epoch, head), view, group);
        return new Appended(epoch, List.copyOf(publications), head, firstSequence);
    }

    private Publication publish(Append item, Entry entry, boolean isFirst, PendingView view, Group group) {
        PendingChannel channel = view.channelToChange(item.channel());
        Publication publication = entry.at(channel.head + 1);
        channel.head++;
        channel.oldest = oldest(item.channel(), channel, view);
        long sequence = view.sequence() + 1;
        view.building().sequences[view.partition().number] = sequence;
        DocumentWrite write = isFirst ? item.document() : null;
        Effect effect = effect(entry, write);
        long version = write == null || effect == Effect.NONE ? 0 : write.version();
        String key = effect == Effect.NONE ? null : entry.key();
        if (key != null) {
            channel.documents.put(key, pending(effect, version, publication));
        }
        Published record = new Published(
                view.partition().number,
                item.channel(),
                publication.offset(),
                sequence,
                channel.oldest,
                view.nowMillis(),
                false,
                effect,
                key,
                version);
        group.add(record, publication);
        return publication;
    }

    /** What retention leaves of a channel after its newest publication. */
    private long oldest(ChannelName name, PendingChannel channel, PendingView view) {
        ChannelSettings kept = settings.apply(name);
        long byCount = channel.head - kept.maxPublications() + 1;
        ChannelFold known = view.partition().channel(name);
        long byAge = known == null ? 1 : known.oldest() + known.ring.countUntil(view.nowMillis() - kept.maxAgeMillis());
        return Math.max(channel.oldest, Math.max(byCount, byAge));
    }

    private static Effect effect(Entry entry, @Nullable DocumentWrite write) {
        if (entry.key() == null || entry.change() == Change.NONE) {
            return Effect.NONE;
        }
        if (entry.change() == Change.PUT) {
            return Effect.PUT;
        }
        return write == null ? Effect.REMOVE : Effect.BURY;
    }

    private static PendingDocument pending(Effect effect, long version, Publication publication) {
        return switch (effect) {
            case PUT -> new PendingDocument(version, true, publication, publication.offset(), Location.NONE);
            case BURY -> new PendingDocument(version, false, null, 0, Location.NONE);
            default -> PendingDocument.UNKNOWN;
        };
    }

    private static void remember(
            Append item, List<Publication> publications, Position position, PendingView view, Group group) {
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
                write == null ? 0 : view.document(item.channel(), write.id()).version());
        StoredKey stored = new StoredKey(idempotency.requestHash(), answer, view.nowMillis());
        Overlay building = view.building();
        building.keys.put(new Overlay.Key(view.partition().number, idempotency.scopedKey()), stored);
        building.keyBytes += KeyTable.bytesOf(idempotency.scopedKey(), idempotency.requestHash());
        group.add(new Remembered(view.partition().number, idempotency.scopedKey(), stored));
    }
}
