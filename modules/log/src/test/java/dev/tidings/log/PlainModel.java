package dev.tidings.log;

import dev.tidings.log.AppendResult.Appended;
import dev.tidings.log.AppendResult.KeyReused;
import dev.tidings.log.AppendResult.Repeated;
import dev.tidings.log.AppendResult.StaleFence;
import dev.tidings.log.AppendResult.VersionConflict;
import dev.tidings.log.IndexPage.IndexEntry;
import dev.tidings.model.Change;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.Position;
import dev.tidings.model.Publication;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one partition should do, said as plainly as can be: everything that ever happened is one list, and every question
 * is answered by going through it. No bounds, no lives, no retention but by number. Owned by its test.
 */
final class PlainModel {

    /** What a keyed item was answered. */
    private record Answered(String requestHash, StoredAnswer answer) {}

    private record Event(ChannelName channel, Publication publication, long version) {}

    private final Epoch epoch;
    private final List<Event> events = new ArrayList<>();
    private final Map<String, Answered> keys = new HashMap<>();
    private final Map<String, Long> tokens = new HashMap<>();

    PlainModel(Epoch epoch) {
        this.epoch = epoch;
    }

    AppendResult append(Append item) {
        Idempotency idempotency = item.idempotency();
        if (idempotency != null && keys.containsKey(idempotency.scopedKey())) {
            Answered first = keys.get(idempotency.scopedKey());
            return first.requestHash().equals(idempotency.requestHash())
                    ? new Repeated(first.answer())
                    : new KeyReused();
        }
        Fence fence = item.fence();
        if (fence != null && fence.token() < tokens.getOrDefault(fence.source(), 0L)) {
            return new StaleFence(tokens.get(fence.source()));
        }
        DocumentWrite write = item.document();
        if (write != null && !holds(item.channel(), write)) {
            StoredDocument now = documents(item.channel()).get(write.id());
            return new VersionConflict(version(item.channel(), write.id()), now == null ? null : now.last());
        }
        if (fence != null) {
            tokens.put(fence.source(), fence.token());
        }
        long firstSequence = events.size() + 1L;
        List<Publication> publications = new ArrayList<>();
        for (Entry entry : item.entries()) {
            Publication publication = entry.at(head(item.channel()) + 1);
            boolean first = publications.isEmpty();
            events.add(new Event(item.channel(), publication, first && write != null ? write.version() : 0));
            publications.add(publication);
        }
        if (idempotency != null) {
            keys.put(idempotency.scopedKey(), new Answered(idempotency.requestHash(), answer(item, publications)));
        }
        return new Appended(epoch, publications, head(item.channel()), firstSequence);
    }

    private StoredAnswer answer(Append item, List<Publication> publications) {
        DocumentWrite write = item.document();
        return new StoredAnswer(
                item.idempotency().status(),
                new Position(epoch, head(item.channel())),
                publications.isEmpty() ? 0 : publications.get(0).offset(),
                write == null ? null : write.id(),
                write == null ? 0 : version(item.channel(), write.id()));
    }

    private boolean holds(ChannelName channel, DocumentWrite write) {
        boolean exists = documents(channel).containsKey(write.id());
        return write.expectedVersion() == DocumentWrite.ANY
                || (write.expectedVersion() == version(channel, write.id()) && write.mustExist() == exists);
    }

    private long head(ChannelName channel) {
        return events.stream().filter(event -> event.channel().equals(channel)).count();
    }

    /** That of the last change of the document. */
    private long version(ChannelName channel, String id) {
        long version = 0;
        for (Event event : events) {
            boolean changes = event.publication().change() != Change.NONE
                    && id.equals(event.publication().key());
            version = changes && event.channel().equals(channel) ? event.version() : version;
        }
        return version;
    }

    Map<String, StoredDocument> documents(ChannelName channel) {
        Map<String, StoredDocument> documents = new HashMap<>();
        for (Event event : events) {
            Publication publication = event.publication();
            if (!event.channel().equals(channel) || publication.change() == Change.NONE) {
                continue;
            }
            StoredDocument before = documents.remove(publication.key());
            if (publication.change() == Change.PUT) {
                long created = before == null ? publication.offset() : before.createdOffset();
                documents.put(publication.key(), new StoredDocument(event.version(), created, publication));
            }
        }
        return documents;
    }

    ChannelRead read(ChannelName channel, long after, int maxEntries, int retained) {
        List<Publication> all = events.stream()
                .filter(event -> event.channel().equals(channel))
                .map(Event::publication)
                .toList();
        long oldest = Math.max(1, all.size() - retained + 1);
        List<Publication> found = all.stream()
                .filter(publication -> publication.offset() >= oldest && publication.offset() > after)
                .limit(maxEntries)
                .toList();
        return new ChannelRead(epoch, oldest, all.size(), epoch, events.size(), found);
    }

    DocumentRead document(ChannelName channel, String id) {
        return new DocumentRead(
                epoch, head(channel), version(channel, id), documents(channel).get(id));
    }

    IndexPage index(long afterSequence, int maxEntries) {
        List<IndexEntry> entries = new ArrayList<>();
        for (long sequence = afterSequence + 1; sequence <= events.size() && entries.size() < maxEntries; sequence++) {
            Event event = events.get((int) sequence - 1);
            entries.add(new IndexEntry(
                    sequence, event.channel(), event.publication().offset()));
        }
        return new IndexPage(epoch, 1, events.size(), entries);
    }
}
