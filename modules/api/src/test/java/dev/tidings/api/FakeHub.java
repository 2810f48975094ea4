package dev.tidings.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.hub.ChannelInfo;
import dev.tidings.hub.CollectionSettings;
import dev.tidings.hub.ConnectionChange;
import dev.tidings.hub.DocumentText;
import dev.tidings.hub.DocumentView;
import dev.tidings.hub.History;
import dev.tidings.hub.HubPort;
import dev.tidings.hub.Loop;
import dev.tidings.hub.Outlet;
import dev.tidings.hub.Pipe;
import dev.tidings.hub.Precondition;
import dev.tidings.hub.PublishCommand;
import dev.tidings.hub.Published;
import dev.tidings.hub.RequestKey;
import dev.tidings.hub.Session;
import dev.tidings.hub.Snapshot;
import dev.tidings.hub.WriteCommand;
import dev.tidings.hub.Written;
import dev.tidings.log.ChannelSettings;
import dev.tidings.model.Change;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import dev.tidings.model.Position;
import dev.tidings.model.Publication;
import dev.tidings.model.StartingPoint;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A hub in memory for one test, with faults on demand: what the API makes of a hub that is away, stale or draining can't be
 * seen with one that works. Owned by its event loop.
 */
final class FakeHub implements HubPort {

    static final ChannelName TASKS = new ChannelName("tasks");
    static final Epoch EPOCH = new Epoch("k3f9k3f9k3f9");

    private final Loop loop;
    private final Map<ChannelName, List<Publication>> channels = new HashMap<>();
    private final Map<String, JsonText> tasks = new LinkedHashMap<>();
    private final Map<String, Long> versions = new HashMap<>();
    private final Map<String, Remembered> answers = new HashMap<>();
    final List<FakeSession> sessions = new ArrayList<>();
    int opened;
    boolean draining;
    long staleMillis;
    HubException failure;
    HubException subscribeFailure;

    private record Remembered(String hash, Object answer) {}

    FakeHub(Loop loop) {
        this.loop = loop;
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public String node() {
        return "n1";
    }

    @Override
    public boolean isDraining() {
        return draining;
    }

    @Override
    public Future<Published> publish(PublishCommand command) {
        return answered(() -> {
            if (command.channel().equals(TASKS)) {
                throw new HubException(ErrorCode.COLLECTION_CHANNEL, "a collection's");
            }
            return once(
                    command.requestKey(),
                    () -> new Published(
                            command.channel(),
                            append(command.channel(), command.event(), command.key(), command.data(), Change.NONE)));
        });
    }

    @Override
    public Future<Written> write(WriteCommand command) {
        return answered(() -> once(command.requestKey(), () -> written(command)));
    }

    private Written written(WriteCommand command) {
        String id = command.id() == null ? "made-" + (versions.size() + 1) : command.id();
        JsonText current = tasks.get(id);
        check(command, id, current);
        long version = versions.getOrDefault(id, 0L) + 1;
        if (command.operation() == WriteCommand.Operation.DELETE) {
            tasks.remove(id);
            versions.put(id, version);
            return new Written(204, append(TASKS, "task-deleted", id, JsonText.NULL, Change.NONE), id, version, null);
        }
        ObjectNode fields = command.edit().apply(current == null ? null : DocumentText.parse(current));
        fields.put("id", id).put("version", version);
        JsonText document = DocumentText.write(fields);
        versions.put(id, version);
        tasks.put(id, document);
        String event = current == null ? "task-created" : "task-updated";
        Position position = append(TASKS, event, id, document, Change.PUT);
        return new Written(current == null ? 201 : 200, position, id, version, document);
    }

    private void check(WriteCommand command, String id, JsonText current) {
        Precondition precondition = command.precondition();
        long version = current == null ? 0 : versions.get(id);
        List<Long> ifMatch = precondition.ifMatch();
        boolean matches = ifMatch == null || (ifMatch.isEmpty() ? current != null : ifMatch.contains(version));
        if (!matches || (precondition.ifAbsent() && current != null)) {
            throw new HubException(ErrorCode.PRECONDITION_FAILED, "it is " + version).withCurrent(current);
        }
        boolean needed = command.operation() == WriteCommand.Operation.PATCH
                || command.operation() == WriteCommand.Operation.DELETE;
        if (current == null && needed) {
            throw new HubException(ErrorCode.NOT_FOUND, "no " + id);
        }
        if (current != null && command.operation() == WriteCommand.Operation.CREATE) {
            throw new HubException(ErrorCode.EXISTS, id).withCurrent(current);
        }
        if (precondition.bodyVersion() != 0 && precondition.bodyVersion() != version) {
            throw new HubException(ErrorCode.VERSION_CONFLICT, "it is " + version).withCurrent(current);
        }
    }

    @Override
    public Future<Snapshot> snapshot(ChannelName collection) {
        return answered(() ->
                new Snapshot(head(collection), JsonText.of(tasks.values().toString()), tasks.size(), staleMillis));
    }

    @Override
    public Future<Optional<DocumentView>> document(ChannelName collection, String id) {
        return answered(() -> Optional.ofNullable(tasks.get(id))
                .map(document -> new DocumentView(head(collection), versions.get(id), document, staleMillis)));
    }

    @Override
    public Future<History> history(ChannelName channel, StartingPoint since, int limit) {
        return answered(() -> {
            List<Publication> all = channels.getOrDefault(channel, List.of());
            boolean known = !(since instanceof StartingPoint.Unknown);
            long from = 0;
            if (since instanceof StartingPoint.Head) {
                from = all.size();
            } else if (since instanceof StartingPoint.After after) {
                known = after.position().epoch().equals(EPOCH)
                        && after.position().offset() <= all.size();
                from = known ? after.position().offset() : 0;
            }
            List<Publication> page = all.stream().skip(from).limit(limit).toList();
            return new History(new Position(EPOCH, from + page.size()), head(channel), known, page);
        });
    }

    @Override
    public Future<ChannelInfo> channel(ChannelName channel) {
        return answered(() -> new ChannelInfo(channel, head(channel), 1, ChannelSettings.DEFAULT, sessions.size()));
    }

    @Override
    public ChannelSettings settings(ChannelName channel) {
        return ChannelSettings.DEFAULT;
    }

    @Override
    public List<CollectionSettings> collections() {
        return List.of(TestCollections.TASKS);
    }

    @Override
    public Optional<CollectionSettings> collection(ChannelName name) {
        return collections().stream().filter(each -> each.name().equals(name)).findFirst();
    }

    @Override
    public Session open(Outlet outlet, String subject, long heartbeatMillis) {
        FakeSession session = new FakeSession(this, outlet);
        sessions.add(session);
        opened++;
        return session;
    }

    @Override
    public Optional<Pipe.Offer> offer(String name, Pipe.Acceptor acceptor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Pipe> connect(String node, String name, byte[] head, Pipe.Receiver receiver) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> change(String connection, ConnectionChange change) {
        throw new UnsupportedOperationException();
    }

    Position head(ChannelName channel) {
        return new Position(EPOCH, channels.getOrDefault(channel, List.of()).size());
    }

    private Position append(ChannelName channel, String event, String key, JsonText data, Change change) {
        List<Publication> all = channels.computeIfAbsent(channel, name -> new ArrayList<>());
        all.add(new Publication(all.size() + 1, event, key, data, 1_767_225_600_000L, null, change));
        List.copyOf(sessions).forEach(session -> session.appended(channel));
        return head(channel);
    }

    @SuppressWarnings("unchecked")
    private <T> T once(RequestKey key, Supplier<T> action) {
        if (key == null) {
            return action.get();
        }
        Remembered known = answers.get(key.scopedKey());
        if (known == null) {
            known = new Remembered(key.requestHash(), action.get());
            answers.put(key.scopedKey(), known);
        } else if (!known.hash().equals(key.requestHash())) {
            throw new HubException(ErrorCode.KEY_REUSED, "another request");
        }
        return (T) known.answer();
    }

    /** Completes on a later turn, as the real one does. */
    private <T> Future<T> answered(Supplier<T> action) {
        Promise<T> promise = Promise.promise();
        loop.execute(() -> {
            try {
                if (failure != null) {
                    throw failure;
                }
                promise.complete(action.get());
            } catch (HubException e) {
                promise.fail(e);
            }
        });
        return promise.future();
    }
}
