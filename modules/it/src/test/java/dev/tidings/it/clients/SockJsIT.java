package dev.tidings.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import dev.tidings.it.TestedHub;
import dev.tidings.it.browser.Chromium;
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

/** The stock {@code sockjs-client} as it is, on each transport that it has, under Node.js and in a browser. */
class SockJsIT {

    private static final List<String> IN_NODE = List.of("websocket", "xhr-streaming", "xhr-polling", "eventsource");

    private static final List<String> IN_BROWSER =
            List.of("websocket", "xhr-streaming", "eventsource", "xhr-polling", "jsonp-polling");

    private static final double LIMIT_MILLIS = 60_000;

    @TempDir
    private static Path folder;

    private static StockClients clients;
    private static HubProcess hub;
    private static Vertx vertx;
    private static FaultProxy proxy;
    private static String url;

    @BeforeAll
    static void start() throws Exception {
        clients = StockClients.installed();
        hub = TestedHub.in(
                folder.resolve("hub"),
                Map.of("TIDINGS_EVENT_LOOPS", "3", "TIDINGS_DRAIN", "1s", "TIDINGS_LOGGING_LEVEL", "warn"));
        hub.start();
        vertx = Vertx.vertx();
        proxy = new FaultProxy(vertx, SocketAddress.inetSocketAddress(hub.address()));
        int port = proxy.start().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        url = "http://127.0.0.1:" + port;
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
                .put("30", "drop")
                .put("60", "drop")
                .put("90", "kill")
                .put("150", "drain");
        JsonObject input = new JsonObject()
                .put("urls", new JsonArray().add(url + "/sockjs"))
                .put("transports", new JsonArray(IN_NODE))
                .put("channel", "sockjs:node")
                .put("count", 180)
                .put("faults", faults);

        JsonObject result = clients.run("sockjs.js", input, (what, value) -> {
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

        assertThat(result.getJsonArray("lines"))
                .hasSize(IN_NODE.size())
                .allSatisfy(lines -> assertThat((Integer) lines).isGreaterThanOrEqualTo(3));
    }

    @Test
    void servesTheBrowsersClientOnEveryTransport() throws Exception {
        try (Chromium chromium = Chromium.launch()) {
            Page page = clients.open(chromium.newPage(), url, StockClients.SOCKJS);
            page.addScriptTag(new Page.AddScriptTagOptions().setPath(StockClients.script("sockjs-reader.js")));
            page.evaluate(
                    "([url, transports]) => { window.readers = transports.map(t =>"
                            + " new SockJsReader(SockJS, [url], t, 'sockjs:page')); }",
                    List.of(url + "/sockjs", IN_BROWSER));
            await(page, "r.ready");

            page.evaluate(
                    "() => readers[4].command('write', {collection: 'tasks', op: 'create', id: 'in-a-page', document: {title: 't'}})");
            await(page, "r.tasks.some(task => task.id === 'in-a-page')");
            publish(page, 1, 40);
            cutUntilEachNoticed(page);
            await(page, "r.ready");
            publish(page, 41, 80);

            await(page, "r.numbers.length >= 80");
            List<Integer> all = IntStream.rangeClosed(1, 80).boxed().toList();
            assertThat(page.evaluate("() => readers.map(r => r.numbers)")).isEqualTo(List.of(all, all, all, all, all));
            assertThat(page.evaluate("() => readers.map(r => r.used[0])")).isEqualTo(IN_BROWSER);
            assertThat(page.evaluate("() => readers.flatMap(r => r.faults)")).isEqualTo(List.of());
            page.context().close();
        }
    }

    /** A browser asks again for itself when it is cut between two polls: then the client never knows. */
    private static void cutUntilEachNoticed(Page page) {
        for (int cut = 0; cut < 60 && !(Boolean) page.evaluate("() => readers.every(r => r.ended.length > 0)"); cut++) {
            vertx.runOnContext(ignored -> proxy.cutAll());
            page.waitForTimeout(1_000);
        }
        await(page, "r.ended.length > 0");
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
                            + page.evaluate("() => JSON.stringify(readers.map(r => [r.transport, r.numbers.length,"
                                    + " r.lines, r.ready, r.used, r.ended.slice(-5), r.faults]))"),
                    e);
        }
    }

    private static void publish(Page page, int from, int to) {
        page.evaluate(
                "async ([from, to]) => { for (let n = from; n <= to; n++) await readers[n % readers.length].publish(n); }",
                List.of(from, to));
    }
}
