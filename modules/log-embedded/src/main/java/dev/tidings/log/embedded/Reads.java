package dev.tidings.log.embedded;

import dev.tidings.log.ChannelRead;
import dev.tidings.log.DocumentRead;
import dev.tidings.log.IndexPage;
import dev.tidings.log.PartitionState;
import dev.tidings.log.ReadRequest;
import dev.tidings.log.ScanPage;
import dev.tidings.log.StoredDocument;
import dev.tidings.log.embedded.BodyReader.Request;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Publication;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions from what is durable. Owned by the state thread: bounds and places are taken in one step; only the
 * bodies may come later, and they never change.
 */
record Reads(Store store) {

    /** A publication's weight is never less: a bound for how many places a read of so many bytes can need. */
    private static final int MIN_WEIGHT = 160;

    void read(ReadRequest request, Promise<ChannelRead> promise) {
        PartitionFold partition = sound(request.channel());
        ChannelFold channel = partition.channel(request.channel());
        if (channel == null) {
            promise.complete(
                    new ChannelRead(partition.epoch(), 1, 0, partition.epoch(), partition.sequence(), List.of()));
            return;
        }
        long oldest = oldest(channel);
        boolean isNewest = request.after() == ReadRequest.LAST;
        Epoch epoch = channel.epoch;
        long head = channel.head;
        Epoch partitionEpoch = partition.epoch();
        long sequence = partition.sequence();
        List<BodyPlace> places = isNewest ? newest(channel, oldest, request) : following(channel, oldest, request);
        store.bodies.read(new Request(
                places,
                request.maxBytes(),
                found -> {
                    List<Publication> entries = new ArrayList<>(found);
                    if (isNewest) {
                        Collections.reverse(entries);
                    }
                    promise.complete(
                            new ChannelRead(epoch, oldest, head, partitionEpoch, sequence, List.copyOf(entries)));
                },
                promise::fail));
    }

    void states(Promise<List<PartitionState>> promise) {
        List<PartitionState> states = new ArrayList<>();
        for (PartitionFold partition : store.fold.partitions()) {
            requireSound(partition);
            states.add(state(partition));
        }
        promise.complete(List.copyOf(states));
    }

    PartitionState state(PartitionFold partition) {
        String incarnation = store.identity.incarnation();
        return new PartitionState(partition.number, partition.epoch(), partition.sequence(), incarnation, incarnation);
    }

    void index(int number, long afterSequence, int maxEntries, Promise<IndexPage> promise) {
        PartitionFold partition = store.fold.partition(number);
        requireSound(partition);
        SequenceIndex index = partition.index;
        promise.complete(
                new IndexPage(partition.epoch(), index.oldest(), index.head(), index.after(afterSequence, maxEntries)));
    }

    void document(ChannelName name, String id, Promise<DocumentRead> promise) {
        PartitionFold partition = sound(name);
        ChannelFold channel = partition.channel(name);
        if (channel == null) {
            promise.complete(new DocumentRead(partition.epoch(), 0, 0, null));
            return;
        }
        Epoch epoch = channel.epoch;
        long head = channel.head;
        DocumentState state = channel.document(id, store.limits.keyLifeMillis(), store.time.nowMillis());
        if (state == null || !state.isAlive()) {
            promise.complete(new DocumentRead(epoch, head, state == null ? 0 : state.version(), null));
            return;
        }
        store.bodies.read(Request.all(
                List.of(place(name, state)),
                found -> promise.complete(new DocumentRead(epoch, head, state.version(), stored(state, found.get(0)))),
                promise::fail));
    }

    void scan(ChannelName name, @Nullable String cursor, int maxDocuments, Promise<ScanPage> promise) {
        PartitionFold partition = sound(name);
        ChannelFold channel = partition.channel(name);
        if (channel == null) {
            promise.complete(new ScanPage(partition.epoch(), 1, 0, List.of(), null));
            return;
        }
        Epoch epoch = channel.epoch;
        long oldest = oldest(channel);
        long head = channel.head;
        List<DocumentState> page = new ArrayList<>();
        String next = null;
        String last = null;
        for (Map.Entry<String, DocumentState> each :
                (cursor == null ? channel.documents : channel.documents.tailMap(cursor, false)).entrySet()) {
            if (!each.getValue().isAlive()) {
                continue;
            }
            if (page.size() == maxDocuments) {
                next = last;
                break;
            }
            page.add(each.getValue());
            last = each.getKey();
        }
        String following = next;
        store.bodies.read(Request.all(
                page.stream().map(state -> place(name, state)).toList(),
                found -> promise.complete(new ScanPage(epoch, oldest, head, stored(page, found), following)),
                promise::fail));
    }

    /** The partition of a channel. Fails when it may lack something that was acknowledged. */
    private PartitionFold sound(ChannelName channel) {
        PartitionFold partition = store.fold.partitionOf(channel);
        requireSound(partition);
        return partition;
    }

    private static void requireSound(PartitionFold partition) {
        String damage = partition.damage;
        if (damage != null) {
            throw new HubException(ErrorCode.UNAVAILABLE, damage);
        }
    }

    private long oldest(ChannelFold channel) {
        return channel.oldestCovered(store.settings.apply(channel.name), store.time.nowMillis());
    }

    private static List<BodyPlace> following(ChannelFold channel, long oldest, ReadRequest request) {
        List<BodyPlace> places = new ArrayList<>();
        long from = request.after() >= channel.head ? channel.head + 1 : Math.max(request.after() + 1, oldest);
        int most = most(request);
        for (long offset = from; offset <= channel.head && places.size() < most; offset++) {
            places.add(new BodyPlace(channel.name, offset, channel.location(offset)));
        }
        return places;
    }

    private static List<BodyPlace> newest(ChannelFold channel, long oldest, ReadRequest request) {
        List<BodyPlace> places = new ArrayList<>();
        int most = most(request);
        for (long offset = channel.head; offset >= oldest && places.size() < most; offset--) {
            places.add(new BodyPlace(channel.name, offset, channel.location(offset)));
        }
        return places;
    }

    private static int most(ReadRequest request) {
        return Math.min(request.maxEntries(), Math.max(0, request.maxBytes()) / MIN_WEIGHT + 1);
    }

    private static BodyPlace place(ChannelName channel, DocumentState state) {
        return new BodyPlace(channel, state.offset(), state.location());
    }

    private static StoredDocument stored(DocumentState state, Publication last) {
        return new StoredDocument(state.version(), state.createdOffset(), last);
    }

    private static List<StoredDocument> stored(List<DocumentState> states, List<Publication> bodies) {
        List<StoredDocument> documents = new ArrayList<>(states.size());
        for (int i = 0; i < states.size(); i++) {
            documents.add(stored(states.get(i), bodies.get(i)));
        }
        return List.copyOf(documents);
    }
}
