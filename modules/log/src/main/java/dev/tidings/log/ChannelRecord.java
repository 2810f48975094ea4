package dev.tidings.log;

import dev.tidings.model.Change;
import dev.tidings.model.Epoch;
import dev.tidings.model.Publication;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One channel of a {@link MemoryLog}. Owned by its partition's record. */
final class ChannelRecord {

    private record Kept(Publication publication, long atMillis) {}

    Epoch epoch;
    private long head;
    private long lastAppendMillis;
    private final List<Kept> kept;
    private final TreeMap<String, StoredDocument> documents;

    ChannelRecord(Epoch epoch) {
        this.epoch = epoch;
        this.kept = new ArrayList<>();
        this.documents = new TreeMap<>();
    }

    private ChannelRecord(ChannelRecord other) {
        this.epoch = other.epoch;
        this.head = other.head;
        this.lastAppendMillis = other.lastAppendMillis;
        this.kept = new ArrayList<>(other.kept);
        this.documents = new TreeMap<>(other.documents);
    }

    ChannelRecord copy() {
        return new ChannelRecord(this);
    }

    long head() {
        return head;
    }

    long oldest() {
        return head + 1 - kept.size();
    }

    long lastAppendMillis() {
        return lastAppendMillis;
    }

    /** Whether it has documents that a collection counts on; the last values of kind {@code latest} are none. */
    boolean hasVersionedDocuments() {
        return documents.values().stream().anyMatch(document -> document.version() > 0);
    }

    @Nullable
    StoredDocument document(String id) {
        return documents.get(id);
    }

    /** Gives the entry the next offset and folds its change; {@code version} is that of the document it writes. */
    Publication append(Entry entry, long version, long nowMillis) {
        Publication publication = entry.at(head + 1);
        head++;
        lastAppendMillis = nowMillis;
        kept.add(new Kept(publication, nowMillis));
        String key = publication.key();
        if (key != null && entry.change() != Change.NONE) {
            StoredDocument before = documents.remove(key);
            if (entry.change() == Change.PUT) {
                long created = before == null ? publication.offset() : before.createdOffset();
                documents.put(key, new StoredDocument(version, created, publication));
            }
        }
        return publication;
    }

    /** Forgets what its retention no longer covers; head, epoch and documents stay. */
    void trim(ChannelSettings settings, long nowMillis) {
        int drop = Math.max(0, kept.size() - settings.maxPublications());
        while (drop < kept.size() && nowMillis - kept.get(drop).atMillis() >= settings.maxAgeMillis()) {
            drop++;
        }
        kept.subList(0, drop).clear();
    }

    List<Publication> read(ReadRequest request) {
        return request.after() == ReadRequest.LAST ? newest(request) : following(request);
    }

    private List<Publication> following(ReadRequest request) {
        List<Publication> found = new ArrayList<>();
        long bytes = 0;
        long from = Math.max(request.after() + 1, oldest());
        for (long offset = from; offset <= head && found.size() < request.maxEntries(); offset++) {
            Publication next = kept.get((int) (offset - oldest())).publication();
            bytes += next.weight();
            if (bytes > request.maxBytes() && !found.isEmpty()) {
                break;
            }
            found.add(next);
        }
        return List.copyOf(found);
    }

    private List<Publication> newest(ReadRequest request) {
        List<Publication> found = new ArrayList<>();
        long bytes = 0;
        for (int i = kept.size() - 1; i >= 0 && found.size() < request.maxEntries(); i--) {
            Publication next = kept.get(i).publication();
            bytes += next.weight();
            if (bytes > request.maxBytes() && !found.isEmpty()) {
                break;
            }
            found.add(next);
        }
        Collections.reverse(found);
        return List.copyOf(found);
    }

    /** A page of the documents, in the order of their ids: the cursor is the last id of the page before. */
    ScanPage scan(@Nullable String cursor, int maxDocuments) {
        var rest = cursor == null ? documents : documents.tailMap(cursor, false);
        List<StoredDocument> page = rest.values().stream().limit(maxDocuments).toList();
        String last = page.isEmpty() ? null : page.get(page.size() - 1).last().key();
        return new ScanPage(epoch, oldest(), head, page, page.size() < rest.size() ? last : null);
    }
}
