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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The standard client of the event-bus bridge as it is, on each transport that it has, under Node.js and in a browser: against
 * one node whose lines are cut, and against three behind a balancer that gives every request to another one.
 */
class EventBusIT {

    private static final List<String> TRANSPORTS = List.of("websocket", "xhr-streaming", "xhr-polling", "eventsource");
    private static final double LIMIT_MILLIS = 60_000;

    @TempDir
    private static Path folder;

    private static StockClients clients;
    private static ProxiedHub hub;
    private static Nodes nodes;
    private static RoundRobin balancer;

    @BeforeAll
    static void start() throws Exception {
        clients = StockClients.installed();
        hub = new ProxiedHub(
                folder.resolve("hub"),
                Map.of("TIDINGS_EVENT_LOOPS", "3", "TIDINGS_DRAIN", "1s", "TIDINGS_LOGGING_LEVEL", "warn"));
        nodes = new Nodes(folder.resolve("nodes"), 3);
        nodes.start();
        balancer = new RoundRobin(nodes.ports());
    }

    @AfterAll
    static void stop() throws Exception {
        if (balancer != null) {
            balancer.close();
        }
        if (nodes != null) {
            nodes.close();
        }
        if (hub != null) {
            hub.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "xhr-streaming", "xhr-polling", "eventsource"})
    void answersRequestsAndTellsRefusals(String transport) throws Exception {
        JsonObject result = clients.run(
                "eventbus-requests.js",
                new JsonObject().put("url", hub.url() + "/eventbus").put("transport", transport));

        assertThat(result.getInteger("nobody")).isEqualTo(2);
    }

    @Test
    void doesWhatThePageShows() throws Exception {
        String page = Files.readString(Path.of("../../docs/eventbus.md"));
        Matcher example = Pattern.compile("(?s)```js\n(.*?)```").matcher(page);
        assertThat(example.find()).isTrue();

        JsonObject result = clients.run(
                "eventbus-example.js",
                new JsonObject().put("url", hub.url() + "/eventbus").put("example", example.group(1)));

        assertThat(result.getInteger("applied")).isEqualTo(1);
    }

    @Test
    void losesDoublesAndReordersNothingWhenLinesDropAndTheNodeDies() throws Exception {
        JsonObject faults = new JsonObject()
                .put("40", "drop")
                .put("80", "drop")
                .put("110", "kill")
                .put("150", "drain");

        JsonArray lines = follow(hub.url(), "bus:one", 180, faults, hub::step);

        assertThat(lines)
                .hasSize(TRANSPORTS.size())
                .allSatisfy(count -> assertThat((Integer) count).isGreaterThanOrEqualTo(3));
    }

    @Test
    void losesDoublesAndReordersNothingBehindABalancerWhenNodesDie() throws Exception {
        JsonObject faults = new JsonObject().put("50", "0").put("100", "1");

        JsonArray lines = follow(balancer.origin(), "bus:three", 150, faults, nodes::restart);

        assertThat(lines)
                .as("lines of each client, of at least one of which the owner died")
                .anySatisfy(count -> assertThat((Integer) count).isGreaterThan(1));
    }

    @Test
    void servesTheBrowsersClientOnEveryTransport() throws Exception {
        try (Chromium chromium = Chromium.launch()) {
            Page page = follow(chromium, hub.process().uri().toString(), hub.url(), "bus:page");

            play(page, 1, 30);
            cutEveryLine(page);
            play(page, 31, 60);

            assertWhole(page, 60);
        }
    }

    @Test
    void servesTheBrowsersClientBehindABalancerWhenANodeDies() throws Exception {
        try (Chromium chromium = Chromium.launch()) {
            Page page = follow(chromium, balancer.origin(), balancer.origin(), "bus:balanced-page");

            play(page, 1, 30);
            nodes.process(2).kill();
            play(page, 31, 60);
            nodes.start(2);

            assertWhole(page, 60);
        }
    }

    /** Under Node.js; the lines that each client needed. */
    private static JsonArray follow(String origin, String channel, int count, JsonObject faults, NodeScript.Steps steps)
            throws Exception {
        JsonObject input = new JsonObject()
                .put("urls", new JsonArray().add(origin + "/eventbus"))
                .put("transports", new JsonArray(TRANSPORTS))
                .put("channel", channel)
                .put("count", count)
                .put("faults", faults);
        return clients.run("eventbus.js", input, steps).getJsonArray("lines");
    }

    /** In a browser. */
    private static Page follow(Chromium chromium, String pageOrigin, String origin, String channel) throws Exception {
        Page page = clients.open(chromium.newPage(), pageOrigin, StockClients.SOCKJS, StockClients.EVENT_BUS);
        page.addScriptTag(new Page.AddScriptTagOptions().setPath(StockClients.script("eventbus-reader.js")));
        page.evaluate(
                "([url, transports, channel]) => { window.readers = transports.map(t =>"
                        + " new EventBusReader(EventBus, [url], t, channel)); }",
                List.of(origin + "/eventbus", TRANSPORTS, channel));
        await(page, "r.isRegistered");
        return page;
    }

    private static void play(Page page, int from, int to) {
        page.evaluate("([from, to]) => EventBusReader.play(readers, from, to)", List.of(from, to));
    }

    private static void assertWhole(Page page, int count) {
        await(page, "r.has(" + count + ")");
        assertThat(page.evaluate("() => JSON.stringify(readers.map(({numbers, versions}) => ({numbers, versions})))"))
                .isEqualTo(page.evaluate(
                        "count => JSON.stringify(readers.map(r => EventBusReader.expected(count)))", count));
        assertThat(page.evaluate("() => readers.flatMap(r => r.told).filter(told => told !== 'subscribed true')"))
                .isEqualTo(List.of());
        assertThat(page.evaluate("() => readers.map(r => r.used[0])")).isEqualTo(TRANSPORTS);
        page.context().close();
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
                    condition + " of " + page.evaluate("() => JSON.stringify(readers.map(r => r.seen()))"), e);
        }
    }

    /** Again and again, since a client that polls has no line between two polls. */
    private static void cutEveryLine(Page page) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    hub.drop();
                    return (Boolean) page.evaluate("() => readers.every(r => r.closed.length > 0)");
                });
    }
}
