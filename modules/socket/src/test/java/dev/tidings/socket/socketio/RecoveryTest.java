package dev.tidings.socket.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.model.JsonText;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client that comes back with what its library keeps, and nothing that the node would know it by. */
class RecoveryTest {

    private final RealtimeNode node = new RealtimeNode();

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void givesWhatWasMissedInOrderAndNothingTwice() {
        String memory;
        String greeting;
        try (RealtimeWire client = node.connected("")) {
            greeting = client.packet();
            client.event("task:snapshot");
            node.node().put("tasks", "1", "one");
            client.event("task:sync");
            memory = client.memory();
        }
        node.node().put("tasks", "1", "uno");
        node.node().put("tasks", "2", "two");
        try (RealtimeWire client = node.connected(memory)) {
            assertThat(client.packet()).as("the same sid and pid").isEqualTo(greeting);
            assertThat(client.data().get(1).get("title").asText()).isEqualTo("uno");
            assertThat(client.data().get(1).get("title").asText()).isEqualTo("two");
            node.node().put("tasks", "3", "three");
            assertThat(client.data().get(1).get("title").asText()).isEqualTo("three");
        }
    }

    /** What was subscribed to by events is nowhere but in the offset. */
    @Test
    void keepsSubscriptionsToAnyChannel() {
        String memory;
        try (RealtimeWire client = node.greeted("")) {
            client.send("21[\"subscribe\",{\"channel\":\"chat:1\"}]");
            client.answer(1);
            client.send("22[\"subscribe\",{\"channel\":\"chat:2\"}]");
            client.answer(2);
            client.send("23[\"subscribe\",{\"channel\":\"chat:3\"}]");
            client.answer(3);
            client.send("24[\"unsubscribe\",{\"channel\":\"chat:3\"}]");
            client.answer(4);
            node.node().publishNumbers("chat:1", 1, 3);
            for (int number = 1; number <= 3; number++) {
                assertThat(client.event("publication").get(1).get("data").asInt())
                        .isEqualTo(number);
            }
            memory = client.memory();
        }
        node.node().publishNumbers("chat:3", 1, 1);
        node.node().publishNumbers("chat:1", 4, 5);
        node.node().publishNumbers("chat:2", 6, 7);
        node.node().put("tasks", "1", "one");
        try (RealtimeWire client = node.connected(memory)) {
            String pid = RealtimeWire.json(memory).get("pid").asText();
            assertThat(client.packet()).contains(pid);
            List<String> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                JsonNode event = client.data();
                all.add(
                        event.get(0).asText().equals("task:sync")
                                ? "task"
                                : event.get(1).get("channel").asText() + " "
                                        + event.get(1).get("data"));
            }
            assertThat(all).containsExactlyInAnyOrder("chat:1 4", "chat:1 5", "chat:2 6", "chat:2 7", "task");
            assertThat(all).containsSubsequence("chat:1 4", "chat:1 5").containsSubsequence("chat:2 6", "chat:2 7");
            node.node().publishNumbers("chat:2", 8, 8);
            assertThat(client.data().get(1).get("data").asInt()).isEqualTo(8);
        }
    }

    /** A line may be cut between any two events: each is enough to go on from. */
    @Test
    void goesOnFromEveryEventThatAClientMayHaveHadLast() {
        List<String> memories = new ArrayList<>();
        try (RealtimeWire client = node.greeted("")) {
            client.send("21[\"subscribe\",{\"channel\":\"chat:1\"}]");
            client.answer(1);
            memories.add(client.memory());
            for (int number = 1; number <= 4; number++) {
                node.node().publishNumbers("chat:1", number, number);
                client.event("publication");
                memories.add(client.memory());
                node.node().put("tasks", "t" + number, "task");
                client.event("task:sync");
            }
        }
        for (int had = 0; had < memories.size(); had++) {
            try (RealtimeWire client = node.connected(memories.get(had))) {
                List<String> chats = new ArrayList<>();
                List<String> tasks = new ArrayList<>();
                while (chats.size() < 4 - had || tasks.size() < 5 - Math.max(1, had)) {
                    JsonNode event = client.data();
                    if (event.path(0).asText().equals("publication")) {
                        chats.add(event.get(1).get("data").asText());
                    } else if (event.path(0).asText().equals("task:sync")) {
                        tasks.add(event.get(1).get("id").asText());
                    }
                }
                assertThat(chats).isEqualTo(List.of("1", "2", "3", "4").subList(had, 4));
                assertThat(tasks).isEqualTo(List.of("t1", "t2", "t3", "t4").subList(Math.max(0, had - 1), 4));
            }
        }
    }

    /** Events are joined for all that stand at the same places, and each is told its own. */
    @Test
    void tellsEachOfManyClientsWhereItStands() {
        List<RealtimeWire> clients = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            RealtimeWire client = node.greeted("");
            client.send("21[\"subscribe\",{\"channel\":\"chat:1\"}]");
            client.answer(1);
            if (i % 4 == 3) {
                client.send("22[\"subscribe\",{\"channel\":\"own:" + i + "\"}]");
                client.answer(2);
            }
            clients.add(client);
        }
        node.node().put("tasks", "1", "one");
        node.node().publishNumbers("chat:1", 1, 50);
        node.node().put("tasks", "2", "two");
        for (int i = 0; i < clients.size(); i++) {
            RealtimeWire client = clients.get(i);
            int chat = 0;
            int tasks = 0;
            while (chat < 50 || tasks < 2) {
                JsonNode event = client.data();
                boolean isTask = event.get(0).asText().equals("task:sync");
                assertThat(event.get(1).get(isTask ? "version" : "data").asInt())
                        .isEqualTo(isTask ? 1 : ++chat);
                tasks += isTask ? 1 : 0;
                String own = isTask
                        ? "1,tasks@\\w{12}-" + tasks + ",chat:1@\\w{12}-" + chat
                        : "1,chat:1@\\w{12}-" + chat + ",tasks@\\w{12}-" + tasks;
                assertThat(event.get(2).asText()).matches(own + (i % 4 == 3 ? ",own:" + i + "@\\w{12}-0" : ""));
            }
            client.close();
        }
    }

    @Test
    void beginsAnewWhenAnythingIsMissing() {
        String memory;
        try (RealtimeWire client = node.greeted("")) {
            client.send("21[\"subscribe\",{\"channel\":\"short:1\"}]");
            client.answer(1);
            node.node().put("tasks", "1", "one");
            client.event("task:sync");
            memory = client.memory();
        }
        String lost = memory.replaceAll("short:1@\\w{12}", "short:1@" + "z".repeat(12));
        assertThat(lost).isNotEqualTo(memory);
        try (RealtimeWire client = node.connected(lost)) {
            assertThat(client.packet()).startsWith("0{").doesNotContain(pid(memory));
            assertThat(client.data().get(0).asText()).isEqualTo("task:snapshot");
            client.event("task:sync");
            assertThat(client.offset()).startsWith("1,tasks@").doesNotContain("short");
        }
    }

    /** The library keeps its old offset over a connect that recovered nothing, until an event brings another. */
    @Test
    void neverTakesTheOffsetOfAnotherSession() {
        node.node().put("tasks", "1", "one");
        String first;
        try (RealtimeWire client = node.connected("")) {
            client.event("task:sync");
            first = client.offset();
        }
        String second;
        try (RealtimeWire client = node.connected(memory("gone", first))) {
            client.packet();
            second = client.pid();
        }
        try (RealtimeWire client = node.connected(memory(second, first))) {
            assertThat(client.packet()).doesNotContain(second);
            assertThat(client.data().get(0).asText())
                    .as("all that it may have missed")
                    .isEqualTo("task:snapshot");
        }
        node.node().put("tasks", "2", "two");
        try (RealtimeWire client = node.connected(memory("gone", first))) {
            client.event("task:snapshot");
            client.event("task:sync");
            client.event("task:sync");
            String third = client.memory();
            try (RealtimeWire again = node.connected(third)) {
                assertThat(again.packet()).contains(client.pid());
            }
        }
    }

    @Test
    void recoversOnlyWhoItWas() {
        String memory;
        try (RealtimeWire client = node.connected("", "Authorization: ann/all")) {
            client.event("task:snapshot");
            memory = client.memory();
        }
        try (RealtimeWire other = node.connected(memory, "Authorization: bob/all")) {
            assertThat(other.packet()).doesNotContain(pid(memory));
        }
        try (RealtimeWire less = node.connected(memory, "Authorization: ann/chat:1")) {
            assertThat(less.packet()).doesNotContain(pid(memory));
            JsonNode offset = less.data();
            assertThat(offset.toString()).isEqualTo("[\"tidings:offset\",\"1\"]");
        }
        try (RealtimeWire same = node.connected(memory, "Authorization: ann/all")) {
            assertThat(same.packet()).contains(pid(memory));
        }
    }

    @Test
    void isNotMisledByWhatNoLibrarySends() {
        for (String auth : List.of(
                "{\"pid\":7,\"offset\":[]}",
                "{\"pid\":null,\"offset\":\"1\"}",
                "{\"pid\":\"" + "a".repeat(500) + "\",\"offset\":\"" + "b".repeat(5_000) + "\"}",
                memory("aaaaaaaaaaaaaaaaaaaa.bbbbbbbbbb.cccccccccc", "1,tasks@"),
                memory("aaaaaaaaaaaaaaaaaaaa.bbbbbbbbbb.cccccccccc", "1"))) {
            try (RealtimeWire client = node.connected(auth)) {
                assertThat(client.packet()).startsWith("0{\"sid\"").doesNotContain("aaaa");
                assertThat(client.data().get(0).asText()).isEqualTo("task:snapshot");
            }
        }
    }

    /** A name that anybody can make up: it gives nothing that the credential doesn't, and what is made up is no position. */
    @Test
    void givesNothingToWhoForgesWhereItStands() {
        node.node().put("tasks", "1", "secret");
        String epoch;
        try (RealtimeWire ann = node.connected("", "Authorization: ann/all")) {
            ann.event("task:sync");
            epoch = ann.offset()
                    .substring(ann.offset().indexOf('@') + 1, ann.offset().indexOf('-'));
        }
        StringBuilder many = new StringBuilder("1,tasks@" + epoch + "-0");
        for (int i = 0; i < 64; i++) {
            many.append(",a:").append(i).append('@').append(epoch).append("-0");
        }
        for (String offset : List.of(
                "1,tasks@" + epoch + "-999999",
                "1,tasks@" + epoch + "-9223372036854775807",
                "1,tasks@" + epoch + "-9223372036854775808",
                "1,tasks@" + epoch + "--1",
                "1,tasks@" + epoch + "-0,tasks@" + epoch + "-1",
                "1,tasks@" + epoch + "-0,fleeting:1@" + epoch + "-0",
                "1,tasks@" + epoch + "-0,chat:1@",
                "1,tasks@" + epoch + "-0,!",
                many.toString())) {
            String forged = "A".repeat(20);
            try (RealtimeWire ann = node.connected(memory(pidOf(forged, "ann"), offset), "Authorization: ann/all")) {
                assertThat(ann.packet()).as(offset).startsWith("0{").doesNotContain(forged);
                assertThat(ann.data().get(0).asText()).isEqualTo("task:snapshot");
            }
        }
        String all = "1,tasks@" + epoch + "-0";
        try (RealtimeWire ann = node.connected(memory(pidOf("A".repeat(20), "ann"), all), "Authorization: ann/all")) {
            assertThat(ann.packet()).as("what she may have").contains("A".repeat(20));
            assertThat(ann.data().get(1).get("title").asText()).isEqualTo("secret");
        }
        try (RealtimeWire less =
                node.connected(memory(pidOf("A".repeat(20), "bob"), all), "Authorization: bob/chat:1")) {
            assertThat(less.packet()).startsWith("0{");
            assertThat(less.data().toString()).isEqualTo("[\"tidings:offset\",\"1\"]");
        }
    }

    /** As anybody can who has read this. */
    private static String pidOf(String sid, String subject) {
        return new PrivateId(sid, PrivateId.mark(sid, subject), PrivateId.mark(sid, "")).toString();
    }

    /** A channel that keeps no log has nothing to recover, but is still had. */
    @Test
    void keepsFleetingChannelsToo() {
        String memory;
        try (RealtimeWire client = node.greeted("")) {
            client.send("21[\"subscribe\",{\"channel\":\"fleeting:1\"}]");
            assertThat(client.answer(1).get("position").isNull()).isTrue();
            memory = client.memory();
        }
        assertThat(memory).contains("fleeting:1@");
        try (RealtimeWire client = node.connected(memory)) {
            assertThat(client.packet()).contains(pid(memory));
            node.node().publish("fleeting:1", "blink", "1");
            assertThat(client.event("publication").get(1).get("event").asText()).isEqualTo("blink");
        }
    }

    private static String pid(String memory) {
        return RealtimeWire.json(memory).get("pid").asText();
    }

    private static String memory(String pid, String offset) {
        return "{\"pid\":" + JsonText.quote(pid) + ",\"offset\":" + JsonText.quote(offset) + "}";
    }
}
