package dev.tidings.hub;

import dev.tidings.log.StoredDocument;
import dev.tidings.model.Epoch;
import dev.tidings.model.JsonText;
import dev.tidings.model.Position;
import dev.tidings.model.Publication;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The documents that a collection's publications add up to: at position P exactly the fold of 1..P. Owned by the hub's
 * loop; pure, without time or input of its own.
 */
final class Fold {

    /** In order of creation. */
    private final Map<String, Held> documents = new LinkedHashMap<>();

    private final Epoch epoch;
    private long offset;
    private long bytes;
    private @Nullable Snapshot snapshot;

    private record Held(long createdOffset, Publication last) {}

    /**
     * Begins with what a scan gave.
     *
     * @param scanned documents of different moments, none older than {@code offset}
     * @param offset from where the channel must be replayed, so that the moments become one
     */
    Fold(Epoch epoch, List<StoredDocument> scanned, long offset) {
        this.epoch = epoch;
        this.offset = offset;
        scanned.stream()
                .sorted(Comparator.comparingLong(StoredDocument::createdOffset))
                .forEach(document -> put(document.createdOffset(), document.last()));
    }

    Epoch epoch() {
        return epoch;
    }

    /** The offset of the last publication that is in it. */
    long offset() {
        return offset;
    }

    int count() {
        return documents.size();
    }

    /** The bytes of all documents. */
    long bytes() {
        return bytes;
    }

    /** The publication whose data is the document; null when there is none. */
    @Nullable
    Publication document(String id) {
        Held held = documents.get(id);
        return held == null ? null : held.last;
    }

    /** Takes the next publication. A record is an absolute state: one that the scan saw already changes nothing. */
    void apply(Publication publication) {
        if (publication.offset() != offset + 1) {
            throw new IllegalArgumentException("offset " + publication.offset() + " after " + offset);
        }
        offset = publication.offset();
        snapshot = null;
        switch (publication.change()) {
            case NONE -> {}
            case PUT -> applyPut(publication);
            case DELETE -> applyDelete(publication);
        }
    }

    /** All documents as one array; encoded once a position. */
    Snapshot snapshot() {
        Snapshot known = snapshot;
        if (known == null) {
            known = new Snapshot(new Position(epoch, offset), encode(), documents.size(), 0);
            snapshot = known;
        }
        return known;
    }

    private void applyPut(Publication publication) {
        Held before = documents.get(key(publication));
        if (before == null || before.last.offset() < publication.offset()) {
            put(before == null ? publication.offset() : before.createdOffset, publication);
        }
    }

    private void applyDelete(Publication publication) {
        Held before = documents.get(key(publication));
        if (before != null && before.last.offset() < publication.offset()) {
            documents.remove(key(publication));
            bytes -= before.last.data().length();
        }
    }

    private void put(long createdOffset, Publication document) {
        Held before = documents.put(key(document), new Held(createdOffset, document));
        bytes += document.data().length()
                - (before == null ? 0 : before.last.data().length());
    }

    private JsonText encode() {
        int length = 2 + Math.max(0, documents.size() - 1) + Math.toIntExact(bytes);
        byte[] array = new byte[length];
        int at = 0;
        array[at++] = '[';
        for (Held document : documents.values()) {
            if (at > 1) {
                array[at++] = ',';
            }
            byte[] text = document.last.data().sharedBytes();
            System.arraycopy(text, 0, array, at, text.length);
            at += text.length;
        }
        array[at] = ']';
        return JsonText.trusted(array);
    }

    private static String key(Publication publication) {
        return Objects.requireNonNull(publication.key(), "a document's publication has a key");
    }
}
