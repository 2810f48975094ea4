package dev.tidings.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three real nodes on a real Redis: any node to any reader, whatever happens to a node or to the store. */
class ClusterIT {

    private static final int NODES = 3;
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final WebSocket.Listener SILENT = new WebSocket.Listener() {};

    @TempDir
    private static Path folder;

    private static Nodes nodes;

    @BeforeAll
    static void start() throws IOException {
        Map<String, String> settings = Map.of(
                "TIDINGS_NAMESPACES",
                "{cursors: {kind: volatile}}",
                "TIDINGS_AUTH_SESSION_KEY",
                "one key of sessions for all three nodes");
        nodes = new Nodes(folder, NODES, settings, "--appendonly", "yes", "--appendfsync", "always");
        nodes.start();
        nodes.awaitMembers();
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @AfterEach
    void nothingFailedAndNoLoopWasBlocked() {
        for (int i = 0; i < NODES; i++) {
            assertThat(nodes.figure(i, "tidings_failures_total"))
                    .as("node " + i)
                    .isZero();
        }
    }

    @Test
    void aWriteOnAnyNodeReachesEveryNodeInOrder() throws Exception {
        List<EventReader> readers = readers("order:1");
        for (int i = 0; i < 300; i++) {
            nodes.publish(i % NODES, "order:1", i);
        }
        for (EventReader reader : readers) {
            await().until(() -> reader.numbers().size() >= 300);
            assertThat(reader.numbers()).isEqualTo(numbers(300));
            reader.close();
        }
    }

    @Test
    void everyNodeAnswersWithWhatAnyNodeAcknowledged() throws Exception {
        for (int i = 0; i < 60; i++) {
            nodes.send(i % NODES, "PUT", "/api/tasks/t" + i % 5, "{\"title\":\"" + i + "\"}");
            assertThat(nodes.get((i + 1) % NODES, "/api/tasks/t" + i % 5)).contains("\"title\":\"" + i + "\"");
        }
    }

    @Test
    void aStreamGoesOnAtAnotherNodeWithItsPosition() throws Exception {
        String id = "";
        List<Integer> seen = new ArrayList<>();
        for (int hop = 0; hop < 6; hop++) {
            try (EventReader reader = new EventReader(nodes.uri(hop % NODES, "/api/events/hop:1"), id)) {
                await().until(() -> reader.has("connected"));
                int goal = 10;
                for (int i = 0; i < goal; i++) {
                    nodes.publish(i % NODES, "hop:1", 20 * hop + i);
                }
                int wanted = hop == 0 ? goal : 2 * goal;
                await().until(() -> reader.numbers().size() >= wanted);
                assertThat(reader.events().get(0).data()).contains("\"recovered\":true");
                seen.addAll(reader.numbers());
                id = reader.lastId();
            }
            for (int i = 10; i < 20; i++) {
                nodes.publish(i % NODES, "hop:1", 20 * hop + i);
            }
        }
        assertThat(seen).isEqualTo(numbers(110));
    }

    @Test
    void aLongPollGoesOnAtAnotherNodeWithItsPosition() throws Exception {
        String position = nodes.publish(0, "poll:1", 0);
        for (int i = 1; i <= 30; i++) {
            nodes.publish(i % NODES, "poll:1", i);
            String page = nodes.get((i + 1) % NODES, "/api/channels/poll:1/publications?wait=30&since=" + position);
            assertThat(page).contains("\"recovered\":true").contains("\"data\":" + i);
            position = Nodes.field(page, "position");
        }
    }

    @Test
    void aLiveStreamIsChangedThroughAnotherNode() throws Exception {
        try (EventReader reader = new EventReader(nodes.uri(1, "/api/events?channels=first:1"), "")) {
            await().until(() -> reader.has("connected"));
            String connection = Nodes.field(reader.events().get(0).data(), "connection");
            int status = nodes.send(0, "POST", "/api/connections/" + connection, "{\"subscribe\":{\"second:1\":null}}")
                    .statusCode();
            assertThat(status).isBetween(200, 299);
            nodes.publish(2, "second:1", 7);
            await().until(() -> reader.numbers().contains(7));
            String gone = connection.substring(0, connection.indexOf('.')) + ".AAAAAAAAAAAAAAAAAAAAAA";
            assertThat(nodes.send(0, "POST", "/api/connections/" + gone, "{\"unsubscribe\":[\"first:1\"]}")
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void volatilePublicationsReachEveryNode() throws Exception {
        List<EventReader> readers = readers("cursors:1");
        nodes.send(0, "POST", "/api/channels/cursors:1/publications", "{\"data\":5}");
        for (EventReader reader : readers) {
            await().until(() -> reader.numbers().contains(5));
            reader.close();
        }
    }

    @Test
    void aSocketGoesOnAtAnotherNodeWithThePositionOfAStream() throws Exception {
        String position = nodes.publish(0, "socket:1", 0);
        nodes.publish(1, "socket:1", 1);
        nodes.publish(2, "socket:1", 2);
        Queue<String> frames = new ConcurrentLinkedQueue<>();
        WebSocket.Listener noting = new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                frames.add(text.toString());
                from.request(1);
                return null;
            }
        };
        WebSocket socket = nodes.socket(2, "/ws", noting).get(60, TimeUnit.SECONDS);
        socket.sendText("{\"id\":1,\"subscribe\":{\"channel\":\"socket:1\",\"position\":\"" + position + "\"}}", true)
                .get(60, TimeUnit.SECONDS);
        nodes.publish(0, "socket:1", 3);
        await().until(() -> String.join("", frames).contains("\"offset\":4"));
        assertThat(String.join("", frames))
                .contains("\"recovered\":true", "\"offset\":2", "\"offset\":3")
                .doesNotContain("\"offset\":1,");
        socket.abort();
    }

    /** S6: a session counts at every node, and who signs out at one is cut off at all. */
    @Test
    void aSessionCountsAtEveryNodeAndEndsAtAllOfThem() throws Exception {
        String cookie = nodes.signIn(0, "ada");
        List<EventReader> readers = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            assertThat(nodes.send(i, "GET", "/api/session", "", "Cookie", cookie)
                            .body())
                    .contains("ada");
            EventReader reader = new EventReader(nodes.uri(i, "/api/events/session:1"), "", "Cookie", cookie);
            await().until(() -> reader.has("connected"));
            readers.add(reader);
        }
        nodes.send(1, "DELETE", "/api/session", "", "Cookie", cookie, "Origin", nodes.origin(1));
        for (int i = 0; i < NODES; i++) {
            EventReader reader = readers.get(i);
            await().until(() -> reader.has("disconnect"));
            assertThat(reader.events().get(reader.events().size() - 1).data()).contains("3504");
            assertThat(nodes.send(i, "GET", "/api/session", "", "Cookie", cookie)
                            .statusCode())
                    .as("node " + i)
                    .isEqualTo(401);
            reader.close();
        }
    }

    @Test
    void aTicketCountsAtEveryNode() throws Exception {
        String cookie = nodes.signIn(0, "ada");
        String stream = "/api/events/ticket:1?ticket=" + ticket(cookie);
        try (EventReader reader = new EventReader(nodes.uri(1, stream), "")) {
            await().until(() -> reader.has("connected"));
            for (int i = 0; i < NODES; i++) {
                assertThat(nodes.send(i, "GET", stream, "").statusCode())
                        .as("node " + i)
                        .isEqualTo(401);
            }
        }
        String socket = "/ws?ticket=" + ticket(cookie);
        nodes.socket(2, socket, SILENT).get(60, TimeUnit.SECONDS).abort();
        assertThat(nodes.socket(1, socket, SILENT))
                .failsWithin(LIMIT)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(WebSocketHandshakeException.class);
    }

    private static String ticket(String cookie) throws Exception {
        return Nodes.field(
                nodes.send(0, "POST", "/api/tickets", "", "Cookie", cookie, "Origin", nodes.origin(0))
                        .body(),
                "ticket");
    }

    @Test
    void subscribersAreCountedInTheCluster() throws Exception {
        List<EventReader> readers = readers("count:1");
        await().until(() -> nodes.get(0, "/api/channels/count:1").contains("\"subscribers\":3"));
        for (EventReader reader : readers) {
            reader.close();
        }
    }

    /** R1. */
    @Test
    void aKilledNodeTakesNothingWithIt() throws Exception {
        try (EventReader reader = connected(1, "kill:1")) {
            for (int i = 0; i < 100; i++) {
                nodes.publish(2, "kill:1", i);
            }
            nodes.process(2).kill();
            for (int i = 100; i < 200; i++) {
                nodes.publish(0, "kill:1", i);
            }
            await().until(() -> reader.numbers().size() >= 200);
            assertThat(reader.numbers()).isEqualTo(numbers(200));
            assertThat(reader.has("reset")).isFalse();
        } finally {
            nodes.start(2);
            nodes.awaitMembers();
        }
        try (EventReader reader = new EventReader(nodes.uri(2, "/api/events/kill:1?position=earliest"), "")) {
            await().until(() -> reader.numbers().size() >= 200);
            assertThat(reader.numbers()).isEqualTo(numbers(200));
        }
    }

    /** R2, R21: what is on its way to a frozen node is bounded, and it goes on without a gap. */
    @Test
    void aFrozenNodeCostsLittleAndCatchesUp() throws Exception {
        try (EventReader reader = connected(2, "freeze:1")) {
            nodes.publish(2, "freeze:1", 0);
            await().until(() -> reader.numbers().size() == 1);
            nodes.signal(2, "STOP");
            try {
                // by few requests, so that it is not taken for dead meanwhile
                for (int from = 1; from < 1_500; from += 500) {
                    nodes.publishBatch(0, "freeze:1", from, Math.min(from + 500, 1_500));
                }
                await().until(() -> nodes.figure(0, "tidings_peers_hinting") == 1);
                assertThat(nodes.figure(0, "tidings_peers_unacknowledged_bytes"))
                        .isBetween(1.0, 4.0 * (1 << 20));
            } finally {
                nodes.signal(2, "CONT");
            }
            await().until(() -> reader.numbers().size() >= 1_500 || reader.has("reset"));
            assertThat(reader.has("reset")).isFalse();
            assertThat(reader.numbers()).isEqualTo(numbers(1_500));
            await().until(() -> nodes.figure(0, "tidings_peers_hinting") == 0);
        }
    }

    /** R4: it acknowledges nothing that is not in the log, keeps its readers, and says that what it shows may be old. */
    @Test
    void aNodeThatCanNotReachTheStoreRefusesWritesAndCatchesUp() throws Exception {
        assertThat(nodes.send(0, "PUT", "/api/tasks/r4", "{\"title\":\"before\"}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(nodes.get(2, "/api/tasks")).contains("\"title\":\"before\"");
        try (EventReader reader = connected(2, "cutoff:1")) {
            nodes.publish(2, "cutoff:1", 0);
            await().until(() -> reader.numbers().equals(numbers(1)));
            nodes.setStoreReached(false);
            try {
                await().until(() -> refused("/api/channels/cutoff:1/publications", "{\"data\":-1}") == 503);
                for (int i = 1; i < 50; i++) {
                    nodes.publish(i % 2, "cutoff:1", i);
                }
                HttpResponse<String> list = nodes.send(2, "GET", "/api/tasks", "");
                assertThat(list.statusCode()).isEqualTo(200);
                assertThat(list.headers().firstValue("Tidings-Stale")).isPresent();
                assertThat(list.body()).contains("\"title\":\"before\"");
            } finally {
                nodes.setStoreReached(true);
            }
            await().until(() -> reader.numbers().size() >= 50);
            assertThat(reader.numbers()).as("nothing that was refused").isEqualTo(numbers(50));
            assertThat(reader.has("reset") || reader.has("cut")).isFalse();
            await().ignoreExceptions()
                    .until(() -> nodes.publish(2, "cutoff:1", 50).endsWith("-51"));
        }
    }

    /** The last node's answer to a write; it must be no acknowledgement. */
    private static int refused(String path, String body) throws IOException, InterruptedException {
        int status = nodes.send(2, "POST", path, body).statusCode();
        assertThat(status).isIn(503, 504);
        return status;
    }

    /** R9: a store that lost nothing keeps its epochs, since every member vouches for it. */
    @Test
    void aStoreThatWasKilledAndLostNothingResetsNobody() throws Exception {
        List<EventReader> readers = readers("store:1");
        String before = nodes.publish(0, "store:1", 0);
        nodes.redis().kill();
        nodes.redis().start();
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(nodes.publish(1, "store:1", 1))
                        .startsWith(before.substring(0, before.indexOf('-'))));
        for (EventReader reader : readers) {
            await().until(() -> reader.numbers().contains(1));
            assertThat(reader.has("reset")).isFalse();
            reader.close();
        }
    }

    /** R7, R8. */
    @Test
    void aNodeThatIsAskedToGoLeavesInPeace() throws Exception {
        assertThat(nodes.process(2).stop()).isIn(0, 143);
        await().until(() -> nodes.figure(0, "tidings_nodes") == 2);
        assertThat(nodes.get(0, "/api/status")).contains("\"nodes\":2");
        nodes.start(2);
        nodes.awaitMembers();
    }

    /** R8: asked to go in the midst of its start, a node leaves no half of itself behind. */
    @Test
    void aNodeThatIsAskedToGoWhileItStartsLeavesInPeace() throws Exception {
        assertThat(nodes.process(2).stop()).isIn(0, 143);
        Random random = new Random(20_261_121);
        for (int i = 0; i < 4; i++) {
            CompletableFuture<Void> starting = CompletableFuture.runAsync(() -> {
                try {
                    nodes.start(2);
                } catch (CompletionException e) {
                    assertThat(e).as("it was asked to go").isNotNull();
                }
            });
            await().until(() -> nodes.process(2).isAlive());
            int millis = random.nextInt(5_000);
            await().pollDelay(Duration.ofMillis(millis)).until(() -> true);
            assertThat(nodes.process(2).stop()).as("after " + millis + " ms").isIn(0, 143);
            starting.get(180, TimeUnit.SECONDS);
            await().until(() -> nodes.figure(0, "tidings_nodes") == 2);
        }
        nodes.start(2);
        nodes.awaitMembers();
    }

    private static List<EventReader> readers(String channel) throws Exception {
        List<EventReader> readers = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            readers.add(connected(i, channel));
        }
        return readers;
    }

    private static EventReader connected(int node, String channel) throws Exception {
        EventReader reader = new EventReader(nodes.uri(node, "/api/events/" + channel), "");
        await().until(() -> reader.has("connected"));
        return reader;
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(LIMIT);
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }
}
