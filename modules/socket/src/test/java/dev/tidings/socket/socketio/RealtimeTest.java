package dev.tidings.socket.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contract §8 on the wire: what a client gets of {@code tasks}, and what it may do with them. */
class RealtimeTest {

    private final RealtimeNode node = new RealtimeNode();

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void greetsWithASnapshotAndWhatChangedInTheLastMinute() {
        node.node().put("tasks", "1", "one");
        node.node().put("tasks", "2", "two");
        node.node().put("tasks", "1", "uno");
        try (RealtimeWire client = node.connected("")) {
            assertThat(client.packet()).matches("0\\{\"sid\":\"[\\w-]{20}\",\"pid\":\"[\\w.-]{42}\"}");
            JsonNode snapshot = client.data();
            assertThat(snapshot.get(0).asText()).isEqualTo("task:snapshot");
            assertThat(snapshot.get(1).get("position").asText()).endsWith("-3");
            assertThat(snapshot.get(1).get("tasks").findValuesAsText("title")).containsExactly("uno", "two");
            assertThat(snapshot).hasSize(2);
            JsonNode two = client.data();
            assertThat(two.get(0).asText()).isEqualTo("task:sync");
            assertThat(two.get(1).get("title").asText()).isEqualTo("two");
            assertThat(two).hasSize(2);
            JsonNode one = client.data();
            assertThat(one.get(1).get("title").asText()).isEqualTo("uno");
            assertThat(one.get(2).asText())
                    .isEqualTo("1,tasks@" + snapshot.get(1).get("position").asText());
        }
    }

    @Test
    void tellsWhatChangedAfterThePositionThatTheClientHas() {
        node.node().put("tasks", "1", "one");
        String position = node.node().put("tasks", "2", "two").position().toString();
        node.node().put("tasks", "3", "three");
        try (RealtimeWire client = node.connected("{\"position\":\"" + position + "\"}")) {
            assertThat(client.event("task:snapshot").get(1).get("tasks")).hasSize(3);
            assertThat(client.data().get(1).get("title").asText()).isEqualTo("three");
            node.node().put("tasks", "4", "four");
            assertThat(client.data().get(1).get("title").asText()).isEqualTo("four");
        }
    }

    @Test
    void syncsEachChangeAndTellsDeletions() {
        try (RealtimeWire client = node.connected("")) {
            client.event("task:snapshot");
            node.node().put("tasks", "1", "one");
            JsonNode sync = client.data();
            assertThat(sync.get(0).asText()).isEqualTo("task:sync");
            assertThat(sync.get(1).get("version").asInt()).isEqualTo(1);
            assertThat(sync.get(2).asText()).matches("1,tasks@\\w{12}-1");
            client.send("2[\"task:delete\",{\"id\":\"1\"}]");
            JsonNode deleted = client.data();
            assertThat(deleted.get(0).asText()).isEqualTo("task:deleted");
            assertThat(deleted.get(1).toString()).isEqualTo("{\"id\":\"1\",\"version\":2}");
        }
    }

    @Test
    void writesAndAnswers() {
        try (RealtimeWire client = node.connected("")) {
            client.event("task:snapshot");
            client.send("21[\"task:create\",{\"id\":\"7\",\"title\":\"seven\"}]");
            JsonNode created = client.answer(1);
            assertThat(created.get("ok").asBoolean()).isTrue();
            assertThat(created.get("task").get("version").asInt()).isEqualTo(1);
            client.send("22[\"task:update\",{\"id\":\"7\",\"done\":true,\"version\":1}]");
            JsonNode updated = client.answer(2);
            assertThat(updated.get("task").get("done").asBoolean()).isTrue();
            assertThat(updated.get("task").get("title").asText()).isEqualTo("seven");
            client.send("23[\"task:update\",{\"id\":\"7\",\"title\":\"new\"}]");
            assertThat(client.answer(3).get("task").get("version").asInt()).isEqualTo(3);
            client.send("24[\"task:delete\",{\"id\":\"7\",\"version\":3}]");
            assertThat(client.answer(4).toString()).isEqualTo("{\"ok\":true,\"task\":{\"id\":\"7\",\"version\":4}}");
        }
    }

    @Test
    void mendsTheSendersPageAlone() {
        node.node().put("tasks", "1", "one");
        node.node().put("tasks", "1", "uno");
        try (RealtimeWire sender = node.connected("");
                RealtimeWire other = node.connected("")) {
            sender.event("task:sync");
            other.event("task:sync");
            sender.send("2[\"task:update\",{\"id\":\"1\",\"title\":\"eins\",\"version\":1}]");
            JsonNode mended = sender.data();
            assertThat(mended.get(0).asText()).isEqualTo("task:sync");
            assertThat(mended.get(1).get("title").asText()).isEqualTo("uno");
            assertThat(mended).as("it moves the client nowhere").hasSize(2);
            assertThat(sender.data().get(1).get("code").asText()).isEqualTo("version-conflict");
            sender.send("25[\"task:update\",{\"id\":\"nine\",\"title\":\"neun\",\"version\":4}]");
            assertThat(sender.answer(5).get("error").get("status").asInt()).isEqualTo(404);
            assertThat(sender.event("task:deleted").get(1).toString()).isEqualTo("{\"id\":\"nine\",\"version\":5}");
            node.node().put("tasks", "2", "two");
            assertThat(other.data().get(1).get("title").asText()).isEqualTo("two");
        }
    }
}
