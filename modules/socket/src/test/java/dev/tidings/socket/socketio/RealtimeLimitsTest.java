package dev.tidings.socket.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.edge.ClientLimits;
import dev.tidings.edge.ListenerLimits;
import dev.tidings.edge.ListenerSettings;
import dev.tidings.socket.SocketSettings;
import dev.tidings.socket.engineio.EngineSettings;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one client may have at the most, what a slow one costs, and that nothing is left of those who go. */
class RealtimeLimitsTest {

    private static final int PER_USER = 3;
    private static final int CHANGES = 700;
    private static final int PATIENCE_MILLIS = 300_000;

    private final RealtimeNode node = new RealtimeNode(
            SocketIoSettings.of(List.of(RealtimeNode.TASKS)),
            EngineSettings.DEFAULT,
            SocketSettings.DEFAULT,
            listening(new ClientLimits(100_000, 100_000, 1_000, 500, PER_USER, 500, 250, 20, false)));

    @AfterEach
    void close() {
        node.close();
    }

    private static ListenerSettings listening(ClientLimits clients) {
        ListenerLimits d = ListenerLimits.DEFAULT;
        ListenerLimits limits = new ListenerLimits(
                d.maxRequestLineBytes(),
                d.maxHeaderBytes(),
                d.headerMillis(),
                d.bodyMillis(),
                d.idleMillis(),
                PATIENCE_MILLIS,
                d.maxConnections(),
                clients,
                d.tickMillis());
        return new ListenerSettings("127.0.0.1", 0, null, false, true, List.of(), limits);
    }

    @Test
    void refusesCommandsThatAreTooManyAndEndsWhoGoesOn() {
        try (RealtimeWire client = node.greeted("")) {
            for (int i = 0; i < 300; i++) {
                client.send("27[\"unsubscribe\",\"a\"]");
            }
            JsonNode answer = client.answer(7);
            while (answer.get("ok").asBoolean()) {
                answer = client.answer(7);
            }
            assertThat(answer.get("error").get("status").asInt()).isEqualTo(429);
            JsonNode words = client.event("tidings:disconnect").get(1);
            assertThat(words.get("code").asInt()).isEqualTo(3007);
            assertThat(words.get("detail").asText()).contains("20");
            assertThat(words.get("retryAfterMs").asLong()).isPositive();
            assertThat(client.wire().closeCode()).isPositive();
        }
    }

    /** Each asks for an answer: to ask for namespaces without end would be a flood like any other. */
    @Test
    void countsRequestsForNamespacesAndAnswersToNothing() {
        for (String packet : List.of("0/admin", "37[1]")) {
            try (RealtimeWire client = node.greeted("")) {
                for (int i = 0; i < 300; i++) {
                    client.send(packet);
                }
                String said = client.packet();
                while (!said.contains("tidings:disconnect")) {
                    said = client.packet();
                }
                assertThat(said).contains("3007");
            }
        }
    }

    /** They cost the hub as much as commands do: a flood of them is one. */
    @Test
    void countsPacketsOfTheTransportThatSayNothing() {
        for (String packet : List.of("0", "3", "5", "6")) {
            try (RealtimeWire client = node.greeted("")) {
                for (int i = 0; i < 300; i++) {
                    client.wire().text(packet);
                }
                assertThat(client.event("tidings:disconnect").get(1).get("code").asInt())
                        .as(packet)
                        .isEqualTo(3007);
            }
        }
    }

    @Test
    void refusesOneConnectionTooManyOfAUser() {
        List<RealtimeWire> clients = new ArrayList<>();
        for (int i = 0; i < PER_USER; i++) {
            clients.add(node.greeted("", "Authorization: ann/all"));
        }
        try (RealtimeWire refused = node.open("Authorization: ann/all")) {
            String words = refused.packet();
            assertThat(words).as("the stock client stays away").startsWith("4{\"message\":\"too many connections\"");
            assertThat(RealtimeWire.json(words).get("data").get("detail").asText())
                    .contains("3");
            assertThat(refused.wire().closeCode()).isPositive();
        }
        clients.get(0).close();
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(node.service().counters().open()).isEqualTo(PER_USER - 1L));
        clients.add(node.greeted("", "Authorization: ann/all"));
        clients.forEach(RealtimeWire::close);
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(node.service().counters().open()).isZero());
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(node.node().figures().sessions()).isZero());
    }

    /** It costs a cursor; what went meanwhile is told, and the snapshot that follows is where it can be recovered from. */
    @Test
    void tellsASlowReaderWhatItMissedAndRecoversItFromThere() {
        String title = "d".repeat(30_000);
        String memory;
        try (RealtimeWire slow = node.greeted("")) {
            for (int i = 1; i <= CHANGES; i++) {
                node.node().put("tasks", "big", title + i);
            }
            JsonNode reset = slow.event("reset");
            assertThat(reset).as("the snapshot has the offset").hasSize(2);
            assertThat(reset.get(1).get("reason").asText()).isEqualTo("trimmed");
            assertThat(reset.get(1).has("snapshot")).isFalse();
            JsonNode snapshot = slow.data();
            assertThat(snapshot.get(0).asText()).isEqualTo("task:snapshot");
            assertThat(snapshot.get(1).get("position").asText())
                    .isEqualTo(reset.get(1).get("position").asText());
            assertThat(snapshot.get(2).asText())
                    .isEqualTo("1,tasks@" + snapshot.get(1).get("position").asText());
            // It may have read on while it was told, and been too slow again: all that a node keeps is the last few.
            while (!slow.offset().endsWith("-" + CHANGES)) {
                slow.packet();
            }
            memory = slow.memory();
        }
        try (RealtimeWire client = node.connected(memory)) {
            assertThat(client.packet())
                    .contains(RealtimeWire.json(memory).get("pid").asText());
        }
    }
}
