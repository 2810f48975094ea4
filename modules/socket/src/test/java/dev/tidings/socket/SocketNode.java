package dev.tidings.socket;

import dev.tidings.edge.Border;
import dev.tidings.edge.Bridge;
import dev.tidings.edge.ListenerSettings;
import dev.tidings.edge.ListenerVerticle;
import dev.tidings.edge.TokenCheck;
import dev.tidings.hub.ConnectionChange;
import dev.tidings.hub.Hub;
import dev.tidings.hub.HubFigures;
import dev.tidings.hub.HubPort;
import dev.tidings.hub.MemoryHub;
import dev.tidings.hub.Published;
import dev.tidings.hub.Written;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.StartingPoint;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A whole node with a log in memory and two event loops, on a free port of loopback. Owned by its test. */
public final class SocketNode implements AutoCloseable {

    /** Small, so that a slow reader needs the log. */
    private static final long WINDOW_BYTES = 2 << 20;

    private final Vertx vertx;
    private final List<ListenerVerticle> listeners = new CopyOnWriteArrayList<>();
    private final Border border;
    private final List<Function<HubPort, Bridge>> further;
    private final SocketService service;
    private final MemoryHub hub;

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
        service = new SocketService(settings, new SecureRandom(), tokens);
        hub = new MemoryHub(vertx, MemoryHub.everyKind().withWindowBytes(WINDOW_BYTES));
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
        return await(hub().figures());
    }

    SocketService service() {
        return service;
    }

    public Vertx vertx() {
        return vertx;
    }

    public Hub hub() {
        return hub.hub();
    }

    /** Publishes and waits for the answer. */
    public Published publish(String channel, String event, String data) {
        return await(publishing(channel, event, data));
    }

    /** Publishes numbers, in order, and waits for the last. */
    public void publishNumbers(String channel, int from, int to) {
        hub.publishNumbers(channel, from, to);
    }

    /** Publishes without waiting, in the order of the calls. */
    public Future<Published> publishing(String channel, String event, String data) {
        return hub.publishing(channel, event, data);
    }

    /** Puts a document with a title and waits for the answer. */
    public Written put(String collection, String id, String title) {
        return await(hub.putting(collection, id, title));
    }

    /** Changes a live connection as a request of its subject would. */
    void change(
            String subject, String connection, Map<String, StartingPoint> subscribe, List<ChannelName> unsubscribe) {
        Map<ChannelName, StartingPoint> starts = new HashMap<>();
        subscribe.forEach((channel, start) -> starts.put(new ChannelName(channel), start));
        await(hub.changing(connection, new ConnectionChange(subject, starts, unsubscribe, null)));
    }

    public static <T> T await(Future<T> future) {
        return MemoryHub.await(future);
    }

    @Override
    public void close() {
        hub.close();
        await(vertx.close());
    }

    private void listen(ListenerSettings listening) {
        List<Function<HubPort, Bridge>> bridges = new ArrayList<>(further);
        bridges.add(service::bridge);
        bridges.add(port -> new EchoBridge());
        await(vertx.deployVerticle(
                () -> {
                    ListenerVerticle listener = new ListenerVerticle(listening, border, hub::portHere, bridges);
                    listeners.add(listener);
                    return listener;
                },
                new DeploymentOptions().setInstances(2)));
    }
}
