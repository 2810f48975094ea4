package dev.tidings.sse;

import dev.tidings.edge.Border;
import dev.tidings.edge.Bridge;
import dev.tidings.edge.ListenerSettings;
import dev.tidings.edge.ListenerVerticle;
import dev.tidings.edge.TokenCheck;
import dev.tidings.hub.Hub;
import dev.tidings.hub.HubPort;
import dev.tidings.hub.MemoryHub;
import dev.tidings.hub.Published;
import dev.tidings.hub.Written;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A whole node with a log in memory and two event loops, on a free port of loopback. Owned by its test. */
final class SseNode implements AutoCloseable {

    /**
     * Who may do what.
     *
     * @param bridges what there is besides the streams
     */
    record Access(Border border, TokenCheck tokens, List<Function<HubPort, Bridge>> bridges) {

        static Access of(Border border) {
            HubException none = new HubException(ErrorCode.UNAUTHENTICATED, "there are no tokens here");
            return new Access(border, token -> Future.failedFuture(none), List.of());
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final List<ListenerVerticle> listeners = new CopyOnWriteArrayList<>();
    private final SseService service;
    private final MemoryHub hub = new MemoryHub(vertx, MemoryHub.everyKind());

    SseNode() {
        this(SseSettings.DEFAULT, ListenerSettings.development(0));
    }

    SseNode(SseSettings settings, ListenerSettings listening) {
        this(settings, listening, Border.development());
    }

    SseNode(SseSettings settings, ListenerSettings listening, Border border) {
        this(settings, listening, hub -> Access.of(border));
    }

    /** @param access who may do what; made when the hub is */
    SseNode(SseSettings settings, ListenerSettings listening, Function<Hub, Access> access) {
        Access allowed = access.apply(hub());
        service = new SseService(settings, new SecureRandom(), allowed.tokens());
        listen(listening, allowed);
    }

    int port() {
        return listeners.get(0).port();
    }

    SseClient connect(String path, String... headers) {
        return new SseClient(port()).get(path, headers);
    }

    SseService service() {
        return service;
    }

    Vertx vertx() {
        return vertx;
    }

    Hub hub() {
        return hub.hub();
    }

    /** Publishes and waits for the answer. */
    Published publish(String channel, String event, String data) {
        return await(publishing(channel, event, data));
    }

    /** Publishes numbers, in order, and waits for the last. */
    void publishNumbers(String channel, int from, int to) {
        hub.publishNumbers(channel, from, to);
    }

    /** Publishes without waiting, in the order of the calls. */
    Future<Published> publishing(String channel, String event, String data) {
        return hub.publishing(channel, event, data);
    }

    /** Puts a document with a title and waits for the answer. */
    Written put(String collection, String id, String title) {
        return await(putting(collection, id, title));
    }

    /** Puts without waiting, in the order of the calls. */
    Future<Written> putting(String collection, String id, String title) {
        return hub.putting(collection, id, title);
    }

    static <T> T await(Future<T> future) {
        return MemoryHub.await(future);
    }

    @Override
    public void close() {
        hub.close();
        await(vertx.close());
    }

    private void listen(ListenerSettings listening, Access access) {
        List<Function<HubPort, Bridge>> bridges = new ArrayList<>(access.bridges());
        bridges.add(service::bridge);
        bridges.add(service::connections);
        await(vertx.deployVerticle(
                () -> {
                    ListenerVerticle listener =
                            new ListenerVerticle(listening, access.border(), hub::portHere, bridges);
                    listeners.add(listener);
                    return listener;
                },
                new DeploymentOptions().setInstances(2)));
    }
}
