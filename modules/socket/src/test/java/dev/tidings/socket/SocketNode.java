package dev.tidings.socket;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.edge.Border;
import dev.tidings.edge.Bridge;
import dev.tidings.edge.ListenerSettings;
import dev.tidings.edge.ListenerVerticle;
import dev.tidings.edge.TokenCheck;
import dev.tidings.hub.CollectionSettings;
import dev.tidings.hub.ConnectionChange;
import dev.tidings.hub.EventBusLink;
import dev.tidings.hub.Hub;
import dev.tidings.hub.HubFigures;
import dev.tidings.hub.HubPort;
import dev.tidings.hub.HubSettings;
import dev.tidings.hub.Members;
import dev.tidings.hub.Precondition;
import dev.tidings.hub.PublishCommand;
import dev.tidings.hub.Published;
import dev.tidings.hub.VertxLoop;
import dev.tidings.hub.WriteCommand;
import dev.tidings.hub.Written;
import dev.tidings.log.ChannelSettings;
import dev.tidings.log.LogLimits;
import dev.tidings.log.MemoryLog;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import dev.tidings.model.Kind;
import dev.tidings.model.StartingPoint;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** A whole node with a log in memory and two event loops, on a free port of loopback. Owned by its test. */
public final class SocketNode implements AutoCloseable {

    /** How many publications the channels of the namespace {@code short} keep. */
    static final int SHORT_HISTORY = 20;

    /** Small, so that a slow reader needs the log. */
    private static final long WINDOW_BYTES = 2 << 20;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Vertx vertx;
    private final List<ListenerVerticle> listeners = new CopyOnWriteArrayList<>();
    private final Border border;
    private final List<Function<HubPort, Bridge>> further;
    private final SocketService service;
    private final Hub hub;
    private final Context home;
    private final HubPort port;

    public SocketNode() {
        this(SocketSettings.DEFAULT);
    }

    public SocketNode(SocketSettings settings) {
        this(
                settings,
                ListenerSettings.development(0),
                Border.development(),
                token -> Future.failedFuture(new HubException(ErrorCode.UNAUTHENTICATED, "there are no tokens here")));
    }

    public SocketNode(SocketSettings settings, ListenerSettings listening, Border border, TokenCheck tokens) {
        this(settings, listening, border, tokens, List.of());
    }

    /** @param further bridges that each of its event loops has besides {@code /ws} */
    public SocketNode(
            SocketSettings settings,
            ListenerSettings listening,
            Border border,
            TokenCheck tokens,
            List<Function<HubPort, Bridge>> further) {
        this(Vertx.vertx(), settings, listening, border, tokens, further);
    }

    /**
     * @param vertx which the node closes
     * @param further bridges that each of its event loops has besides {@code /ws}
     */
    public SocketNode(
            Vertx vertx,
            SocketSettings settings,
            ListenerSettings listening,
            Border border,
            TokenCheck tokens,
            List<Function<HubPort, Bridge>> further) {
        this.vertx = vertx;
        this.border = border;
        this.further = further;
        service = new SocketService(settings, RANDOM, tokens);
        home = vertx.getOrCreateContext();
        VertxLoop loop = new VertxLoop(vertx, home);
        MemoryLog log = new MemoryLog(
                SocketNode::kept,
                LogLimits.DEFAULT,
                () -> Epoch.draw(RANDOM),
                () -> System.nanoTime() / 1_000_000,
                "memory");
        HubSettings d = HubSettings.defaults(
                "n1",
                SocketNode::kept,
                List.of(collection("tasks", "task", false), collection("notifications", "notification", true)));
        HubSettings hubSettings = new HubSettings(
                d.node(),
                d.channels(),
                d.collections(),
                WINDOW_BYTES,
                d.lingerMillis(),
                d.holeMillis(),
                d.checkMillis(),
                d.graceMillis(),
                d.logMillis(),
                d.writeMillis(),
                d.stallMillis(),
                d.maxPendingWrites(),
                d.maxPendingBytes(),
                d.maxConcurrentReads(),
                d.maxWaitingReads(),
                d.blockCacheBytes());
        hub = new Hub(hubSettings, log, new EventBusLink(vertx, "n1"), Members.alone(), loop, RANDOM);
        hub.start();
        port = hub.port(loop);
        await(ready(System.nanoTime()));
        listen(listening);
    }

    public int port() {
        return listeners.get(0).port();
    }

    public WireClient connect(String... headers) {
        return WireClient.open(port(), "/ws", headers);
    }

    /** A socket that was greeted. */
    public WireClient connected(String... headers) {
        WireClient client = connect(headers);
        client.awaiting("connected");
        return client;
    }

    public Border border() {
        return border;
    }

    public HubFigures figures() {
        return await(hub.figures());
    }

    SocketService service() {
        return service;
    }

    public Vertx vertx() {
        return vertx;
    }

    public Hub hub() {
        return hub;
    }

    /** Publishes and waits for the answer. */
    public Published publish(String channel, String event, String data) {
        return await(publishing(channel, event, data));
    }

    /** Publishes numbers, in order, and waits for the last. */
    public void publishNumbers(String channel, int from, int to) {
        Future<Published> last = Future.succeededFuture();
        for (int number = from; number <= to; number++) {
            last = publishing(channel, "number", Integer.toString(number));
        }
        await(last);
    }

    /** Publishes without waiting, in the order of the calls. */
    public Future<Published> publishing(String channel, String event, String data) {
        return onHub(() ->
                port.publish(new PublishCommand(new ChannelName(channel), event, null, JsonText.of(data), null, null)));
    }

    /** Puts a document with a title and waits for the answer. */
    public Written put(String collection, String id, String title) {
        ObjectNode document = new ObjectNode(JsonNodeFactory.instance).put("title", title);
        return await(onHub(() -> port.write(new WriteCommand(
                new ChannelName(collection),
                WriteCommand.Operation.PUT,
                id,
                current -> document,
                Precondition.NONE,
                null,
                null))));
    }

    /** Changes a live connection as a request of its subject would. */
    void change(
            String subject, String connection, Map<String, StartingPoint> subscribe, List<ChannelName> unsubscribe) {
        Map<ChannelName, StartingPoint> starts = new HashMap<>();
        subscribe.forEach((channel, start) -> starts.put(new ChannelName(channel), start));
        await(onHub(() -> port.change(connection, new ConnectionChange(subject, starts, unsubscribe, null))));
    }

    public static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        await(hub.close());
        await(vertx.close());
    }

    private void listen(ListenerSettings listening) {
        List<Function<HubPort, Bridge>> bridges = new ArrayList<>(further);
        bridges.add(service::bridge);
        bridges.add(port -> new EchoBridge());
        await(vertx.deployVerticle(
                () -> {
                    ListenerVerticle listener = new ListenerVerticle(
                            listening,
                            border,
                            () -> hub.port(new VertxLoop(vertx, vertx.getOrCreateContext())),
                            bridges);
                    listeners.add(listener);
                    return listener;
                },
                new DeploymentOptions().setInstances(2)));
    }

    private Future<Void> ready(long begunNanos) {
        return hub.isReady().compose(ready -> {
            if (ready) {
                return Future.succeededFuture();
            }
            if (System.nanoTime() - begunNanos > TimeUnit.SECONDS.toNanos(60)) {
                return Future.failedFuture("the hub does not become ready");
            }
            return vertx.timer(5).compose(waited -> ready(begunNanos));
        });
    }

    private <T> Future<T> onHub(Supplier<Future<T>> call) {
        Promise<T> answer = Promise.promise();
        home.runOnContext(ignored -> call.get().onComplete(answer));
        return answer.future();
    }

    private static ChannelSettings kept(ChannelName channel) {
        return switch (channel.namespace()) {
            case "short", "tasks" -> new ChannelSettings(Kind.LOG, SHORT_HISTORY, 86_400_000L);
            case "latest" -> new ChannelSettings(Kind.LATEST, 1_000, 86_400_000L);
            case "fleeting" -> new ChannelSettings(Kind.VOLATILE, 1, 86_400_000L);
            default -> ChannelSettings.DEFAULT;
        };
    }

    private static CollectionSettings collection(String name, String singular, boolean items) {
        return new CollectionSettings(
                new ChannelName(name),
                singular + "-created",
                singular + "-updated",
                singular + "-deleted",
                null,
                null,
                new ObjectNode(JsonNodeFactory.instance),
                document -> List.of(),
                100_000,
                64L << 20,
                64 << 10,
                items);
    }
}
