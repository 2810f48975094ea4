package dev.tidings.it.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.it.browser.Chromium;
import dev.tidings.it.cluster.Nodes;
import dev.tidings.it.cluster.RoundRobin;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Stock clients that poll, behind a balancer without sticky sessions: each of their requests reaches another node. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BalancedIT {

    private static final List<String> SOCKJS = List.of("websocket", "xhr-polling", "xhr-streaming", "eventsource");
    private static final JsonArray SOCKET_IO = new JsonArray()
            .add(new JsonArray().add("polling"))
            .add(new JsonArray().add("polling").add("websocket"));
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private static Path folder;

    private static StockClients clients;
    private static Nodes nodes;
    private static RoundRobin balancer;

    @BeforeAll
    static void start() throws Exception {
        clients = StockClients.installed();
        nodes = new Nodes(folder, 3);
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
    }

    @Test
    @Order(1)
    void pollsThatReachAnotherNodeAreAnsweredByTheSessionsOwner() throws Exception {
        JsonObject result = clients.run("balanced.js", input("balanced:one", 200, new JsonObject()));

        assertThat(result.getJsonArray("lines"))
                .as("sessions that each client needed, which ended as %s", result.getValue("ended"))
                .contains(1);
        JsonArray ways = result.getJsonArray("ways");
        assertThat(ways.getString(ways.size() - 1)).isEqualTo("websocket");
        for (int node = 0; node < nodes.count(); node++) {
            assertThat(balancer.taken(nodes.process(node).port()))
                    .as("requests that reached node %d", node)
                    .isGreaterThan(100);
            assertThat(nodes.figure(node, "tidings_pipe_bytes_total")).isPositive();
        }
        awaitNoPipes();
    }

    @Test
    @Order(2)
    void clientsOfAnOwnerThatDiesComeBackAndGoOnFromTheirPosition() throws Exception {
        JsonObject faults = new JsonObject().put("60", "0").put("130", "1");

        JsonObject result = clients.run("balanced.js", input("balanced:two", 200, faults), nodes::restart);

        assertThat(result.getJsonArray("lines"))
                .as("of at least one client the owner died")
                .anyMatch(lines -> (Integer) lines > 1);
        awaitNoPipes();
    }

    @Test
    @Order(3)
    void aPageLosesNothingByAnyTransportOfSockJsWhenANodeDies() throws Exception {
        List<String> transports = List.of("websocket", "xhr-streaming", "eventsource", "xhr-polling", "jsonp-polling");
        try (Chromium chromium = Chromium.launch()) {
            SockJsPage page = SockJsPage.open(
                    clients, chromium, balancer.origin(), balancer.origin(), transports, "balanced:page");
            page.toggleATask("toggled-behind-a-balancer");
            page.publish(1, 100);
            page.pause(300);
            nodes.process(0).kill();
            nodes.start(0);
            page.finish(100);
            page.close();
        }
        awaitNoPipes();
    }

    /** Its requests at other nodes must not hang until somebody notices: nobody would poll meanwhile. */
    @Test
    @Order(4)
    void aFrozenOwnerEndsItsPipes() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        String session = "/sockjs/000/frozen-" + System.nanoTime() + "/xhr";
        assertThat(nodes.send(0, "POST", session, "").body()).isEqualTo("o\n");
        nodes.send(0, "POST", session, "");
        CompletableFuture<HttpResponse<String>> poll = client.sendAsync(
                HttpRequest.newBuilder(nodes.uri(1, session))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        await().atMost(LIMIT).until(() -> nodes.figure(1, "tidings_pipes") == 1);
        nodes.signal(0, "STOP");
        try {
            await().atMost(LIMIT).until(() -> nodes.figure(1, "tidings_pipes") == 0);
            await().atMost(LIMIT).until(poll::isDone);
        } finally {
            nodes.signal(0, "CONT");
        }
        awaitNoPipes();
    }

    private static void awaitNoPipes() {
        await().atMost(LIMIT).untilAsserted(() -> {
            for (int node = 0; node < nodes.count(); node++) {
                assertThat(nodes.figure(node, "tidings_pipes")).isZero();
                assertThat(nodes.figure(node, "tidings_failures_total")).isZero();
            }
        });
    }

    private static JsonObject input(String channel, int count, JsonObject faults) {
        return new JsonObject()
                .put("url", balancer.origin())
                .put("sockjs", new JsonArray(SOCKJS))
                .put("socketio", SOCKET_IO)
                .put("channel", channel)
                .put("count", count)
                .put("faults", faults);
    }
}
