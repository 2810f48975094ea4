package dev.tidings.hub;

import dev.tidings.log.Append;
import dev.tidings.log.AppendResult;
import dev.tidings.log.ChannelLog;
import dev.tidings.log.Entry;
import dev.tidings.log.Idempotency;
import dev.tidings.model.Change;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Kind;
import dev.tidings.model.Position;
import dev.tidings.model.Publication;
import dev.tidings.model.StartingPoint;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The hub's own loop: one place where a node's writes go to the log, and where what the bus and the log bring becomes
 * windows and collections. Owned by the hub's loop; other loops come in by {@link #inbox}.
 */
final class HubCore {

    private static final int CREATED = 201;

    private final HubSettings settings;
    private final Bus bus;
    private final Members members;
    private final Loop loop;
    private final Failures failures;
    private final Inbox inbox;
    private final Channels channels;
    private final HeadCheck headCheck;
    private final Publisher publisher;
    private final LaggingReads lagging;
    private final HistoryReads history;
    private final VolatileChannels volatileChannels = new VolatileChannels();
    private final Map<ChannelName, Collection> collections = new LinkedHashMap<>();
    private final Map<ChannelName, CollectionSettings> collectionSettings;
    private final Map<ChannelName, Integer> subscribers = new HashMap<>();
    private final DocumentWriter documents;
    private final Offers offers = new Offers();
    private final RemotePipes pipes;
    private final String startId;
    private long volatileCount;
    private long toldPartitions;

    HubCore(HubSettings settings, ChannelLog log, Bus bus, Members members, Loop loop, RandomGenerator random) {
        this.settings = settings;
        this.bus = bus;
        this.loop = loop;
        this.failures = new Failures();
        this.inbox = new Inbox(loop, this::afterTurn, failures);
        LogCalls calls = new LogCalls(loop, inbox);
        this.channels = new Channels(log, calls, loop, settings, this::checkSoon);
        Adopter adopter = new Adopter(log, calls, members, loop, settings.logMillis());
        this.publisher = new Publisher(log, inbox, loop, settings, bus, channels, adopter);
        StoreWatch store = new StoreWatch(channels, publisher, adopter, members, loop, this::checkSoon);
        this.headCheck = new HeadCheck(log, calls, loop, settings, channels, store);
        this.lagging = new LaggingReads(channels, log, calls, settings);
        this.history = new HistoryReads(channels);
        this.startId = Long.toHexString(random.nextLong());
        this.collectionSettings = byName(settings.collections());
        FoldLoader loader = new FoldLoader(log, calls, settings.logMillis());
        for (CollectionSettings each : settings.collections()) {
            collections.put(each.name(), new Collection(each, channels, loader, loop, settings.writeMillis()));
        }
        this.documents = new DocumentWriter(this::appendSoon, new FoldSource(collections, channels), loop, random);
        this.members = members;
        this.pipes = new RemotePipes(members.pipes(), offers, inbox);
        members.join(store);
        members.onDoubt(this::checkSoon);
        bus.receive(message -> inbox.add(() -> receive(message)));
    }

    HubSettings settings() {
        return settings;
    }

    Inbox inbox() {
        return inbox;
    }

    Failures failures() {
        return failures;
    }

    Members members() {
        return members;
    }

    Offers offers() {
        return offers;
    }

    RemotePipes pipes() {
        return pipes;
    }

    LaggingReads lagging() {
        return lagging;
    }

    Channels channels() {
        return channels;
    }

    Publisher publisher() {
        return publisher;
    }

    HeadCheck headCheck() {
        return headCheck;
    }

    /** Begins to listen, to compare, and to load the collections. */
    void start() {
        headCheck.check();
        collections.values().forEach(Collection::start);
    }

    /** Takes no more writes and stops comparing; what waits for the log gets its answer. */
    void close() {
        publisher.close();
        headCheck.close();
        collections.values().forEach(Collection::close);
    }

    /** Whether every collection was loaded. */
    boolean isLoaded() {
        return collections.values().stream().allMatch(Collection::isLive);
    }

    Optional<CollectionSettings> collectionSettings(ChannelName name) {
        return Optional.ofNullable(collectionSettings.get(name));
    }

    Future<Published> publish(PublishCommand command) {
        if (collectionSettings.containsKey(command.channel())) {
            return Future.failedFuture(new HubException(
                    ErrorCode.COLLECTION_CHANNEL,
                    "the channel " + command.channel() + " takes publications only through its documents"));
        }
        Kind kind = settings.channels().apply(command.channel()).kind();
        if (kind == Kind.VOLATILE) {
            return publishVolatile(command);
        }
        RequestKey key = command.requestKey();
        Idempotency idempotency = key == null ? null : new Idempotency(key.scopedKey(), key.requestHash(), CREATED);
        return publisher
                .append(new Append(
                        command.channel(), List.of(entry(command, kind)), null, idempotency, command.fence()))
                .map(result -> new Published(command.channel(), position(result)));
    }

    Future<Written> write(WriteCommand command) {
        CollectionSettings collection = collectionSettings.get(command.collection());
        return collection == null ? unknown(command.collection()) : documents.write(collection, command);
    }

    Future<Snapshot> snapshot(ChannelName name) {
        Collection collection = collections.get(name);
        return collection == null ? unknown(name) : collection.confirmed().map(Collection.Confirmed::snapshot);
    }

    Future<Optional<DocumentView>> document(ChannelName name, String id) {
        Collection collection = collections.get(name);
        if (collection == null) {
            return unknown(name);
        }
        return collection.confirmed().map(confirmed -> {
            Fold fold = confirmed.fold();
            Publication document = fold.document(id);
            return Optional.ofNullable(document)
                    .map(known -> new DocumentView(
                            new Position(fold.epoch(), fold.offset()),
                            DocumentText.version(known.data()),
                            known.data(),
                            confirmed.staleMillis()));
        });
    }

    Future<History> history(ChannelName channel, StartingPoint since, int limit) {
        return history.read(channel, since, limit);
    }

    Future<ChannelInfo> channel(ChannelName name) {
        return members.subscribers(name).compose(elsewhere -> channel(name, subscribers(name) + elsewhere));
    }

    /** How many subscriptions a channel has on this node. */
    int subscribers(ChannelName name) {
        return subscribers.getOrDefault(name, 0);
    }

    private Future<ChannelInfo> channel(ChannelName name, int count) {
        if (settings.channels().apply(name).kind() == Kind.VOLATILE) {
            return Future.succeededFuture(
                    new ChannelInfo(name, null, 1, settings.channels().apply(name), count));
        }
        return lagging.bounds(name)
                .map(part -> new ChannelInfo(
                        name,
                        new Position(part.epoch(), part.head()),
                        part.oldest(),
                        settings.channels().apply(name),
                        count));
    }

    /** A loop begins to read a channel; empty for a volatile one, which has no window. */
    Future<Optional<ActiveChannel>> follow(ChannelName name, LoopChannel channel) {
        if (settings.channels().apply(name).kind() == Kind.VOLATILE) {
            volatileChannels.follow(name, channel);
            return Future.succeededFuture(Optional.empty());
        }
        return channels.follow(name, channel).opened().map(Optional::of);
    }

    void unfollow(ChannelName name, LoopChannel channel) {
        volatileChannels.unfollow(name, channel);
        ActiveChannel active = channels.get(name);
        if (active != null) {
            active.unfollow(channel);
        }
    }

    /** Counts subscriptions, for who asks about the channel. From any loop. */
    void counted(ChannelName name, int change) {
        inbox.add(() -> {
            int sum = subscribers.merge(name, change, Integer::sum);
            if (sum <= 0) {
                subscribers.remove(name);
            }
        });
    }

    /** Has a channel look at the log. */
    void refresh(ChannelName name) {
        ActiveChannel active = channels.get(name);
        if (active != null) {
            active.read();
        }
    }

    private void receive(BusMessage message) {
        if (message instanceof BusMessage.Batch batch) {
            channels.accept(batch);
        } else if (message instanceof BusMessage.Hint hint) {
            channels.accept(hint);
        } else if (message instanceof BusMessage.Volatile volatileMessage) {
            volatileChannels.accept(volatileMessage, inbox);
        } else if (message instanceof BusMessage.Heads heads) {
            channels.accept(heads);
        }
    }

    private void afterTurn() {
        publisher.flush();
        channels.tell();
        long followed = channels.followed() | volatileChannels.followed();
        if (followed != toldPartitions) {
            toldPartitions = followed;
            bus.follow(followed);
        }
        bus.flush();
    }

    /** A write's later attempt begins in a timer, outside of the inbox's turns: it asks for one, so that it is sent. */
    private Future<AppendResult> appendSoon(Append append) {
        inbox.add(publisher::flush);
        return publisher.append(append);
    }

    private void checkSoon() {
        headCheck.check();
    }

    private Future<Published> publishVolatile(PublishCommand command) {
        Publication publication = entry(command, Kind.VOLATILE).at(0);
        bus.send(new BusMessage.Volatile(command.channel(), publication, startId, ++volatileCount));
        return Future.succeededFuture(new Published(command.channel(), null));
    }

    /** In a channel of kind {@code latest} every publication is the value of its key; without one, of the empty key. */
    private Entry entry(PublishCommand command, Kind kind) {
        boolean latest = kind == Kind.LATEST;
        String key = latest && command.key() == null ? "" : command.key();
        Change change = latest ? Change.PUT : Change.NONE;
        return new Entry(command.event(), key, command.data(), loop.wallMillis(), command.actor(), change);
    }

    private static Position position(AppendResult result) {
        if (result instanceof AppendResult.Appended appended) {
            return new Position(appended.epoch(), appended.head());
        }
        if (result instanceof AppendResult.Repeated repeated) {
            return repeated.answer().position();
        }
        if (result instanceof AppendResult.Refused refused) {
            throw refused.reason();
        }
        if (result instanceof AppendResult.KeyReused) {
            throw new HubException(ErrorCode.KEY_REUSED, "the key was used with another publication");
        }
        if (result instanceof AppendResult.StaleFence) {
            throw new HubException(ErrorCode.STALE_OWNER, "a newer owner has written");
        }
        throw new HubException(ErrorCode.INTERNAL, "the log gave an answer that does not fit a publication");
    }

    private static <T> Future<T> unknown(ChannelName name) {
        return Future.failedFuture(new HubException(ErrorCode.NOT_FOUND, "there is no collection " + name));
    }

    private static Map<ChannelName, CollectionSettings> byName(List<CollectionSettings> all) {
        Map<ChannelName, CollectionSettings> byName = new LinkedHashMap<>();
        all.forEach(each -> byName.put(each.name(), each));
        return Map.copyOf(byName);
    }
}
