package dev.tidings.api;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.tidings.edge.Border;
import dev.tidings.edge.Bridge;
import dev.tidings.edge.Identity;
import dev.tidings.edge.ListenerSettings;
import dev.tidings.edge.ListenerVerticle;
import dev.tidings.edge.identity.AnonymousIdentity;
import dev.tidings.edge.identity.Grants;
import dev.tidings.hub.HubPort;
import dev.tidings.hub.HubSettings;
import dev.tidings.hub.MemoryHub;
import dev.tidings.hub.VertxLoop;
import dev.tidings.log.ChannelSettings;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** A listener with the API's bridges, on a hub in memory. Owned by its test. */
final class TestNode implements AutoCloseable {

    private static final List<Function<HubPort, Bridge>> BRIDGES = List.of(
            port -> new StatusBridge("0.1.0", () -> 1),
            port -> new CollectionsBridge(ApiLimits.DEFAULT),
            port -> new ChannelsBridge(ApiLimits.DEFAULT));

    private final Vertx vertx = Vertx.vertx();
    private ListenerVerticle listener;
    private FakeHub fakeHub;
    private Border border = Border.development();

    private TestNode() {}

    /** With the double, whose faults the test commands. */
    static TestNode withFakeHub() {
        return withFakeHub(ListenerSettings.development(0));
    }

    /** The same, listening as the test says. */
    static TestNode withFakeHub(ListenerSettings settings) {
        TestNode node = new TestNode();
        node.listen(1, settings, () -> {
            node.fakeHub = new FakeHub(new VertxLoop(node.vertx, node.vertx.getOrCreateContext()));
            return node.fakeHub;
        });
        return node;
    }

    /** With the double, for clients who show no credential where one is needed. */
    static TestNode ofStrangers() {
        Identity stranger = new AnonymousIdentity(Grants.of("", List.of("open:*"), List.of(), List.of()));
        TestNode node = new TestNode();
        node.border = new Border((request, sources) -> Future.succeededFuture(stranger), () -> false);
        node.listen(1, ListenerSettings.development(0), () -> {
            node.fakeHub = new FakeHub(new VertxLoop(node.vertx, node.vertx.getOrCreateContext()));
            return node.fakeHub;
        });
        return node;
    }

    /** With the real hub over the log in memory, on two loops. */
    static TestNode withHub() {
        TestNode node = new TestNode();
        MemoryHub hub = new MemoryHub(
                node.vertx,
                HubSettings.defaults("n1", name -> ChannelSettings.DEFAULT, List.of(TestCollections.TASKS)));
        node.listen(2, ListenerSettings.development(0), hub::portHere);
        return node;
    }

    private void listen(int loops, ListenerSettings settings, Supplier<HubPort> ports) {
        get(vertx.deployVerticle(
                () -> {
                    listener = new ListenerVerticle(settings, border, ports, BRIDGES);
                    return listener;
                },
                new DeploymentOptions().setInstances(loops)));
    }

    int port() {
        return listener.port();
    }

    TestClient client() {
        return new TestClient(port());
    }

    FakeHub fakeHub() {
        return fakeHub;
    }

    /** Runs something where the double lives, and waits for it. */
    void onLoop(Runnable task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        fakeHub.loop().execute(() -> {
            task.run();
            done.complete(null);
        });
        done.orTimeout(60, SECONDS).join();
    }

    /** How many sessions there are. */
    int sessions() {
        int[] count = new int[1];
        onLoop(() -> count[0] = fakeHub.sessions.size());
        return count[0];
    }

    /** How many sessions there ever were. */
    int opened() {
        int[] count = new int[1];
        onLoop(() -> count[0] = fakeHub.opened);
        return count[0];
    }

    /** Sends a request whose answer nobody waits for. */
    Socket abandoned(String path, String etag) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: " + etag + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Override
    public void close() {
        get(vertx.close());
    }

    static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, SECONDS)
                .join();
    }
}
