package dev.tidings.it.cluster;

import dev.tidings.it.TestedHub;
import dev.tidings.log.redis.RedisServer;
import dev.tidings.verify.FaultProxy;
import dev.tidings.verify.FreePorts;
import dev.tidings.verify.HubProcess;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** Several real nodes on one real Redis, all on loopback. Owned by its test, which closes it. */
public final class Nodes implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(30))
            .build();

    private final RedisServer redis;
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final FaultProxy store;
    private final List<HubProcess> processes = new ArrayList<>();

    /**
     * Makes the nodes and starts the store; {@link #start} starts the nodes.
     *
     * @param settings of Redis, as on its command line
     */
    public Nodes(Path folder, int count, String... settings) throws IOException {
        this(folder, count, Map.of(), settings);
    }

    /** The same, with settings of the nodes besides, as variables of their environment. */
    public Nodes(Path folder, int count, Map<String, String> own, String... settings) throws IOException {
        redis = RedisServer.start(folder.resolve("redis"), settings);
        store = new FaultProxy(vertx, SocketAddress.inetSocketAddress(redis.port(), "127.0.0.1"));
        int storePort = store.start()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
        List<Integer> ports = FreePorts.of(2 * count);
        List<String> members = ports.subList(0, count).stream()
                .map(port -> "127.0.0.1:" + port)
                .toList();
        for (int i = 0; i < count; i++) {
            processes.add(TestedHub.in(
                    folder.resolve("node" + i),
                    environment(ports, i, i == count - 1 ? storePort : redis.port(), members, own)));
        }
    }

    private Map<String, String> environment(
            List<Integer> ports, int node, int storePort, List<String> members, Map<String, String> own) {
        int count = members.size();
        Map<String, String> environment = new HashMap<>(own);
        environment.put("TIDINGS_LOG_STORE", "redis");
        environment.put("TIDINGS_LOG_REDIS_ENDPOINTS", "127.0.0.1:" + storePort);
        environment.put("TIDINGS_CLUSTER_ENABLED", "true");
        environment.put("TIDINGS_CLUSTER_PORT", String.valueOf(ports.get(node)));
        environment.put("TIDINGS_CLUSTER_BUS_PORT", String.valueOf(ports.get(count + node)));
        environment.put("TIDINGS_CLUSTER_MEMBERS", String.join(",", members));
        environment.put("TIDINGS_CLUSTER_MINIMUM_NODES", String.valueOf(Math.min(2, count)));
        environment.put("TIDINGS_DRAIN", "1s");
        return environment;
    }

    /** Starts all nodes at once and waits until each is ready. */
    public void start() {
        CompletableFuture.allOf(processes.stream()
                        .map(process -> CompletableFuture.runAsync(() -> start(process)))
                        .toArray(CompletableFuture[]::new))
                .orTimeout(180, TimeUnit.SECONDS)
                .join();
    }

    public void start(int node) {
        start(processes.get(node));
    }

    /** Kills a node and starts it again, as a script asks for in the middle. */
    public Object restart(String node, Object value) throws InterruptedException {
        processes.get(Integer.parseInt(node)).kill();
        start(Integer.parseInt(node));
        return null;
    }

    /** Where their clients come, in order. */
    public List<Integer> ports() {
        return processes.stream().map(HubProcess::port).toList();
    }

    public HubProcess process(int node) {
        return processes.get(node);
    }

    public RedisServer redis() {
        return redis;
    }

    /**
     * Cuts the last node off from the store, as a network does that drops packets, or lets it through again. It is done when
     * this returns.
     */
    void setStoreReached(boolean reached) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        vertx.runOnContext(run -> {
            store.setUnreachable(!reached);
            done.complete(null);
        });
        done.orTimeout(30, TimeUnit.SECONDS).join();
    }

    public int count() {
        return processes.size();
    }

    public URI uri(int node, String path) {
        return URI.create("http://127.0.0.1:" + processes.get(node).port() + path);
    }

    /** Stops a process as a frozen machine stops, or lets it go on. */
    public void signal(int node, String signal) throws IOException, InterruptedException {
        int code = new ProcessBuilder(
                        "kill", "-" + signal, String.valueOf(processes.get(node).pid()))
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("kill -" + signal + " gave " + code);
        }
    }

    /** Publishes; the position. */
    public String publish(int node, String channel, int number) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                send(node, "POST", "/api/channels/" + channel + "/publications", "{\"data\":" + number + "}");
        if (answer.statusCode() != 201) {
            throw new IOException(answer.statusCode() + " " + answer.body());
        }
        return field(answer.body(), "position");
    }

    /** Publishes numbers, up to {@code to} and without it, in one request. */
    void publishBatch(int node, String channel, int from, int to) throws IOException, InterruptedException {
        String lines = IntStream.range(from, to)
                .mapToObj(i -> "{\"channel\":\"" + channel + "\",\"data\":" + i + '}')
                .collect(Collectors.joining(",", "[", "]"));
        HttpResponse<String> answer = send(node, "POST", "/api/publications", lines);
        if (answer.statusCode() != 200) {
            throw new IOException(answer.statusCode() + " " + answer.body());
        }
    }

    /** Signs somebody in, as development mode lets everybody; the cookie. */
    String signIn(int node, String name) throws IOException, InterruptedException {
        return send(node, "POST", "/api/session", "{\"name\":\"" + name + "\"}", "Origin", origin(node))
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .replaceFirst(";.*", "");
    }

    /** What a node's own pages say that they come from. */
    String origin(int node) {
        return uri(node, "").toString();
    }

    /** Opens a WebSocket of the protocol {@code tidings.v1}. */
    CompletableFuture<WebSocket> socket(int node, String path, WebSocket.Listener listener) {
        return CLIENT.newWebSocketBuilder()
                .subprotocols("tidings.v1")
                .buildAsync(URI.create(uri(node, path).toString().replace("http:", "ws:")), listener);
    }

    /** @param headers further ones, each name followed by its value */
    public HttpResponse<String> send(int node, String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(node, path))
                .timeout(Duration.ofSeconds(60))
                .header("content-type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    public String get(int node, String path) throws IOException, InterruptedException {
        return send(node, "GET", path, "").body();
    }

    /** One of the operator's figures; -1 when it is not told. */
    public double figure(int node, String name) {
        try {
            return processes.get(node).figure(name);
        } catch (IOException e) {
            return -1;
        }
    }

    /** Waits until each node knows all others, at most two minutes. */
    void awaitMembers() {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> IntStream.range(0, count()).allMatch(i -> figure(i, "tidings_nodes") == count()));
    }

    /** A text field of a flat JSON object. */
    public static String field(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        if (!found.find()) {
            throw new AssertionError("no " + name + " in " + json);
        }
        return found.group(1);
    }

    @Override
    public void close() {
        processes.forEach(HubProcess::close);
        redis.close();
        vertx.close();
    }

    private static void start(HubProcess process) {
        try {
            process.start();
        } catch (IOException | InterruptedException e) {
            throw new CompletionException(e);
        }
    }
}
