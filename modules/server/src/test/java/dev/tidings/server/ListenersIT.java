package dev.tidings.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.log.redis.RedisServer;
import dev.tidings.server.bus.BusVerticle;
import dev.tidings.server.cluster.ClusterMember;
import dev.tidings.server.cluster.ClusterOptions;
import dev.tidings.verify.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts of the hub on ports of their own, and on nodes of their own. */
class ListenersIT {

    private static final Pattern CONNECTION = Pattern.compile("\"connection\":\"([^\"]+)\"");

    @TempDir
    private Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    @Test
    void aWriteOnOnePortReachesStreamsOnTheOthers() throws Exception {
        HubProcess hub = open(HubProcess.start(
                        folder,
                        Map.of(
                                "TIDINGS_DRAIN",
                                "1s",
                                "TIDINGS_LISTENERS",
                                "{events: {port: 0, bridges: [sse]}, ws: {port: 0, bridges: [sockets]}}"),
                        "serve",
                        "--port",
                        "0",
                        "--data",
                        folder.resolve("data").toString()))
                .awaitUp();
        EventStream stream = stream(hub.url("events"), "/api/events?channels=tasks");
        Socket socket = socket(hub.url("ws"));
        assertStatus(hub, "GET", hub.url(), 404, "/api/events/tasks", "/api/tasks/stream", "/sse", "/ws");
        assertStatus(hub, "GET", hub.url("events"), 404, "/api/tasks", "/ws", "/activity");
        assertStatus(hub, "GET", hub.url("ws"), 404, "/api/tasks", "/sse", "/activity");
        assertStatus(hub, "POST", hub.url("ws"), 404, "/api/connections/" + stream.connection());
        for (String url : List.of(hub.url(), hub.url("events"), hub.url("ws"))) {
            assertStatus(hub, "GET", url, 200, "/api/status");
            assertStatus(hub, "GET", url, 401, "/api/session");
            assertThat(hub.send("GET", url + "/health/ready", "").body()).isEqualTo("{\"status\":\"ok\"}");
        }
        assertThat(hub.send("GET", hub.url("events") + "/api/openapi.json", "").body())
                .contains("/api/events")
                .doesNotContain("/api/{collection}\"");
        assertWritesArrive(hub, stream, socket);
        assertThat(hub.send("GET", hub.adminUrl() + "/metrics", "").body().lines())
                .contains("tidings_event_streams 1", "tidings_sockets 1");
        hub.terminate();
        assertThat(hub.exitCode()).as(hub.err()).isZero();
        stream.await("\"reason\":\"drain\"");
        socket.await("\"reason\":\"drain\"");
    }

    @Test
    void eachPartCanHaveNodesOfItsOwn() throws Exception {
        RedisServer redis = open(RedisServer.start(folder.resolve("redis")));
        List<ClusterOptions> places = places(4);
        HubProcess api = node(redis, places.get(0), "api,web", false);
        HubProcess streams = node(redis, places.get(1), "sse,sockets", false);
        HubProcess sources = node(redis, places.get(2), "", true);
        for (HubProcess each : List.of(api, streams, sources)) {
            each.awaitUp();
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() ->
                            each.send("GET", each.url() + "/health/ready", "").statusCode() == 200);
            assertThat(each.send("GET", each.url() + "/api/status", "").body()).contains("\"nodes\":3");
        }
        assertStatus(api, "GET", api.url(), 404, "/api/events/tasks", "/ws");
        assertStatus(streams, "GET", streams.url(), 404, "/api/tasks", "/activity");
        assertStatus(sources, "GET", sources.url(), 404, "/api/tasks", "/sse", "/ws", "/activity");
        EventStream stream = stream(streams.url(), "/api/events?channels=tasks");
        Socket socket = socket(streams.url());
        assertWritesArrive(api, stream, socket);
        stream(streams.url(), "/api/events/clock").await("event: tick");
        assertThat(sources.send("GET", sources.adminUrl() + "/metrics", "").body())
                .contains("source=\"time\"");
        assertThat(api.send("GET", api.adminUrl() + "/metrics", "").body()).doesNotContain("source=\"time\"");
        askByTheBus(places.get(3), 6);
        assertThat(sources.send("GET", sources.adminUrl() + "/metrics", "").body())
                .contains("\ntidings_bus_requests_total 6");
        for (HubProcess each : List.of(api, sources, streams)) {
            each.terminate();
            assertThat(each.exitCode()).as(each.err()).isZero();
        }
        stream.await("\"reason\":\"drain\"");
        socket.await("\"reason\":\"drain\"");
    }

    /** Writes by the API, and changes the stream there though it is elsewhere. */
    private static void assertWritesArrive(HubProcess api, EventStream stream, Socket socket) throws Exception {
        assertThat(api.send("POST", api.url() + "/api/tasks", "{\"title\":\"everywhere\"}")
                        .statusCode())
                .isEqualTo(201);
        stream.await("everywhere");
        socket.await("everywhere");
        String change = "{\"subscribe\":{\"chat:1\":null}}";
        assertThat(api.send("POST", api.url() + "/api/connections/" + stream.connection(), change)
                        .statusCode())
                .isEqualTo(204);
        stream.await("event: subscribed");
    }

    private static void assertStatus(HubProcess hub, String method, String url, int status, String... paths)
            throws Exception {
        for (String path : paths) {
            String body = method.equals("GET") ? "" : "{}";
            assertThat(hub.send(method, url + path, body).statusCode())
                    .as(method + " " + url + path)
                    .isEqualTo(status);
        }
    }

    /** As a service does that joins the cluster and leaves it. */
    private static void askByTheBus(ClusterOptions place, int times) throws Exception {
        ClusterMember member = get(ClusterMember.join(place, "service", ""));
        Vertx vertx = get(member.vertx(new VertxOptions(), place));
        for (int i = 0; i < times; i++) {
            get(vertx.eventBus().request(BusVerticle.READ, new JsonObject().put("collection", "tasks")));
        }
        get(vertx.close());
        member.leave();
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private HubProcess node(RedisServer redis, ClusterOptions place, String bridges, boolean inner) throws IOException {
        Map<String, String> environment = new HashMap<>();
        environment.put("TIDINGS_LISTEN_BRIDGES", bridges);
        environment.put("TIDINGS_POLLER", String.valueOf(inner));
        environment.put("TIDINGS_BUS", String.valueOf(inner));
        environment.put("TIDINGS_DRAIN", "1s");
        environment.put("TIDINGS_DATA", folder.resolve("data" + place.port()).toString());
        environment.put("TIDINGS_LOG_STORE", "redis");
        environment.put("TIDINGS_LOG_REDIS_ENDPOINTS", redis.endpoint().toString());
        environment.put("TIDINGS_CLUSTER_ENABLED", "true");
        environment.put("TIDINGS_CLUSTER_PORT", String.valueOf(place.port()));
        environment.put("TIDINGS_CLUSTER_BUS_PORT", String.valueOf(place.busPort()));
        environment.put("TIDINGS_CLUSTER_MEMBERS", String.join(",", place.members()));
        environment.put("TIDINGS_CLUSTER_MINIMUM_NODES", "3");
        environment.put("TIDINGS_SOURCES", "{time: {kind: timer, every: 200ms}}");
        return open(HubProcess.start(folder, environment, "serve", "--port", "0"));
    }

    private static List<ClusterOptions> places(int count) throws IOException {
        List<Integer> free = FreePorts.of(2 * count);
        List<String> members =
                free.stream().limit(count).map(port -> "127.0.0.1:" + port).toList();
        return IntStream.range(0, count)
                .mapToObj(i -> new ClusterOptions("127.0.0.1", free.get(i), free.get(count + i), members, "", null))
                .toList();
    }

    private EventStream stream(String url, String path) throws IOException {
        Path output = Files.createTempFile(folder, "stream", ".txt");
        Process curl = new ProcessBuilder("curl", "-sN", url + path)
                .redirectOutput(output.toFile())
                .start();
        EventStream stream = open(new EventStream(curl, output));
        stream.await("event: connected");
        return stream;
    }

    private Socket socket(String url) {
        Socket socket = open(new Socket());
        socket.connect(url.replace("http://", "ws://") + "/ws");
        socket.await("subscribed");
        return socket;
    }

    private <T extends AutoCloseable> T open(T closeable) {
        opened.add(closeable);
        return closeable;
    }

    /** An event stream that is read by another program. */
    private record EventStream(Process curl, Path output) implements AutoCloseable {

        void await(String text) {
            Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> text().contains(text));
        }

        String connection() {
            Matcher matcher = Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> CONNECTION.matcher(text()), Matcher::find);
            return matcher.group(1);
        }

        private String text() throws IOException {
            return Files.readString(output);
        }

        @Override
        public void close() {
            curl.destroyForcibly();
        }
    }

    /** A WebSocket that is subscribed to tasks. Thread-safe because what it got is. */
    private static final class Socket implements WebSocket.Listener, AutoCloseable {

        private final Queue<String> got = new ConcurrentLinkedQueue<>();
        private @Nullable WebSocket socket;

        void connect(String url) {
            socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create(url), this)
                    .thenCompose(open -> open.sendText("{\"id\":1,\"subscribe\":{\"channel\":\"tasks\"}}", true))
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();
        }

        void await(String text) {
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> String.join("", got).contains(text));
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            got.add(data.toString());
            from.request(1);
            return null;
        }

        @Override
        public void close() {
            if (socket != null) {
                socket.abort();
            }
        }
    }
}
