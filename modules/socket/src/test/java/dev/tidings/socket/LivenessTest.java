package dev.tidings.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Signs of life, and what comes to a client that gives none. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LivenessTest {

    private static final int HEARTBEAT_MILLIS = 300;
    private static final int ANSWER_MILLIS = 1_000;
    private static final int LONG_MILLIS = 60_000;

    /** On each event loop; whoever waits for the others to come is given time to answer. */
    private static final SocketSettings TEN_SOCKETS =
            new SocketSettings(LONG_MILLIS, LONG_MILLIS, 64 * 1024, 64 * 1024, 1_000, 3_000, 10);

    private final SocketNode node =
            new SocketNode(new SocketSettings(HEARTBEAT_MILLIS, ANSWER_MILLIS, 64 * 1024, 64 * 1024, 1_000, 3_000, 10));

    /** It asks as often, and waits for the answer for as long as a busy machine may take; it asks again after an answer only. */
    private final SocketNode patient =
            new SocketNode(new SocketSettings(HEARTBEAT_MILLIS, LONG_MILLIS, 64 * 1024, 64 * 1024, 1_000, 3_000, 10));

    @AfterAll
    void close() {
        node.close();
        patient.close();
    }

    private static void expectNoHeartbeat(WireClient client) {
        JsonNode disconnect = client.awaiting("disconnect");
        assertThat(disconnect.get("code").intValue()).isEqualTo(3005);
        assertThat(disconnect.get("reconnect").booleanValue()).isTrue();
        assertThat(disconnect.get("retryAfterMs").intValue()).isBetween(1_000, 3_000);
        assertThat(client.closeCode()).isEqualTo(3005);
    }

    @Test
    void aQuietClientThatAnswersStays() {
        try (WireClient client = patient.connected()) {
            for (int i = 0; i < 6; i++) {
                assertThat(client.line()).isEqualTo("{}");
                client.text("{}");
            }
        }
    }

    @Test
    void aClientThatDoesNotAnswerIsTakenForDead() {
        try (WireClient client = node.connected()) {
            assertThat(client.line()).isEqualTo("{}");
            expectNoHeartbeat(client);
        }
    }

    @Test
    void anyBytesAreASignOfLife() {
        try (WireClient client = patient.connected()) {
            for (int i = 0; i < 4; i++) {
                assertThat(client.line()).isEqualTo("{}");
                client.send(WireClient.frame(0x80 | FrameReader.PONG, "still here".getBytes(UTF_8)));
            }
        }
    }

    @Test
    void aClientIsAskedWhileDeliveriesFlowSoThatAHalfOpenOneIsFound() {
        try (WireClient client = node.connected()) {
            client.text("{\"id\":1,\"subscribe\":{\"channel\":\"flow\"}}");
            AtomicBoolean found = new AtomicBoolean();
            Future<Void> flow = publishUntil(found);
            expectNoHeartbeat(client);
            found.set(true);
            SocketNode.await(flow);
        }
    }

    private Future<Void> publishUntil(AtomicBoolean found) {
        return node.publishing("flow", "e", "1")
                .compose(published -> node.vertx().timer(20))
                .compose(waited -> found.get() ? Future.succeededFuture() : publishUntil(found));
    }

    @Test
    void moreSocketsThanMayBeAreToldToComeBack() {
        try (SocketNode small = new SocketNode(TEN_SOCKETS)) {
            fill(small);
        }
    }

    private static void fill(SocketNode node) {
        WireClient[] clients = new WireClient[25];
        int refused = 0;
        for (int i = 0; i < clients.length; i++) {
            clients[i] = node.connect();
            JsonNode first = clients[i].object();
            if (first.has("disconnect")) {
                refused++;
                assertThat(first.get("disconnect").get("code").intValue()).isEqualTo(3006);
                assertThat(first.get("disconnect").get("retryAfterMs").intValue())
                        .isBetween(1_000, 3_000);
            }
        }
        assertThat(refused).isGreaterThanOrEqualTo(5);
        for (WireClient client : clients) {
            client.close();
        }
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(node.service().counters().open()).isZero());
    }
}
