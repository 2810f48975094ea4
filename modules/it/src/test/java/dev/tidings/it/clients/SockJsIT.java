package dev.tidings.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.it.ProxiedHub;
import dev.tidings.it.browser.Chromium;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stock {@code sockjs-client} as it is, on each transport that it has, under Node.js and in a browser. */
class SockJsIT {

    private static final List<String> IN_NODE = List.of("websocket", "xhr-streaming", "xhr-polling", "eventsource");

    private static final List<String> IN_BROWSER =
            List.of("websocket", "xhr-streaming", "eventsource", "xhr-polling", "jsonp-polling");

    private static final String LISTED = "http://localhost:18080";

    @TempDir
    private static Path folder;

    private static StockClients clients;
    private static ProxiedHub hub;

    @BeforeAll
    static void start() throws Exception {
        clients = StockClients.installed();
        hub = new ProxiedHub(
                folder.resolve("hub"),
                Map.of(
                        "TIDINGS_EVENT_LOOPS",
                        "3",
                        "TIDINGS_DRAIN",
                        "1s",
                        "TIDINGS_LOGGING_LEVEL",
                        "warn",
                        "TIDINGS_ORIGINS",
                        LISTED));
    }

    @AfterAll
    static void stop() throws Exception {
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
                .put("urls", new JsonArray().add(hub.url() + "/sockjs"))
                .put("transports", new JsonArray(IN_NODE))
                .put("channel", "sockjs:node")
                .put("count", 180)
                .put("faults", faults);

        JsonObject result = clients.run("sockjs.js", input, hub::step);

        assertThat(result.getJsonArray("lines"))
                .hasSize(IN_NODE.size())
                .allSatisfy(lines -> assertThat((Integer) lines).isGreaterThanOrEqualTo(3));
    }

    /** Lines drop while polls are under way: a browser then asks again by itself, and tells the client nothing. */
    @Test
    void losesNothingInABrowserWhoseLinesDropAndWhoseNodeDies() throws Exception {
        try (Chromium chromium = Chromium.launch()) {
            SockJsPage page = SockJsPage.open(clients, chromium, hub.url(), hub.url(), IN_BROWSER, "sockjs:page");
            page.toggleATask("toggled-in-a-page");
            page.publish(1, 200);
            for (int cut = 0; cut < 20; cut++) {
                hub.drop();
                page.pause(100 + 7 * cut);
                if (cut == 10) {
                    hub.kill();
                }
            }
            page.finish(200);
            IN_BROWSER.forEach(
                    transport -> assertThat(page.ended(transport)).as(transport).isPositive());
            page.close();
        }
    }

    @Test
    void servesPagesOfAListedOrigin() throws Exception {
        try (Chromium chromium = Chromium.launch()) {
            SockJsPage page = SockJsPage.open(clients, chromium, LISTED, hub.url(), IN_NODE, "sockjs:listed");
            page.toggleATask("toggled-from-elsewhere");
            page.publish(1, 20);
            page.finish(20);
            page.close();
        }
    }
}
