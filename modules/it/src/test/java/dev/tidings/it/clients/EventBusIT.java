package dev.tidings.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import dev.tidings.it.browser.Chromium;
import dev.tidings.it.cluster.Nodes;
import dev.tidings.verify.FaultProxy;
import dev.tidings.verify.HubProcess;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The standard client of the event-bus bridge as it is, under Node.js and in a browser, against one node and three. */
class EventBusIT {

    private static final List<String> TRANSPORTS = List.of("websocket", "xhr-streaming", "xhr-polling", "eventsource");

    private static final double LIMIT_MILLIS = 60_000;

    @TempDir
    private static Path folder;

    private static StockClients clients;
    private static HubProcess hub;
    private static Vertx vertx;
    private static FaultProxy proxy;
    private static int proxyPort;

    @BeforeAll
    static void start() throws Exception {
        clients = StockClients.installed();
        hub = new HubProcess(new HubProcess.Settings(
                Path.of(System.getProperty("tidings.jar")),
                folder.resolve("hub"),
                -1,
                List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                Map.of("TIDINGS_DRAIN", "1s", "TIDINGS_LOGGING_LEVEL", "warn")));
        hub.start();
        vertx = Vertx.vertx();
        proxy = new FaultProxy(vertx, SocketAddress.inetSocketAddress(hub.address()));
        proxyPort = proxy.start().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() throws Exception {
        if (vertx != null) {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
        if (hub != null) {
            hub.close();
        }
    }

    @Test
    void losesDoublesAndReordersNothingWhenLinesDropAndTheNodeDies() throws Exception {
        JsonObject faults = new JsonObject()
                .put("40", "drop")
                .put("80", "drop")
                .put("120", "kill")
                .put("200", "drain");
        JsonObject input = new JsonObject()
                .put("urls", new JsonArray().add("http://127.0.0.1:" + proxyPort + "/eventbus"))
                .put("transports", new JsonArray(TRANSPORTS))
                .put("channel", "bus:one")
                .put("count", 240)
                .put("faults", faults);

        JsonObject result = clients.run("eventbus.js", input, (what, value) -> {
            switch (what) {
                case "drop" -> vertx.runOnContext(ignored -> proxy.cutAll());
                case "kill" -> {
                    hub.kill();
                    hub.start();
                }
                case "drain" -> {
                    hub.stop();
                    hub.start();
                }
                default -> throw new IllegalArgumentException(what);
            }
            return null;
        });

        assertThat(result.getJsonArray("closed"))
                .hasSize(TRANSPORTS.size())
                .allSatisfy(times -> assertThat((Integer) times).isGreaterThanOrEqualTo(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "xhr-streaming", "xhr-polling"})
    void answersRequestsAndTellsRefusals(String transport) throws Exception {
        JsonObject result = clients.run(
                "eventbus-requests.js",
                new JsonObject().put("url", hub.uri() + "/eventbus").put("transport", transport));

        assertThat(result.getInteger("nobody")).isEqualTo(2);
    }

    @Test
    void goesOnAtAnotherNodeWithItsPosition() throws Exception {
        try (Nodes nodes = new Nodes(folder.resolve("nodes"), 3)) {
            nodes.start();
            JsonArray urls = new JsonArray();
            IntStream.range(0, nodes.count())
                    .mapToObj(node -> nodes.uri(node, "/eventbus").toString())
                    .forEach(urls::add);
            JsonObject input = new JsonObject()
                    .put("urls", urls)
                    .put("transports", new JsonArray(TRANSPORTS))
                    .put("channel", "bus:three")
                    .put("count", 200)
                    .put("faults", new JsonObject().put("80", "kill"));

            JsonObject result = clients.run("eventbus.js", input, (what, value) -> {
                nodes.process(0).kill();
                return null;
            });

            // the first and the fourth began on the node that died
            assertThat(result.getJsonArray("closed").getInteger(0)).isPositive();
            assertThat(result.getJsonArray("closed").getInteger(3)).isPositive();
        }
    }

    @Test
    void servesTheBrowsersClientOnEveryTransport() throws Exception {
        try (Chromium chromium = Chromium.launch()) {
            Page page =
                    clients.open(chromium.newPage(), hub.uri().toString(), StockClients.SOCKJS, StockClients.EVENT_BUS);
            page.addScriptTag(new Page.AddScriptTagOptions().setPath(StockClients.script("eventbus-reader.js")));
            String url = "http://127.0.0.1:" + proxyPort + "/eventbus";
            page.evaluate(
                    "([url, transports]) => { window.readers = transports.map(t =>"
                            + " new EventBusReader(EventBus, [url], t, 'bus:page')); }",
                    List.of(url, List.of("websocket", "xhr-streaming", "xhr-polling")));
            await(page, "r.isRegistered");

            publish(page, 1, 30);
            vertx.runOnContext(ignored -> proxy.cutAll());
            await(page, "r.closed.length > 0");
            publish(page, 31, 60);

            await(page, "r.numbers.length >= 60");
            List<Integer> all = IntStream.rangeClosed(1, 60).boxed().toList();
            assertThat(page.evaluate("() => readers.map(r => r.numbers)")).isEqualTo(List.of(all, all, all));
            page.context().close();
        }
    }

    /** Waits until something is true of each reader {@code r}. */
    private static void await(Page page, String condition) {
        try {
            page.waitForFunction(
                    "() => readers.every(r => " + condition + ")",
                    null,
                    new Page.WaitForFunctionOptions().setTimeout(LIMIT_MILLIS));
        } catch (TimeoutError e) {
            throw new AssertionError(
                    condition + " of "
                            + page.evaluate("() => JSON.stringify(readers.map(r => ({...r, bus: r.bus.state})))"),
                    e);
        }
    }

    private static void publish(Page page, int from, int to) {
        page.evaluate(
                "async ([from, to]) => { for (let n = from; n <= to; n++) await readers[n % 3]"
                        + ".request('tidings.publish', {channel: 'bus:page', data: {n}}); }",
                List.of(from, to));
    }
}
