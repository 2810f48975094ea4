package dev.tidings.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.model.ChannelName;
import dev.tidings.model.StartingPoint;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The session protocol (contract §6) on a whole node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionTest {

    private final SocketNode node = new SocketNode();

    @AfterAll
    void close() {
        node.close();
    }

    @Test
    void greetsFirst() {
        try (WireClient client = node.connect()) {
            JsonNode connected = client.object().get("connected");
            assertThat(connected.get("connection").textValue()).startsWith("n1.");
            assertThat(connected.get("node").textValue()).isEqualTo("n1");
            assertThat(connected.get("heartbeatMillis").intValue()).isEqualTo(25_000);
            assertThat(connected.has("expiresAt")).isFalse();
            assertThat(connected.get("limits").get("maxFrameBytes").intValue()).isEqualTo(65_536);
            assertThat(connected.get("limits").get("maxSubscriptions").intValue())
                    .isEqualTo(1_000);
        }
    }

    @Test
    void saysSubscribedBeforeTheFirstPublication() {
        String position = node.publish("greet:1", "number", "1").position().toString();
        node.publishNumbers("greet:1", 2, 40);
        try (WireClient client = node.connected()) {
            client.text("{\"id\":1,\"subscribe\":{\"channel\":\"greet:1\",\"position\":\"" + position + "\"}}");
            assertThat(client.line())
                    .isEqualTo("{\"id\":1,\"subscribed\":{\"channel\":\"greet:1\",\"position\":\"" + position
                            + "\",\"recovered\":true}}");
            for (int number = 2; number <= 40; number++) {
                JsonNode publication = client.object().get("publication");
                assertThat(publication.get("offset").intValue()).isEqualTo(number);
                assertThat(publication.get("data").intValue()).isEqualTo(number);
            }
        }
    }

    @Test
    void answersSeveralLinesOfOneFrameAndPairsThemById() {
        try (WireClient client = node.connected()) {
            client.text("{\"id\":1,\"subscribe\":{\"channel\":\"lines\"}}");
            assertThat(client.object().get("id").intValue()).isEqualTo(1);
            client.text(
                    "\n\n{\"id\":\"two\",\"publish\":{\"channel\":\"lines\",\"event\":\"e\",\"data\":{\"a\":1.10},\"key\":\"k\"}}\r\n"
                            + "{\"unsubscribe\":{\"channel\":\"other\"}}");
            Set<String> seen = new HashSet<>();
            for (int i = 0; i < 3; i++) {
                JsonNode object = client.object();
                if (object.has("published")) {
                    assertThat(object.get("id").textValue()).isEqualTo("two");
                    assertThat(object.get("published").get("position").textValue())
                            .endsWith("-1");
                    seen.add("published");
                } else if (object.has("unsubscribed")) {
                    assertThat(object.has("id")).isFalse();
                    seen.add("unsubscribed");
                } else {
                    JsonNode publication = object.get("publication");
                    assertThat(publication.get("data").toString()).isEqualTo("{\"a\":1.1}");
                    assertThat(publication.get("key").textValue()).isEqualTo("k");
                    seen.add("publication");
                }
            }
            assertThat(seen).containsExactlyInAnyOrder("published", "unsubscribed", "publication");
        }
    }

    @Test
    void appendsPublicationsOfOneSessionInTheOrderSent() {
        try (WireClient client = node.connected()) {
            client.text("{\"id\":0,\"subscribe\":{\"channel\":\"order:1\",\"position\":\"earliest\"}}");
            client.awaiting("subscribed");
            StringBuilder lines = new StringBuilder();
            for (int i = 1; i <= 600; i++) {
                lines.append("{\"id\":")
                        .append(i)
                        .append(",\"publish\":{\"channel\":\"order:1\",\"data\":")
                        .append(i)
                        .append("}}\n");
            }
            client.text(lines.toString());
            int published = 0;
            int delivered = 0;
            while (published < 600 || delivered < 600) {
                JsonNode object = client.object();
                if (object.has("published")) {
                    published++;
                    assertThat(object.get("published").get("position").textValue())
                            .endsWith("-" + object.get("id").intValue());
                } else {
                    delivered++;
                    assertThat(object.get("publication").get("data").intValue()).isEqualTo(delivered);
                }
            }
        }
    }

    @Test
    void writesDocumentsAndTellsConflictsWithTheDocumentAsItIs() {
        try (WireClient client = node.connected()) {
            client.text(
                    "{\"id\":1,\"write\":{\"collection\":\"tasks\",\"op\":\"create\",\"id\":\"w1\",\"document\":{\"title\":\"a\"}}}");
            JsonNode written = client.awaiting("written");
            assertThat(written.get("document").get("version").intValue()).isEqualTo(1);
            client.text(
                    "{\"id\":2,\"write\":{\"collection\":\"tasks\",\"op\":\"patch\",\"id\":\"w1\",\"document\":{\"done\":true},\"version\":1}}");
            assertThat(client.awaiting("written").get("document").get("done").booleanValue())
                    .isTrue();
            client.text(
                    "{\"id\":3,\"write\":{\"collection\":\"tasks\",\"op\":\"patch\",\"id\":\"w1\",\"document\":{\"done\":false},\"version\":1}}");
            JsonNode conflict = client.awaiting("error");
            assertThat(conflict.get("status").intValue()).isEqualTo(409);
            assertThat(conflict.get("code").textValue()).isEqualTo("version-conflict");
            assertThat(conflict.get("current").get("version").intValue()).isEqualTo(2);
            client.text("{\"id\":4,\"write\":{\"collection\":\"tasks\",\"op\":\"delete\",\"id\":\"w1\"}}");
            assertThat(client.awaiting("written").get("document").isNull()).isTrue();
            client.text("{\"id\":5,\"write\":{\"collection\":\"tasks\",\"op\":\"delete\",\"id\":\"w1\"}}");
            assertThat(client.awaiting("error").get("status").intValue()).isEqualTo(404);
        }
    }

    @Test
    void givesTheFirstAnswerToARepeatedKeyOnAnyConnection() {
        String publish = "{\"id\":1,\"publish\":{\"channel\":\"keys:1\",\"data\":1,\"idempotencyKey\":\"k1\"}}";
        String first;
        try (WireClient client = node.connected()) {
            client.text(publish);
            first = client.line();
        }
        try (WireClient client = node.connected()) {
            client.text(publish);
            assertThat(client.line()).isEqualTo(first);
            client.text(publish.replace("\"data\":1", "\"data\":2"));
            assertThat(client.awaiting("error").get("code").textValue()).isEqualTo("idempotency-key-reused");
        }
    }

    @Test
    void beginsACollectionWithItsSnapshotAndGoesOnBehindIt() {
        node.put("notifications", "s1", "one");
        try (WireClient client = node.connected()) {
            client.text("{\"id\":1,\"subscribe\":{\"channel\":\"notifications\",\"snapshot\":true}}");
            JsonNode subscribed = client.awaiting("subscribed");
            assertThat(subscribed.get("recovered").booleanValue()).isTrue();
            assertThat(subscribed.get("snapshot").toString()).contains("\"one\"");
            String position = subscribed.get("position").textValue();
            long offset = Long.parseLong(position.substring(position.indexOf('-') + 1));
            node.put("notifications", "s2", "two");
            assertThat(client.awaiting("publication").get("offset").longValue()).isEqualTo(offset + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"nonsense\"", "\"zzzzzzzzzzzz-4\"", "7", "{}"})
    void saysWhatCannotBeResumedAndNeverRefusesIt(String position) {
        node.publish("odd:1", "e", "1");
        try (WireClient client = node.connected()) {
            client.text("{\"id\":1,\"subscribe\":{\"channel\":\"odd:1\",\"position\":" + position + "}}");
            JsonNode subscribed = client.awaiting("subscribed");
            assertThat(subscribed.get("recovered").booleanValue()).isFalse();
            assertThat(subscribed.get("reason").textValue()).isIn("epoch", "trimmed", "behind");
        }
    }

    @Test
    void endsASubscriptionOnceAskedAndTakesItUpAgain() {
        try (WireClient client = node.connected()) {
            client.text(
                    "{\"id\":1,\"subscribe\":{\"channel\":\"again\"}}\n{\"id\":2,\"subscribe\":{\"channel\":\"again\"}}\n"
                            + "{\"id\":3,\"unsubscribe\":{\"channel\":\"again\"}}\n{\"id\":4,\"subscribe\":{\"channel\":\"again\"}}");
            JsonNode twice = client.object();
            assertThat(twice.get("id").intValue()).isEqualTo(2);
            assertThat(twice.get("error").get("code").textValue()).isEqualTo("already-subscribed");
            assertThat(client.line()).startsWith("{\"id\":1,\"subscribed\"");
            assertThat(client.line()).isEqualTo("{\"id\":3,\"unsubscribed\":{\"channel\":\"again\"}}");
            assertThat(client.line()).startsWith("{\"id\":4,\"subscribed\"");
            client.text("{\"id\":5,\"unsubscribe\":{\"channel\":\"again\"}}");
            client.awaiting("unsubscribed");
            node.publish("again", "e", "1");
            client.text("{\"id\":6,\"unsubscribe\":{\"channel\":\"again\"}}");
            assertThat(client.line()).startsWith("{\"id\":6,");
        }
    }

    @Test
    void refusesMoreChannelsThanASessionMayHave() {
        try (WireClient client = node.connected()) {
            for (int from = 0; from <= 1_000; from += 100) {
                StringBuilder lines = new StringBuilder();
                for (int i = from; i < Math.min(from + 100, 1_001); i++) {
                    lines.append("{\"id\":")
                            .append(i)
                            .append(",\"subscribe\":{\"channel\":\"many:")
                            .append(i)
                            .append("\"}}\n");
                }
                client.text(lines.toString());
            }
            JsonNode refused = client.awaiting("error");
            assertThat(refused.get("code").textValue()).isEqualTo("subscriptions-exhausted");
            assertThat(refused.get("detail").textValue()).contains("1000");
        }
    }

    @Test
    void passesOverMembersThatItDoesNotKnow() {
        try (WireClient client = node.connected()) {
            client.text("{\"id\":1,\"trace\":{\"a\":[1]},\"subscribe\":{\"channel\":\"more\",\"colour\":\"red\"}}");
            JsonNode answer = client.object();
            assertThat(answer.get("id").intValue()).isEqualTo(1);
            assertThat(answer.get("subscribed").get("channel").textValue()).isEqualTo("more");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.50", "-3", "\"two words\"", "true", "[1,{}]", "{\"a\":null}", "\"\u00fc\""})
    void pairsAReplyByWhateverIdItsCommandHas(String id) {
        try (WireClient client = node.connected()) {
            client.text("{\"id\":" + id + ",\"unsubscribe\":{\"channel\":\"c\"}}");
            assertThat(client.line()).startsWith("{\"id\":" + id + ",\"unsubscribed\":");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\":1,\"dance\":{}} | 400 | malformed",
                "{\"id\":1} | 400 | malformed",
                "{\"id\":1,\"publish\":{},\"write\":{}} | 400 | malformed",
                "{\"id\":1,\"subscribe\":{}} | 422 | schema",
                "{\"id\":1,\"subscribe\":[]} | 422 | schema",
                "{\"id\":1,\"subscribe\":{\"channel\":\"no good\"}} | 400 | malformed",
                "{\"id\":1,\"publish\":{\"channel\":\"c\",\"event\":\"connected\"}} | 400 | reserved-event",
                "{\"id\":1,\"publish\":{\"channel\":\"tasks\"}} | 409 | collection-channel",
                "{\"id\":1,\"publish\":{\"channel\":\"c\",\"idempotencyKey\":\"\"}} | 400 | malformed",
                "{\"id\":1,\"write\":{\"collection\":\"nothing\",\"op\":\"delete\",\"id\":\"1\"}} | 404 | not-found",
                "{\"id\":1,\"write\":{\"collection\":\"tasks\",\"op\":\"burn\",\"id\":\"1\"}} | 422 | schema",
                "{\"id\":1,\"refresh\":{\"token\":\"x\"}} | 401 | unauthenticated"
            })
    void refusesACommandAndGoesOn(String command, int status, String code) {
        try (WireClient client = node.connected()) {
            client.text(command);
            JsonNode answer = client.object();
            assertThat(answer.get("id").intValue()).isEqualTo(1);
            assertThat(answer.get("error").get("status").intValue()).isEqualTo(status);
            assertThat(answer.get("error").get("code").textValue()).isEqualTo(code);
            assertThat(answer.get("error").get("title").textValue()).isNotEmpty();
            client.text("{\"id\":2,\"unsubscribe\":{\"channel\":\"c\"}}");
            assertThat(client.object().get("id").intValue()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "[]", "1", "{\"id\":1", "{\"a\":1,\"a\":2}"})
    void tellsAClientThatSpeaksSomethingElseToStayAway(String text) {
        try (WireClient client = node.connected()) {
            client.text(text);
            JsonNode disconnect = client.awaiting("disconnect");
            assertThat(disconnect.get("code").intValue()).isEqualTo(3501);
            assertThat(disconnect.get("reason").textValue()).isEqualTo("bad request");
            assertThat(disconnect.get("reconnect").booleanValue()).isFalse();
            assertThat(client.closeCode()).isEqualTo(3501);
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void splitsABacklogIntoFramesOf64KiBAndALargePublicationIntoFragments() {
        String large = "\"" + "x".repeat(60_000) + "\"";
        String largest = "\"" + "y".repeat(64 * 1024 - 2) + "\"";
        for (int i = 0; i < 3; i++) {
            node.publish("large:1", "e", large);
        }
        node.publish("large:1", "e", largest);
        node.publishNumbers("large:1", 1, 5);
        try (WireClient client = node.connected()) {
            client.text("{\"id\":1,\"subscribe\":{\"channel\":\"large:1\",\"position\":\"earliest\"}}");
            client.awaiting("subscribed");
            for (int offset = 1; offset <= 9; offset++) {
                JsonNode publication = client.object().get("publication");
                assertThat(publication.get("offset").intValue()).isEqualTo(offset);
                if (offset == 4) {
                    assertThat(publication.get("data").textValue()).hasSize(64 * 1024 - 2);
                }
            }
        }
    }

    @Test
    void sendsALargeSnapshotInFragmentsAndOtherThingsBehindIt() {
        for (int i = 0; i < 40; i++) {
            node.put("tasks", "big" + i, "t".repeat(10_000));
        }
        try (WireClient client = node.connected()) {
            client.text(
                    "{\"id\":1,\"subscribe\":{\"channel\":\"tasks\",\"snapshot\":true}}\n{\"id\":2,\"unsubscribe\":{\"channel\":\"x\"}}");
            assertThat(client.object().get("id").intValue()).isEqualTo(2);
            WireClient.Frame first = client.frame();
            assertThat(first.last()).isFalse();
            assertThat(first.opcode()).isEqualTo(FrameReader.TEXT);
            int total = first.payload().length;
            WireClient.Frame next = client.frame();
            while (!next.last()) {
                assertThat(next.opcode()).isEqualTo(FrameReader.CONTINUATION);
                total += next.payload().length;
                next = client.frame();
            }
            assertThat(total).isGreaterThan(350_000);
        }
    }

    @Test
    void isChangedByARequestOfItsOwnSubject() {
        try (WireClient client = node.connect()) {
            String connection =
                    client.object().get("connected").get("connection").textValue();
            node.change("developer", connection, Map.of("added", new StartingPoint.Head()), List.of());
            assertThat(client.awaiting("subscribed").get("channel").textValue()).isEqualTo("added");
            node.publish("added", "e", "1");
            assertThat(client.awaiting("publication").get("offset").intValue()).isEqualTo(1);
            node.change("developer", connection, Map.of(), List.of(new ChannelName("added")));
            assertThat(client.awaiting("unsubscribed").get("channel").textValue())
                    .isEqualTo("added");
        }
    }
}
