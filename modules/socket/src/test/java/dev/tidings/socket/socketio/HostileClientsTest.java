package dev.tidings.socket.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tidings.edge.ClientLimits;
import dev.tidings.edge.ListenerLimits;
import dev.tidings.edge.ListenerSettings;
import dev.tidings.model.Seeded;
import dev.tidings.socket.SocketSettings;
import dev.tidings.socket.WireClient;
import dev.tidings.socket.engineio.EngineSettings;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Clients that send anything at all, by each way: nothing of it breaks the node, and nothing is left of them. */
class HostileClientsTest {

    private static final int CLIENTS = 120;
    private static final int MANY = 1_000_000;

    private static final List<String> PACKETS = List.of(
            "40",
            "40{\"token\":\"ann/all\"}",
            "40{\"pid\":\"aaaaaaaaaaaaaaaaaaaa.bbbbbbbbbb.cccccccccc\",\"offset\":\"1,tasks@abcdefghijkl-1\"}",
            "40/admin,{\"a\":1}",
            "41",
            "42[\"subscribe\",{\"channel\":\"chat:1\",\"position\":\"earliest\",\"snapshot\":true}]",
            "421[\"subscribe\",\"tasks\"]",
            "422[\"unsubscribe\",\"chat:1\"]",
            "423[\"publish\",{\"channel\":\"chat:1\",\"event\":\"said\",\"data\":{\"text\":\"\\u00e4\\ud83d\\ude00\"},\"key\":\"k\"}]",
            "424[\"task:create\",{\"id\":\"1\",\"title\":\"one\"},{\"idempotencyKey\":\"i\"}]",
            "425[\"task:update\",{\"id\":\"1\",\"done\":true,\"version\":1}]",
            "426[\"task:delete\",{\"id\":\"1\",\"version\":9007199254740993}]",
            "427[\"refresh\",{\"token\":\"ann/chat:1\"}]",
            "437[1]",
            "451-8[\"publish\",{\"channel\":\"chat:1\",\"data\":{\"_placeholder\":true,\"num\":0}}]",
            "bAQIDBA==",
            "2probe",
            "3",
            "5",
            "6");

    private final RealtimeNode node = new RealtimeNode(
            SocketIoSettings.of(List.of(RealtimeNode.TASKS)),
            EngineSettings.DEFAULT,
            SocketSettings.DEFAULT,
            new ListenerSettings("127.0.0.1", 0, null, false, true, List.of(), limits()));
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.tidings");

    @BeforeEach
    void listen() {
        logged.start();
        logger.addAppender(logged);
    }

    @AfterEach
    void close() {
        logger.detachAppender(logged);
        node.close();
    }

    private static ListenerLimits limits() {
        ListenerLimits d = ListenerLimits.DEFAULT;
        return new ListenerLimits(
                d.maxRequestLineBytes(),
                d.maxHeaderBytes(),
                d.headerMillis(),
                d.bodyMillis(),
                d.idleMillis(),
                d.stallMillis(),
                d.maxConnections(),
                new ClientLimits(MANY, MANY, MANY, MANY, MANY, MANY, MANY, MANY, false),
                d.tickMillis());
    }

    @Test
    void leaveNothingBehindOnWebSockets() {
        Random random = random();
        for (int i = 0; i < CLIENTS; i++) {
            try (WireClient client = WireClient.open(node.node().port(), "/realtime/?EIO=4&transport=websocket")) {
                if (random.nextInt(4) > 0) {
                    client.text("40");
                }
                for (int left = random.nextInt(15); left > 0; left--) {
                    client.send(WireClient.frame(random.nextInt(8) == 0 ? 0x82 : 0x81, packet(random)));
                }
            } catch (UncheckedIOException e) {
                assertThat(e).as("the node has closed already").hasMessageNotContaining("timed out");
            }
        }
        assertWhole();
    }

    @Test
    void leaveNothingBehindOnPolls() throws Exception {
        Random random = random();
        HttpClient http = HttpClient.newHttpClient();
        String origin = "http://127.0.0.1:" + node.node().port() + "/realtime/?EIO=4&transport=polling";
        for (int i = 0; i < CLIENTS; i++) {
            String greeting =
                    http.send(get(origin), HttpResponse.BodyHandlers.ofString()).body();
            String session =
                    origin + "&sid=" + RealtimeWire.json(greeting).get("sid").asText();
            List<CompletableFuture<?>> asked = new ArrayList<>();
            asked.add(post(http, session, "40".getBytes(StandardCharsets.UTF_8)));
            for (int left = random.nextInt(6); left > 0; left--) {
                asked.add(
                        random.nextInt(3) == 0
                                ? http.sendAsync(get(session), HttpResponse.BodyHandlers.discarding())
                                : post(http, session, body(random)));
            }
            // whatever became of it, that ends it; polls that wait are answered then
            Awaitility.with()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .await()
                    .until(() -> post(http, session, new byte[] {'1'}).join().statusCode() == 400);
            CompletableFuture.allOf(asked.toArray(new CompletableFuture<?>[0])).join();
        }
        assertWhole();
    }

    private static HttpRequest get(String uri) {
        return HttpRequest.newBuilder(URI.create(uri)).build();
    }

    private static CompletableFuture<HttpResponse<Void>> post(HttpClient http, String uri, byte[] body) {
        return http.sendAsync(
                HttpRequest.newBuilder(URI.create(uri))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
    }

    private void assertWhole() {
        try (RealtimeWire client = node.greeted("")) {
            client.send("29[\"publish\",{\"channel\":\"chat:2\"}]");
            assertThat(client.answer(9).get("ok").asBoolean()).isTrue();
        }
        Awaitility.await().untilAsserted(() -> {
            assertThat(node.service().counters().open()).isZero();
            assertThat(node.node().figures().sessions()).isZero();
            assertThat(node.node().figures().pipes()).isZero();
        });
        assertThat(node.node().figures().failures()).isZero();
        assertThat(logged.list).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.ERROR));
    }

    private static Random random() {
        long seed = Seeded.seed(HostileClientsTest.class);
        return new Random(seed);
    }

    private static byte[] body(Random random) {
        byte[] body = packet(random);
        for (int left = random.nextInt(4); left > 0; left--) {
            byte[] next = packet(random);
            int end = body.length;
            body = Arrays.copyOf(body, end + 1 + next.length);
            body[end] = 0x1e;
            System.arraycopy(next, 0, body, end + 1, next.length);
        }
        return body;
    }

    /** One that is in order, or nearly so, or nothing of the kind. */
    private static byte[] packet(Random random) {
        byte[] packet = PACKETS.get(random.nextInt(PACKETS.size())).getBytes(StandardCharsets.UTF_8);
        switch (random.nextInt(8)) {
            case 0 -> packet[random.nextInt(packet.length)] = (byte) random.nextInt(256);
            case 1 -> packet = Arrays.copyOf(packet, random.nextInt(packet.length + 1));
            case 2 ->
                packet = ("42[\"publish\"," + "[".repeat(1 + random.nextInt(50_000))).getBytes(StandardCharsets.UTF_8);
            case 3 -> packet = Arrays.copyOf(packet, packet.length + random.nextInt(100));
            default -> {
                // as it is
            }
        }
        return packet;
    }
}
