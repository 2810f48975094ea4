package dev.tidings.it.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.sun.net.httpserver.HttpServer;
import dev.tidings.it.TestedHub;
import dev.tidings.verify.HubProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The browser's own {@code EventSource} and {@code fetch} against a real hub. */
class EventSourceIT {

    @TempDir
    private static Path folder;

    private static HubProcess hub;
    private static Chromium chromium;
    private static Api api;
    private static String base;

    private Page page;

    @BeforeAll
    static void startHubAndBrowser() throws Exception {
        hub = TestedHub.in(
                folder,
                Map.of(
                        "TIDINGS_HEARTBEAT", "1s",
                        "TIDINGS_DRAIN", "1s",
                        "TIDINGS_STREAMS_PAYLOAD_BYTES", "4KiB",
                        "TIDINGS_LOGGING_LEVEL", "warn"));
        hub.start();
        base = "http://127.0.0.1:" + hub.port();
        api = new Api(HttpClient.newHttpClient(), base);
        chromium = Chromium.launch();
    }

    @AfterAll
    static void stopBrowserAndHub() {
        if (chromium != null) {
            chromium.close();
        }
        if (hub != null) {
            hub.close();
        }
    }

    @BeforeEach
    void openPage() throws Exception {
        if (!hub.isAlive()) {
            hub.start();
        }
        page = open(base);
    }

    @AfterEach
    void closePage() {
        page.context().close();
    }

    /** An empty page of an origin, with the script of the tests. */
    private static Page open(String origin) throws Exception {
        Page page = chromium.newPage();
        String html = html();
        page.route(
                origin + "/page",
                route -> route.fulfill(
                        new Route.FulfillOptions().setContentType("text/html").setBody(html)));
        page.navigate(origin + "/page");
        return page;
    }

    private static String html() throws IOException {
        try (InputStream in = EventSourceIT.class.getResourceAsStream("/browser/streams.js")) {
            String script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return "<!doctype html><title>streams</title><script>" + script + "</script>";
        }
    }

    private void listen(String name, String url, String... types) {
        page.evaluate("([name, url, types]) => listen(name, url, types)", List.of(name, url, List.of(types)));
        await("count('" + name + "', '" + (url.endsWith("/stream") || url.equals("/sse") ? "message" : "connected")
                + "') > 0 || " + url.startsWith("/api/notifications"));
    }

    private void await(String condition) {
        page.waitForFunction("() => " + condition);
    }

    @SuppressWarnings("unchecked") // what the page gives for an array
    private List<Object> values(String expression) {
        return (List<Object>) page.evaluate("() => " + expression);
    }

    @Test
    void givesEachKindOfStreamItsEventsInOrder() throws Exception {
        listen("named", "/api/events/tasks?snapshot=1", "task-created", "task-updated");
        listen("multiplexed", "/api/events?channels=pets,board:1", "pet-update", "pet-status-changed", "tick");
        listen("enveloped", "/api/events?channels=pets,board:1&envelope=1", "tick");
        listen("whole", "/api/orders/stream");
        listen("items", "/api/notifications/stream");
        listen("clock", "/sse");
        await("count('items', 'connected') > 0");

        String id = api.send("POST", "/api/tasks", new JsonObject().put("title", "first"))
                .getString("id");
        api.send("PATCH", "/api/tasks/" + id, new JsonObject().put("done", true));
        api.send("PUT", "/api/pets/p1", new JsonObject().put("name", "Rex").put("status", "available"));
        api.send("PATCH", "/api/pets/p1", new JsonObject().put("status", "sold"));
        api.publish("board:1", 1);
        api.send("PUT", "/api/orders/o1", new JsonObject().put("total", 3));
        api.send("PUT", "/api/notifications/n1", new JsonObject().put("text", "one"));
        api.send("PUT", "/api/notifications/n2", new JsonObject().put("text", "two"));

        await("publications('named').length >= 2 && publications('multiplexed').length >= 4"
                + " && publications('items').length >= 2 && count('enveloped', 'tick') >= 1"
                + " && last('whole', 'message').data.includes('o1') && count('clock', 'message') >= 2");
        assertThat(values("publications('named').map(e => e.type + JSON.parse(e.data).version)"))
                .isEqualTo(List.of("task-created1", "task-updated2"));
        assertThat(values("publications('multiplexed').map(e => e.type)"))
                .isEqualTo(List.of("pet-update", "pet-update", "pet-status-changed", "tick"));
        assertThat(values("publications('items').map(e => JSON.parse(e.data).text)"))
                .isEqualTo(List.of("one", "two"));
        assertThat(values("[JSON.parse(last('enveloped', 'tick').data)].map(e => e.channel + e.event + e.offset)"))
                .isEqualTo(List.of("board:1tick1"));
        assertThat(values("JSON.parse(last('whole', 'message').data).map(o => o.id)"))
                .isEqualTo(List.of("o1"));
        assertThat(values("streams.named.log.map(e => e.type).slice(0, 2)"))
                .isEqualTo(List.of("connected", "snapshot"));
        assertThat(values("publications('clock').filter(e => new Date(e.data).toISOString() !== e.data)"))
                .isEmpty();
        assertThat(values("Object.values(streams).map(s => s.errors)")).containsOnly(0);
    }

    @Test
    void resumesByItselfAfterTheHubWasKilledAndAfterItWasDrained() throws Exception {
        listen("one", "/api/events/resume:1", "tick");
        listen("many", "/api/events?channels=resume:1,resume:2", "tick");
        publish(1, 20);
        await("publications('one').length >= 20 && publications('many').length >= 40");

        hub.kill();
        hub.start();
        publish(21, 40);
        await("publications('one').length >= 40 && publications('many').length >= 80");

        hub.stop();
        await("count('one', 'disconnect') >= 1 && count('many', 'disconnect') >= 1");
        hub.start();
        publish(41, 60);
        await("publications('one').length >= 60 && publications('many').length >= 120");

        List<Integer> all = IntStream.rangeClosed(1, 60).boxed().toList();
        assertThat(values("publications('one').map(e => JSON.parse(e.data).n)")).isEqualTo(all);
        assertThat(values("publications('one').map(e => Number(e.id.split('-')[1]))"))
                .isEqualTo(all);
        assertThat(values("publications('many').map(e => JSON.parse(e.data).n).filter(n => n < 1000)"))
                .isEqualTo(all);
        assertThat(values("publications('many').map(e => JSON.parse(e.data).n - 1000).filter(n => n > 0)"))
                .isEqualTo(all);
        assertThat(values("streams.one.log.filter(e => e.type === 'connected').map(e => JSON.parse(e.data).recovered)"))
                .hasSizeGreaterThanOrEqualTo(3)
                .containsOnly(true);
        assertThat(values("[JSON.parse(last('one', 'disconnect').data)].map(d => d.code + ' ' + d.reconnect)"))
                .isEqualTo(List.of("3001 true"));
    }

    private static void publish(int from, int to) throws Exception {
        for (int i = from; i <= to; i++) {
            api.publish("resume:1", i);
            api.publish("resume:2", 1000 + i);
        }
    }

    @Test
    void tellsOfAPositionThatCannotBeResumedAndSendsTheCollection() throws Exception {
        api.send("PUT", "/api/inventory/i1", new JsonObject().put("count", 1));
        listen("unknown", "/api/events/inventory?position=aaaaaaaaaaaa-5", "inventory-update");
        await("count('unknown', 'snapshot') === 1");

        assertThat(values("streams.unknown.log.map(e => e.type)")).isEqualTo(List.of("connected", "snapshot"));
        assertThat(values("[JSON.parse(last('unknown', 'connected').data).recovered, last('unknown', 'connected').id]"))
                .isEqualTo(List.of(false, ""));
        assertThat((String) page.evaluate("() => last('unknown', 'snapshot').id"))
                .matches("[a-z0-9]{12}-\\d+");
    }

    @Test
    void staysAwayWhenToldTo() throws Exception {
        api.send("PUT", "/api/inventory/large", new JsonObject().put("text", "x".repeat(6_000)));
        page.evaluate("() => listen('large', '/api/inventory/stream', [])");
        await("count('large', 'disconnect') === 1 && streams.large.source.readyState === EventSource.CLOSED");

        assertThat(values("[JSON.parse(last('large', 'disconnect').data)].map(d => d.code + ' ' + d.reconnect)"))
                .isEqualTo(List.of("3501 false"));
        api.send("PUT", "/api/inventory/large", new JsonObject().put("text", "small"));
    }

    @Test
    void servesAPageOfAnotherLoopbackOrigin() throws Exception {
        HttpServer foreign = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        foreign.createContext("/page", exchange -> {
            byte[] html = html().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, html.length);
            exchange.getResponseBody().write(html);
            exchange.close();
        });
        foreign.start();
        try {
            page.navigate("http://localhost:" + foreign.getAddress().getPort() + "/page");
            usesTheHubFromAfar();
        } finally {
            foreign.stop(0);
        }
    }

    private void usesTheHubFromAfar() throws Exception {
        listen("foreign", base + "/api/events/foreign:1", "tick");
        api.publish("foreign:1", 7);
        await("count('foreign', 'tick') === 1");
        assertThat(values("publications('foreign').map(e => JSON.parse(e.data).n)"))
                .isEqualTo(List.of(7));

        Object answers = page.evaluate("""
                async base => {
                  const post = await fetch(base + '/api/tasks', {method: 'POST',
                      headers: {'Content-Type': 'application/json', 'Idempotency-Key': 'k1'}, body: '{"title":"far"}'});
                  const list = await fetch(base + '/api/tasks');
                  const etag = list.headers.get('ETag');
                  const again = await fetch(base + '/api/tasks', {cache: 'no-store', headers: {'If-None-Match': etag}});
                  return [post.status, post.headers.get('Tidings-Position') !== null, list.status, again.status];
                }""", base);
        assertThat(answers).isEqualTo(List.of(201, true, 200, 304));
    }

    @Test
    void fallsBackToPollingByETag() throws Exception {
        page.evaluate("""
                () => {
                  window.polled = [];
                  window.poll = async etag => {
                    const headers = etag ? {'If-None-Match': etag} : {};
                    const answer = await fetch('/api/tasks' + (etag ? '?wait=10' : ''), {cache: 'no-store', headers});
                    if (answer.status === 200) polled.push(await answer.json());
                    if (polled.length < 3) poll(answer.headers.get('ETag') ?? etag);
                  };
                  poll('');
                }""");
        await("polled.length === 1");
        api.send("PUT", "/api/tasks/polled", new JsonObject().put("title", "one"));
        await("polled.length === 2");
        api.send("PATCH", "/api/tasks/polled", new JsonObject().put("done", true));
        await("polled.length === 3");

        assertThat(values("polled.map(list => list.filter(t => t.id === 'polled').map(t => t.version).join())"))
                .isEqualTo(List.of("", "1", "2"));
    }
}
