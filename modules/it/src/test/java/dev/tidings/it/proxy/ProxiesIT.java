package dev.tidings.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import dev.tidings.it.browser.Chromium;
import dev.tidings.it.clients.StockClients;
import dev.tidings.it.cluster.Nodes;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/proxies.md shows, in front of three real nodes, without sticky sessions. */
class ProxiesIT {

    private static final int NODES = 3;
    private static final int CLIENTS = 9;
    private static final int STEPS = 6;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern NODE = Pattern.compile("\"connection\":\"([^.\"]+)\\.");

    /** By each transport that the clients have in this browser. */
    private static final String FOLLOW = """
            (channel) => {
              window.followers = [];
              const follower = (way) => followers[followers.push({ way, numbers: [], follows: false }) - 1];
              for (const way of ['websocket', 'xhr-streaming', 'eventsource', 'xhr-polling']) {
                const one = follower('SockJS ' + way);
                const socket = new SockJS(location.origin + '/sockjs', null, { transports: way, timeout: 30000 });
                socket.onopen = () => socket.send(JSON.stringify({ id: 1, subscribe: { channel, position: 'earliest' } }));
                socket.onmessage = ({ data }) => data.split('\\n').map((line) => JSON.parse(line)).forEach((message) => {
                  one.follows ||= 'subscribed' in message;
                  if (message.publication) one.numbers.push(message.publication.data);
                });
              }
              for (const way of ['polling', 'websocket']) {
                const one = follower('Socket.IO ' + way);
                const socket = io(location.origin, { path: '/realtime', transports: [way], forceNew: true });
                socket.on('connect', () =>
                  socket.emit('subscribe', { channel, position: 'earliest' }, ({ ok }) => (one.follows = ok)));
                socket.on('publication', ({ data }) => one.numbers.push(data));
              }
            }""";

    @TempDir
    private static Path folder;

    private static Nodes nodes;
    private static TestCertificate certificate;

    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        certificate = TestCertificate.make(folder);
        nodes = new Nodes(
                folder,
                NODES,
                Map.of(
                        "TIDINGS_LISTEN_PROXIES", "127.0.0.1",
                        "TIDINGS_HEARTBEAT", "1s",
                        "TIDINGS_SOCKETS_HEARTBEAT", "1s"));
        nodes.start();
    }

    @AfterAll
    static void stop() {
        if (nodes != null) {
            nodes.close();
        }
    }

    @AfterEach
    void closeClients() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private <T extends AutoCloseable> T keep(T one) {
        open.add(0, one);
        return one;
    }

    private RunningProxy proxy(DocumentedProxy documented) throws Exception {
        List<Integer> ports = IntStream.range(0, NODES)
                .mapToObj(node -> nodes.process(node).port())
                .toList();
        return keep(new RunningProxy(documented, folder, certificate, ports));
    }

    /** One that shares no connection with the others; over TLS it speaks HTTP/2. */
    private static HttpClient client() {
        return HttpClient.newBuilder()
                .sslContext(certificate.trusting())
                .connectTimeout(Duration.ofSeconds(60))
                .build();
    }

    private List<StreamClient> followers(RunningProxy proxy, String channel) {
        List<StreamClient> clients = Stream.generate(
                        () -> keep(new StreamClient(client(), proxy.uri("/api/events/" + channel))))
                .limit(CLIENTS)
                .toList();
        await().atMost(LIMIT)
                .until(() -> clients.stream().noneMatch(one -> one.connected().isEmpty()));
        return clients;
    }

    private static void awaitAll(List<StreamClient> clients, int count) {
        List<Integer> all = IntStream.range(0, count).boxed().toList();
        await().atMost(LIMIT)
                .until(() -> clients.stream()
                        .allMatch(one ->
                                one.numbers().size() >= count || !one.refusals().isEmpty()));
        for (StreamClient one : clients) {
            assertThat(one.refusals()).isEmpty();
            assertThat(one.numbers()).isEqualTo(all);
        }
    }

    private static String nodeOf(String connected) {
        Matcher node = NODE.matcher(connected);
        assertThat(node.find()).as(connected).isTrue();
        return node.group(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"HAPROXY", "NGINX"})
    void spreadsStreamsOverAllNodesAndLosesNothingWhenItIsRestarted(DocumentedProxy documented) throws Exception {
        RunningProxy proxy = proxy(documented);
        String channel = "spread:" + documented;
        List<StreamClient> clients = followers(proxy, channel);
        Set<String> used =
                clients.stream().map(one -> nodeOf(one.connected().get(0))).collect(Collectors.toSet());
        assertThat(used).hasSize(NODES);

        Writer writer = new Writer(client(), proxy.uri("/"), channel);
        for (int i = 1; i <= 20; i++) {
            writer.publish();
            awaitAll(clients, i); // nothing waits for what comes after it
        }
        await().atMost(LIMIT).until(() -> clients.stream().allMatch(one -> one.heartbeats() >= 2));

        proxy.restart();
        writer.publish(20);
        awaitAll(clients, 40);
        for (StreamClient one : clients) {
            assertThat(one.connected())
                    .hasSizeGreaterThan(1)
                    .allSatisfy(data -> assertThat(data).contains("\"recovered\":true"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HAPROXY", "NGINX"})
    void carriesWebSocketsWhichGoOnAtAnyNode(DocumentedProxy documented) throws Exception {
        RunningProxy proxy = proxy(documented);
        String channel = "socket:" + documented;
        Writer writer = new Writer(client(), proxy.uri("/"), channel);
        writer.publish();
        String position = writer.position();
        for (int hop = 0; hop < NODES; hop++) {
            int expected = hop;
            try (SocketClient socket = new SocketClient(client(), proxy.uri("/ws"), channel, position)) {
                writer.publish();
                await().atMost(LIMIT).until(() -> !socket.numbers().isEmpty());
                assertThat(socket.numbers()).isEqualTo(List.of(expected + 1));
                assertThat(socket.has("\"recovered\":true")).isTrue();
                await().atMost(LIMIT).until(() -> socket.has("{}"));
                position = writer.position();
            }
        }
    }

    /** R26: each request of a session goes to another node. */
    @ParameterizedTest
    @CsvSource({
        "HAPROXY, sockjs, xhr-polling",
        "NGINX, sockjs, xhr-polling",
        "HAPROXY, eventbus, xhr-streaming",
        "NGINX, eventbus, xhr-streaming",
        "HAPROXY, socket.io, polling",
        "NGINX, socket.io, polling"
    })
    void carriesPollingClientsWithoutStickySessions(DocumentedProxy documented, String client, String transport)
            throws Exception {
        RunningProxy proxy = proxy(documented);
        Writer writer = new Writer(client(), proxy.uri("/"), client + ":" + documented);
        List<String> only = List.of(transport);
        double before = pipedBytes();
        new StockFollower(client, only).follow(proxy.uri(""), writer, only, false, STEPS, step -> {
            if (step == STEPS / 2) {
                proxy.restart();
            }
        });
        assertThat(pipedBytes()).as("passed on from node to node").isGreaterThan(before);
    }

    /** An nginx that nobody told of streams and WebSockets. */
    @ParameterizedTest
    @ValueSource(strings = {"sockjs", "eventbus", "socket.io"})
    void theStockClientsGetByWithNothingButProxyPass(String client) throws Exception {
        RunningProxy proxy =
                keep(RunningProxy.bareNginx(folder, nodes.process(0).port()));
        Writer writer = new Writer(client(), nodes.process(0).uri(), "bare:" + client);
        List<Object> ways = StockFollower.of(client)
                .follow(proxy.plainUri(""), writer, List.of("xhr-streaming", "polling"), false, STEPS, step -> {});
        assertThat(ways).doesNotContain("websocket");
    }

    /** A browser's requests share one connection of HTTP/2, those that wait for their answer too. */
    @ParameterizedTest
    @EnumSource(names = {"HAPROXY", "NGINX"})
    void carriesTheStockClientsOfABrowserOverHttp2(DocumentedProxy documented) throws Exception {
        RunningProxy proxy = proxy(documented);
        String channel = "http2:" + documented;
        Writer writer = new Writer(client(), proxy.uri("/"), channel);
        Chromium chromium = keep(Chromium.launch());
        Page page = StockClients.installed()
                .open(
                        chromium.newUserWhoTrustsAnyCertificate().newPage(),
                        proxy.uri("").toString(),
                        StockClients.SOCKJS,
                        StockClients.SOCKET_IO);
        page.evaluate(FOLLOW, channel);
        page.waitForFunction("() => followers.every((one) => one.follows)");
        for (int i = 1; i <= STEPS; i++) {
            writer.publish();
            page.waitForFunction("(count) => followers.every((one) => one.numbers.length >= count)", i);
        }
        assertThat(page.evaluate("() => followers.filter((one) => one.numbers.some((n, i) => n !== i))"))
                .isEqualTo(List.of());
        assertThat(page.evaluate("() => [...new Set(performance.getEntriesByType('resource')"
                        + ".map((one) => one.nextHopProtocol).filter((protocol) => protocol))]"))
                .isEqualTo(List.of("h2"));
    }

    private static double pipedBytes() {
        double bytes = 0;
        for (int node = 0; node < NODES; node++) {
            bytes += nodes.figure(node, "tidings_pipe_bytes_total");
        }
        return bytes;
    }

    @ParameterizedTest
    @EnumSource(names = {"HAPROXY", "NGINX"})
    void aNodeThatIsDrainedHandsItsClientsToTheOthers(DocumentedProxy documented) throws Exception {
        RunningProxy proxy = proxy(documented);
        String channel = "drain:" + documented;
        List<StreamClient> clients = followers(proxy, channel);
        Writer writer = new Writer(client(), proxy.uri("/"), channel);
        writer.publish(10);

        CompletableFuture<Integer> stopped = CompletableFuture.supplyAsync(() -> stopNode(1));
        while (!stopped.isDone()) {
            writer.publish();
        }
        assertThat(exit(stopped)).isZero();
        writer.publish(10);
        awaitAll(clients, writer.published());
        assertThat(clients.stream().flatMap(one -> one.disconnects().stream()))
                .isNotEmpty()
                .allSatisfy(data -> assertThat(data).contains("\"code\":3001"));
        if (documented == DocumentedProxy.HAPROXY) {
            assertThat(writer.refusals()).doesNotContain(503);
        }

        nodes.start(1);
        String back = Nodes.field(nodes.get(1, "/api/status"), "node");
        await().atMost(LIMIT).until(() -> connectedTo(proxy, channel).equals(back));
    }

    private static int stopNode(int node) {
        try {
            return nodes.process(node).stop();
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    private static int exit(CompletableFuture<Integer> stopped) throws Exception {
        try {
            return stopped.get(90, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static String connectedTo(RunningProxy proxy, String channel) {
        try (StreamClient one = new StreamClient(client(), proxy.uri("/api/events/" + channel))) {
            await().atMost(LIMIT).until(() -> !one.connected().isEmpty());
            return nodeOf(one.connected().get(0));
        }
    }
}
