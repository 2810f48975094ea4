package dev.tidings.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import dev.tidings.it.ProxiedHub;
import dev.tidings.it.browser.Chromium;
import dev.tidings.it.cluster.Nodes;
import dev.tidings.it.cluster.RoundRobin;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stock client of Socket.IO as it is, under Node.js and in a browser, against one node and three. */
class SocketIoIT {

    /** Polling alone, WebSocket alone, and what the client does by itself: the one, then the other. */
    private static final JsonArray TRANSPORTS =
            new JsonArray("[[\"polling\"],[\"websocket\"],[\"polling\",\"websocket\"]]");

    @TempDir
    private static Path folder;

    private static StockClients clients;
    private static ProxiedHub hub;

    @BeforeAll
    static void start() throws Exception {
        clients = StockClients.installed();
        hub = new ProxiedHub(folder.resolve("hub"), Map.of("TIDINGS_DRAIN", "1s", "TIDINGS_LOGGING_LEVEL", "warn"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (hub != null) {
            hub.close();
        }
    }

    @Test
    void recoversOnEveryTransportWhenLinesDropAndTheNodeDies() throws Exception {
        JsonObject faults = new JsonObject()
                .put("30", "drop")
                .put("60", "drop")
                .put("90", "kill")
                .put("150", "drain");
        JsonObject input = input("sio:one", 200, faults).put("urls", new JsonArray().add(hub.url()));

        JsonObject result = clients.run("socketio.js", input, hub::step);

        assertThat(result.getJsonArray("upgrades").getInteger(0)).isZero();
        assertThat(result.getJsonArray("codes")).containsExactly(3001);
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "websocket"})
    void servesTasksAndTellsRefusals(String transport) throws Exception {
        JsonObject result = clients.run(
                "socketio-tasks.js",
                new JsonObject()
                        .put("url", hub.process().uri().toString())
                        .put("transports", new JsonArray().add(transport)));

        assertThat(result.getString("transport")).isEqualTo(transport);
    }

    /** Behind a balancer that sends each request to another node: under Node.js, which writes, and in a page, which reads along. */
    @Test
    void recoversAtAnotherNodeWhileEachNodeDies() throws Exception {
        try (Nodes nodes = new Nodes(folder.resolve("nodes"), 3);
                Chromium chromium = Chromium.launch()) {
            nodes.start();
            try (RoundRobin balancer = new RoundRobin(nodes.ports())) {
                Page page = readers(chromium, balancer.origin(), "sio:three", "sio-three");
                JsonObject faults =
                        new JsonObject().put("40", "0").put("80", "1").put("120", "2");

                JsonObject result = clients.run(
                        "socketio.js",
                        input("sio:three", 160, faults).put("urls", new JsonArray().add(balancer.origin())),
                        nodes::restart);

                assertHaveAll(page, result.getInteger("count"), result.getInteger("version"));
            }
        }
    }

    @Test
    void recoversTheBrowsersClient() throws Exception {
        try (Chromium chromium = Chromium.launch()) {
            Page page = readers(chromium, hub.url(), "sio:page", "sio-page");
            page.evaluate("() => readers[0].request('task:create', {id: 'sio-page', title: 'by a page'}, true)");

            write(page, 1, 30);
            cutUntilNoticed(page);
            write(page, 31, 60);

            assertHaveAll(page, 60, 61);
            assertThat(page.evaluate("() => readers[2].socket.io.engine.transport.name"))
                    .isEqualTo("websocket");
        }
    }

    /** Who polls may have no request under way that a cut would meet: then nothing is lost, and nothing noticed. */
    private static void cutUntilNoticed(Page page) {
        Awaitility.with()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(120))
                .until(() -> {
                    boolean noticed = (Boolean) page.evaluate("() => readers.every(r => r.connects.length > 1)");
                    if (!noticed) {
                        hub.drop();
                    }
                    return noticed;
                });
    }

    /** A page of that origin's, with a reader by each way. */
    private static Page readers(Chromium chromium, String origin, String channel, String task) {
        // a page of the network's, since what a test answers itself may open no WebSocket to loopback
        Page page = chromium.newPage();
        page.navigate(origin + "/api/status");
        for (Path script : List.of(
                Path.of("npm", "node_modules", StockClients.SOCKET_IO), StockClients.script("socketio-reader.js"))) {
            page.addScriptTag(new Page.AddScriptTagOptions().setPath(script));
        }
        page.evaluate(
                "([url, transports, channel, task]) => { window.readers = transports.map(t =>"
                        + " new SocketIoReader(io, [url], t, channel, task)); }",
                List.of(origin, TRANSPORTS.getList(), channel, task));
        awaitReaders(page, "readers.every(r => r.isReady)");
        return page;
    }

    /** Each has every publication and every version once and in order, and was recovered at each return. */
    private static void assertHaveAll(Page page, int publications, int versions) {
        awaitReaders(
                page,
                "readers.every(r => r.numbers.length >= " + publications + " && r.versions.length >= " + versions
                        + " && r.connects.length > 1)");
        assertThat(page.evaluate("() => readers.map(r => r.numbers)"))
                .isEqualTo(Collections.nCopies(TRANSPORTS.size(), upTo(publications)));
        assertThat(page.evaluate("() => readers.map(r => r.versions)"))
                .isEqualTo(Collections.nCopies(TRANSPORTS.size(), upTo(versions)));
        assertThat(
                        page.evaluate(
                                "() => readers.filter(r =>"
                                        + " !r.connects.slice(1).every(c => c.recovered && c.id === r.connects[0].id)).map(r => r.seen())"))
                .isEqualTo(List.of());
    }

    private static List<Integer> upTo(int last) {
        return IntStream.rangeClosed(1, last).boxed().toList();
    }

    /** Waits, and says what was seen when it is in vain. */
    private static void awaitReaders(Page page, String condition) {
        try {
            page.waitForFunction("() => " + condition);
        } catch (TimeoutError e) {
            throw new AssertionError(
                    condition + ": " + page.evaluate("() => JSON.stringify(readers.map(r => r.seen()))"), e);
        }
    }

    private static JsonObject input(String channel, int count, JsonObject faults) {
        return new JsonObject()
                .put("transports", TRANSPORTS)
                .put("channel", channel)
                .put("task", channel.replace(':', '-'))
                .put("count", count)
                .put("faults", faults);
    }

    private static void write(Page page, int from, int to) {
        page.evaluate(
                "async ([from, to]) => { for (let n = from; n <= to; n++) {"
                        + " await readers[n % 3].request('publish', {channel: 'sio:page', data: {n}});"
                        + " await readers[n % 3].request('task:update', {id: 'sio-page', n}, true); } }",
                List.of(from, to));
    }
}
