package dev.tidings.socket.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.hub.Hub;
import dev.tidings.model.Disconnect;
import dev.tidings.socket.SocketNode;
import dev.tidings.socket.SocketSettings;
import dev.tidings.socket.engineio.EngineSettings;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients may ask for besides documents, who may, and how a connection ends. */
class RealtimeCommandsTest {

    private final RealtimeNode node = new RealtimeNode();

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void subscribesPublishesAndUnsubscribes() {
        try (RealtimeWire client = node.greeted("")) {
            client.send("21[\"subscribe\",{\"channel\":\"chat:1\"}]");
            JsonNode offset = client.data();
            assertThat(offset.get(0).asText()).isEqualTo("tidings:offset");
            assertThat(offset.get(1).asText()).matches("1,tasks@\\w{12}-0,chat:1@\\w{12}-0");
            assertThat(client.packet())
                    .matches("31\\[\\{\"ok\":true,\"channel\":\"chat:1\",\"position\":\"\\w+-0\",\"recovered\":true}]");
            client.send(
                    "2[\"publish\",{\"channel\":\"chat:1\",\"event\":\"said\",\"data\":{\"text\":\"hi\"},\"key\":\"ann\"}]");
            JsonNode publication = client.data();
            assertThat(publication.get(0).asText()).isEqualTo("publication");
            assertThat(publication.get(1).toString())
                    .startsWith("{\"channel\":\"chat:1\",\"offset\":1,\"event\":\"said\",\"key\":\"ann\","
                            + "\"data\":{\"text\":\"hi\"},\"time\":");
            assertThat(publication.get(2).asText()).matches("1,chat:1@\\w{12}-1,tasks@\\w{12}-0");
            client.send("22[\"unsubscribe\",\"chat:1\"]");
            assertThat(client.data().toString()).matches("\\[\"tidings:offset\",\"1,tasks@\\w{12}-0\"]");
            assertThat(client.packet()).isEqualTo("32[{\"ok\":true,\"channel\":\"chat:1\"}]");
            client.send("23[\"publish\",{\"channel\":\"chat:1\"}]");
            assertThat(client.packet()).matches("33\\[\\{\"ok\":true,\"channel\":\"chat:1\",\"position\":\"\\w+-2\"}]");
        }
    }

    @Test
    void resumesAChannelAndGivesACollectionsSnapshot() {
        node.node().publishNumbers("chat:1", 1, 3);
        node.node().put("notifications", "1", "one");
        try (RealtimeWire client = node.greeted("")) {
            client.send("21[\"subscribe\",{\"channel\":\"chat:1\",\"position\":\"earliest\"}]");
            assertThat(client.answer(1).get("recovered").asBoolean()).isTrue();
            for (int number = 1; number <= 3; number++) {
                assertThat(client.data().get(1).get("data").asInt()).isEqualTo(number);
            }
            client.send("22[\"subscribe\",{\"channel\":\"notifications\",\"snapshot\":true}]");
            assertThat(client.answer(2).get("snapshot")).hasSize(1);
            client.send("23[\"subscribe\",{\"channel\":\"chat:2\",\"position\":\"odd\"}]");
            JsonNode odd = client.answer(3);
            assertThat(odd.get("recovered").asBoolean()).isFalse();
            assertThat(odd.get("reason").asText()).isEqualTo("epoch");
        }
    }

    /** A page that subscribes at each connect does so after a recovery too. */
    @Test
    void givesWhatIsThereToWhoSubscribesTwice() {
        try (RealtimeWire client = node.greeted("")) {
            client.send("21[\"subscribe\",{\"channel\":\"chat:1\"}]");
            client.answer(1);
            node.node().publishNumbers("chat:1", 1, 1);
            client.event("publication");
            client.send("22[\"subscribe\",{\"channel\":\"chat:1\"}]");
            assertThat(client.packet())
                    .matches("32\\[\\{\"ok\":true,\"channel\":\"chat:1\",\"position\":\"\\w+-1\",\"recovered\":true}]");
            node.node().publishNumbers("chat:1", 2, 2);
            assertThat(client.data().get(1).get("offset").asInt()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "27[\"dance\",{}]",
                "27[\"subscribe\"]",
                "27[\"subscribe\",{}]",
                "27[\"subscribe\",{\"channel\":\"no channel\"}]",
                "27[\"publish\",{\"channel\":\"chat:1\",\"event\":\"connect\"}]",
                "27[\"publish\",7]",
                "27[\"publish\",{\"channel\":\"tasks\"}]",
                "27[\"refresh\",{\"token\":\"bad\"}]",
                "27[\"task:update\"]",
                "27[\"task:update\",{\"title\":\"without id\"}]",
                "27[\"task:update\",[1]]",
                "27[\"task:delete\",{\"id\":\"..\"}]",
            })
    void refusesACommandAndGoesOn(String packet) {
        try (RealtimeWire client = node.greeted("")) {
            client.send(packet);
            JsonNode refused = client.answer(7);
            assertThat(refused.get("ok").asBoolean()).isFalse();
            assertThat(refused.get("error").get("status").asInt()).isBetween(400, 422);
            client.send(packet.replace("27[", "2["));
            assertThat(client.event("tidings:error").get(1).get("status").asInt())
                    .isBetween(400, 422);
            client.send("28[\"publish\",{\"channel\":\"chat:1\"}]");
            assertThat(client.answer(8).get("ok").asBoolean()).isTrue();
        }
    }

    @Test
    void refusesAttachmentsSinceTheHubKeepsJson() {
        try (RealtimeWire client = node.greeted("")) {
            client.send("51-7[\"publish\",{\"channel\":\"chat:1\",\"data\":{\"_placeholder\":true,\"num\":0}}]");
            client.attach(new byte[] {1, 2, 3});
            JsonNode refused = client.answer(7);
            assertThat(refused.get("error").get("detail").asText()).contains("JSON");
            client.send("28[\"publish\",{\"channel\":\"chat:1\"}]");
            assertThat(client.answer(8).get("position").asText()).endsWith("-1");
        }
    }

    @Test
    void takesATokenAtTheConnectAndRefusesABadOne() {
        try (RealtimeWire bad = node.connected("{\"token\":\"bad\"}")) {
            String refused = bad.packet();
            assertThat(refused).startsWith("4{\"message\":");
            assertThat(RealtimeWire.json(refused).get("data").get("status").asInt())
                    .isEqualTo(401);
            assertThat(bad.wire().closeCode()).isPositive();
        }
        try (RealtimeWire ann = node.greeted("{\"token\":\"ann/chat:1\"}")) {
            assertThat(ann.offset()).as("she may not read tasks").isEqualTo("1");
            ann.send("21[\"subscribe\",{\"channel\":\"chat:2\"}]");
            assertThat(ann.answer(1).get("error").get("status").asInt()).isEqualTo(403);
            ann.send("22[\"subscribe\",{\"channel\":\"chat:1\"}]");
            assertThat(ann.answer(2).get("ok").asBoolean()).isTrue();
        }
        try (RealtimeWire other = node.connected("{\"token\":\"eve/all\"}", "Authorization: ann/all")) {
            assertThat(RealtimeWire.json(other.packet())
                            .get("data")
                            .get("status")
                            .asInt())
                    .isEqualTo(403);
        }
    }

    @Test
    void refreshesAndEndsWhatTheNewTokenDoesNotAllow() {
        try (RealtimeWire client = node.greeted("{\"token\":\"ann/all\"}")) {
            client.send("21[\"subscribe\",{\"channel\":\"chat:1\"}]");
            client.answer(1);
            client.send("22[\"refresh\",{\"token\":\"ann/chat:1/9999999999999\"}]");
            assertThat(client.answer(2).toString()).isEqualTo("{\"ok\":true,\"expiresAt\":9999999999999}");
            JsonNode ended = client.event("unsubscribed");
            assertThat(ended.get(1).toString()).isEqualTo("{\"channel\":\"tasks\",\"reason\":\"forbidden\"}");
            assertThat(ended.get(2).asText()).startsWith("1,chat:1@");
        }
    }

    @Test
    void givesTheTasksToWhomANewTokenAllowsThemUnlessItHasLeftThem() {
        try (RealtimeWire client = node.greeted("{\"token\":\"ann/chat:1\"}")) {
            assertThat(client.offset()).isEqualTo("1");
            client.send("21[\"refresh\",{\"token\":\"ann/all\"}]");
            assertThat(client.answer(1).get("ok").asBoolean()).isTrue();
            JsonNode snapshot = client.event("task:snapshot");
            assertThat(snapshot.get(1).get("tasks")).isEmpty();
            assertThat(snapshot.get(2).asText()).startsWith("1,tasks@");
            client.send("22[\"task:create\",{\"id\":\"7\",\"title\":\"new\"}]");
            assertThat(client.event("task:sync").get(1).get("id").asText()).isEqualTo("7");
            client.send("23[\"unsubscribe\",\"tasks\"]");
            client.event("tidings:offset");
            client.send("24[\"refresh\",{\"token\":\"ann/all\"}]");
            client.send("25[\"publish\",{\"channel\":\"chat:1\"}]");
            String next = client.packet();
            while (!next.startsWith("35")) {
                assertThat(next).as("no tasks again").doesNotContain("snapshot");
                next = client.packet();
            }
        }
    }

    @Test
    void tellsTheUnknownNamespaceByItsProblem() {
        try (RealtimeWire client = node.connected("/admin,")) {
            String refused = client.packet();
            assertThat(refused).startsWith("4/admin,{\"message\":\"Invalid namespace\",\"data\":{");
            client.send("0");
            assertThat(client.packet()).startsWith("0{");
        }
    }

    /** The stock client returns by itself when the transport closes, and stays away after a DISCONNECT. */
    @Test
    void saysWhyItEndsAndWhetherToComeBack() {
        Hub hub = node.node().hub();
        try (RealtimeWire client = node.greeted("")) {
            SocketNode.await(hub.drain(100));
            JsonNode words = client.event("tidings:disconnect").get(1);
            assertThat(words.get("code").asInt()).isEqualTo(3001);
            assertThat(words.get("reconnect").asBoolean()).isTrue();
            assertThat(words.get("retryAfterMs").asInt()).isPositive();
            assertThat(client.wire().closeCode()).as("no DISCONNECT before it").isPositive();
        }
    }

    @Test
    void sendsDisconnectToWhomItDoesNotWantBack() {
        try (RealtimeWire client = node.greeted("{\"token\":\"ann/all\"}")) {
            node.node().hub().disconnect((subject, credential) -> subject.equals("ann"), Disconnect.REVOKED);
            JsonNode words = client.event("tidings:disconnect").get(1);
            assertThat(words.get("code").asInt()).isEqualTo(3504);
            assertThat(client.packet()).isEqualTo("1");
        }
        try (RealtimeWire client = node.greeted("")) {
            client.send("2{}");
            assertThat(client.event("tidings:disconnect").get(1).get("code").asInt())
                    .isEqualTo(3501);
            assertThat(client.packet()).isEqualTo("1");
            assertThat(client.wire().closeCode()).isPositive();
        }
    }

    @Test
    void endsWhoIsExpired() {
        long past = System.currentTimeMillis() - 60_000;
        try (RealtimeWire client = node.greeted("{\"token\":\"ann/all/" + past + "\"}")) {
            assertThat(client.event("tidings:disconnect").get(1).get("code").asInt())
                    .isEqualTo(3003);
        }
    }

    @Test
    void leavesWhenTheClientLeaves() {
        try (RealtimeWire client = node.greeted("")) {
            client.send("1");
            assertThat(client.wire().closeCode()).isPositive();
        }
    }

    @Test
    void endsWhoAsksForNothing() {
        SocketIoSettings hasty = new SocketIoSettings(50, 1_000, List.of(RealtimeNode.TASKS), false);
        try (RealtimeNode impatient = new RealtimeNode(hasty, EngineSettings.DEFAULT, SocketSettings.DEFAULT);
                RealtimeWire client = impatient.open()) {
            assertThat(client.packet()).startsWith("4{\"message\":\"bad request\"");
            assertThat(client.wire().closeCode()).isPositive();
        }
    }
}
