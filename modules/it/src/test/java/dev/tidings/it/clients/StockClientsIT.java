package dev.tidings.it.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import dev.tidings.it.browser.Chromium;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the tests of the stock clients stand on: the clients are there, and a script's failure is its test's. */
class StockClientsIT {

    private static StockClients clients;
    private static HttpServer server;
    private static String base;

    @BeforeAll
    static void install() throws Exception {
        clients = StockClients.installed();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/status", exchange -> {
            byte[] body = "{\"status\":\"ok\"}".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        base = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    @Test
    void runsAScriptThatHasTheTestDoThingsHalfWay() throws Exception {
        JsonObject result = clients.run("harness.js", input(""), (what, value) -> switch (what) {
            case "double" -> 2 * (Integer) value;
            default -> throw new IllegalArgumentException("no " + what);
        });

        assertThat(result.getString("status")).isEqualTo("ok");
        assertThat(result.getInteger("doubled")).isEqualTo(42);
        assertThat(result.getString("refusal")).contains("no unheard of");
        assertThat(result.getJsonArray("installed")).hasSize(4);
    }

    @Test
    void failsTheTestWhenTheScriptFails() {
        assertThatThrownBy(() -> clients.run("harness.js", input("assertion")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("told to fail")
                .hasMessageContaining("printed by the script");
        assertThatThrownBy(() -> clients.run("harness.js", input("later")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("thrown later");
        assertThatThrownBy(() -> clients.run("missing.js", input("")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Cannot find module");
    }

    @Test
    void loadsTheClientsInABrowser() throws Exception {
        try (Chromium chromium = Chromium.launch()) {
            Page page = clients.open(
                    chromium.newPage(), base, StockClients.SOCKJS, StockClients.EVENT_BUS, StockClients.SOCKET_IO);

            assertThat(page.evaluate("() => [typeof SockJS, typeof EventBus, typeof io]"))
                    .isEqualTo(List.of("function", "function", "function"));
            assertThat(page.evaluate("async () => (await (await fetch('/api/status')).json()).status"))
                    .isEqualTo("ok");
        }
    }

    private static JsonObject input(String fail) {
        return new JsonObject().put("url", base).put("fail", fail);
    }
}
