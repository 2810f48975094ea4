package dev.tidings.socket.eventbus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidings.socket.WireClient;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bridge (contract §7, §9) on a whole node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BridgeSessionTest {

    private final BridgeNode node = new BridgeNode();

    @AfterAll
    void close() {
        node.close();
    }

    private static String register(String channel, String headers) {
        return "{\"type\":\"register\",\"address\":\"tidings.channel." + channel + "\",\"headers\":{" + headers + "}}";
    }

    private static String send(String address, String body, int reply) {
        return "{\"type\":\"send\",\"address\":\"" + address + "\",\"headers\":{},\"body\":" + body
                + ",\"replyAddress\":\"r-" + reply + "\"}";
    }

    /** The next answer at a reply address; publications in between are skipped. */
    private static JsonNode reply(WireClient client, int number) {
        for (JsonNode message = client.object(); ; message = client.object()) {
            if (message.path("address").asText().equals("r-" + number)) {
                return message;
            }
        }
    }

    private static JsonNode problem(JsonNode error) throws Exception {
        return new ObjectMapper().readTree(error.get("message").textValue());
    }

    @Test
    void tellsWhereDeliveryStartsBeforeTheFirstMessage() {
        String position =
                node.node().publish("greet:1", "number", "1").position().toString();
        node.node().publishNumbers("greet:1", 2, 40);
        try (WireClient client = node.connect()) {
            client.text(register("greet:1", "\"position\":\"" + position + "\""));
            JsonNode first = client.object();
            assertThat(first.get("headers").get("kind").textValue()).isEqualTo("subscribed");
            assertThat(first.get("headers").get("position").textValue()).isEqualTo(position);
            assertThat(first.get("headers").get("recovered").textValue()).isEqualTo("true");
            for (int number = 2; number <= 40; number++) {
                JsonNode message = client.object();
                assertThat(message.get("address").textValue()).isEqualTo("tidings.channel.greet:1");
                assertThat(message.get("headers").get("offset").textValue()).isEqualTo(String.valueOf(number));
                assertThat(position)
                        .startsWith(message.get("headers").get("epoch").textValue());
                assertThat(message.get("body").get("data").intValue()).isEqualTo(number);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"earliest,0,true", "head,3,true", "nonsense,3,false", "aaaaaaaaaaaa-2,3,false"})
    void takesAnyPosition(String position, int offset, boolean recovered) {
        String channel = "position:" + position;
        node.node().publishNumbers(channel, 1, 3);
        try (WireClient client = node.connect()) {
            client.text(register(channel, "\"position\":\"" + position + "\""));
            JsonNode body = client.object().get("body");
            assertThat(body.get("position").textValue()).endsWith("-" + offset);
            assertThat(body.get("recovered").booleanValue()).isEqualTo(recovered);
        }
    }

    @Test
    void sendsACollectionToWhoAsksForItAndToWhoNeedsIt() {
        node.node().put("tasks", "snap", "a task");
        try (WireClient client = node.connect()) {
            client.text(register("tasks", "\"snapshot\":\"true\""));
            assertThat(client.object().get("body").get("snapshot").findValuesAsText("id"))
                    .contains("snap");
        }
        try (WireClient client = node.connect()) {
            client.text(register("tasks", "\"position\":\"aaaaaaaaaaaa-1\""));
            JsonNode message = client.object();
            assertThat(message.get("headers").get("recovered").textValue()).isEqualTo("false");
            assertThat(message.get("headers").get("reason").textValue()).isEqualTo("epoch");
            assertThat(message.get("body").get("snapshot").findValuesAsText("id"))
                    .contains("snap");
        }
        try (WireClient client = node.connect()) {
            client.text(register("tasks", ""));
            assertThat(client.object().get("body").has("snapshot")).isFalse();
        }
    }

    @Test
    void appendsWhatOneClientSendsInTheOrderSentAndRepliesToEach() {
        try (WireClient client = node.connect()) {
            client.text(register("order:1", "\"position\":\"earliest\""));
            assertThat(client.object().get("headers").get("kind").textValue()).isEqualTo("subscribed");
            for (int i = 1; i <= 300; i++) {
                client.text(send("tidings.publish", "{\"channel\":\"order:1\",\"data\":" + i + "}", i));
            }
            List<Integer> delivered = new ArrayList<>();
            int replies = 0;
            while (replies < 300 || delivered.size() < 300) {
                JsonNode message = client.object();
                if (message.has("headers")) {
                    delivered.add(message.get("body").get("data").intValue());
                } else {
                    replies++;
                    int number =
                            Integer.parseInt(message.get("address").textValue().substring(2));
                    assertThat(message.get("body").get("offset").intValue()).isEqualTo(number);
                }
            }
            assertThat(delivered)
                    .isEqualTo(IntStream.rangeClosed(1, 300).boxed().toList());
        }
    }

    @Test
    void writesAndReadsDocuments() throws Exception {
        try (WireClient client = node.connect()) {
            client.text(send(
                    "tidings.write",
                    "{\"collection\":\"tasks\",\"op\":\"create\",\"id\":\"bus\",\"document\":{\"title\":\"t\"}}",
                    1));
            JsonNode made = reply(client, 1);
            assertThat(made.get("type").textValue()).isEqualTo("rec");
            assertThat(made.get("body").get("document").get("version").intValue())
                    .isEqualTo(1);
            client.text(send("tidings.read", "{\"collection\":\"tasks\",\"id\":\"bus\"}", 2));
            assertThat(reply(client, 2).get("body").get("document"))
                    .isEqualTo(made.get("body").get("document"));
            client.text(send("tidings.read", "{\"collection\":\"tasks\"}", 3));
            JsonNode all = reply(client, 3).get("body");
            assertThat(all.get("documents").findValuesAsText("id")).contains("bus");
            assertThat(all.get("position").textValue()).isNotEmpty();

            String stale = "{\"collection\":\"tasks\",\"op\":\"patch\",\"id\":\"bus\",\"document\":{},\"version\":9}";
            client.text(send("tidings.write", stale, 4));
            JsonNode refusal = reply(client, 4);
            assertThat(refusal.get("type").textValue()).isEqualTo("err");
            assertThat(refusal.get("failureCode").intValue()).isEqualTo(409);
            assertThat(refusal.get("failureType").textValue()).isEqualTo("RECIPIENT_FAILURE");
            assertThat(problem(refusal).get("current").get("id").textValue()).isEqualTo("bus");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tidings.read|{\"collection\":\"tasks\",\"id\":\"none\"}|404",
                "tidings.read|{\"collection\":\"nothing\"}|404",
                "tidings.read|{}|422",
                "tidings.read|null|422",
                "tidings.write|{\"collection\":\"tasks\",\"op\":\"burn\"}|422",
                "tidings.publish|{\"channel\":\"tasks\"}|409",
                "tidings.publish|{\"channel\":\"a b\"}|400",
                "tidings.publish|{\"channel\":\"tidings:revocations\"}|403",
                "tidings.publish|{\"channel\":\"chat\",\"event\":\"connected\"}|400",
                "tidings.publish|[]|422",
                "tidings.subscribe|{\"channel\":\"chat\"}|403",
                "tidings.channel.chat|{}|403",
                "tidings.node.n1|{}|403",
                "anything|{}|403",
            })
    void refusesWithTheStatusThatTheApiWouldGive(String address, String body, int status) throws Exception {
        try (WireClient client = node.connect()) {
            client.text(send(address, body, 1));
            JsonNode refusal = client.object();
            assertThat(refusal.get("type").textValue()).isEqualTo("err");
            assertThat(refusal.get("address").textValue()).isEqualTo("r-1");
            assertThat(refusal.get("failureCode").intValue())
                    .as(refusal.toString())
                    .isEqualTo(status);
            assertThat(problem(refusal).get("status").intValue()).isEqualTo(status);
            client.text(send("tidings.publish", "{\"channel\":\"after\"}", 2));
            assertThat(reply(client, 2).get("type").textValue()).isEqualTo("rec");
        }
    }

    @Test
    void refusesToPublishAndCountsIt() {
        long before = node.service().counters().publishesRefused();
        try (WireClient client = node.connect()) {
            for (String address : List.of("tidings.publish", "tidings.write", "tidings.channel.chat", "news")) {
                client.text("{\"type\":\"publish\",\"address\":\"" + address + "\",\"body\":{\"channel\":\"never\"}}");
                JsonNode refusal = client.object();
                assertThat(refusal.get("address").textValue()).isEqualTo(address);
                assertThat(refusal.get("failureCode").intValue()).isEqualTo(403);
            }
            client.text(register("never", "\"position\":\"earliest\""));
            assertThat(client.object().get("headers").get("position").textValue())
                    .endsWith("-0");
        }
        assertThat(node.service().counters().publishesRefused()).isEqualTo(before + 4);
    }

    @Test
    void registersAnAddressOnceAndAnewAfterItWasUnregistered() {
        try (WireClient client = node.connect()) {
            client.text(register("twice", ""));
            assertThat(client.object().get("type").textValue()).isEqualTo("rec");
            client.text(register("twice", ""));
            JsonNode refusal = client.object();
            assertThat(refusal.get("address").textValue()).isEqualTo("tidings.channel.twice");
            assertThat(refusal.get("failureCode").intValue()).isEqualTo(409);

            client.text("{\"type\":\"unregister\",\"address\":\"tidings.channel.twice\",\"headers\":{}}");
            client.text(send("tidings.publish", "{\"channel\":\"twice\",\"data\":1}", 1));
            assertThat(client.object().get("address").textValue()).isEqualTo("r-1");
            client.text(register("twice", "\"position\":\"earliest\""));
            assertThat(client.object().get("headers").get("kind").textValue()).isEqualTo("subscribed");
            assertThat(client.object().get("body").get("data").intValue()).isEqualTo(1);
        }
    }

    @Test
    void registersAtMostAThousandAddresses() {
        try (WireClient client = node.connect()) {
            for (int i = 0; i < 1_000; i++) {
                client.text(register("many:" + i, ""));
                assertThat(client.object().get("type").textValue()).isEqualTo("rec");
            }
            client.text(register("many:1000", ""));
            assertThat(client.object().get("failureCode").intValue()).isEqualTo(409);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "[]",
                "{\"type\":\"send\"}",
                "{\"type\":\"dance\",\"address\":\"tidings.publish\"}",
                "{\"address\":\"tidings.publish\"}",
                "{\"type\":\"register\",\"address\":\"tidings.channel.a b\"}",
                "{\"type\":\"register\",\"address\":\"tidings.channel.tidings:revocations\"}"
            })
    void refusesWhatItDoesNotUnderstandAndGoesOn(String text) {
        try (WireClient client = node.connect()) {
            client.text(text);
            JsonNode refusal = client.object();
            assertThat(refusal.get("type").textValue()).isEqualTo("err");
            assertThat(refusal.get("failureCode").intValue()).isBetween(400, 422);
            client.text("{\"type\":\"ping\"}");
            client.text(send("tidings.publish", "{\"channel\":\"after\"}", 1));
            assertThat(client.object().get("address").textValue()).isEqualTo("r-1");
        }
    }

    @Test
    void tellsWhenHistoryIsNoLongerWhole() {
        String position =
                node.node().publish("short:gap", "number", "1").position().toString();
        node.node().publishNumbers("short:gap", 2, 60);
        try (WireClient client = node.connect()) {
            client.text(register("short:gap", "\"position\":\"" + position + "\""));
            JsonNode headers = client.object().get("headers");
            assertThat(headers.get("recovered").textValue()).isEqualTo("false");
            assertThat(headers.get("reason").textValue()).isEqualTo("trimmed");
        }
    }

    @Test
    void tellsASlowClientOfAGapInMidStream() {
        String data = "\"" + "d".repeat(60_000) + "\"";
        int last = 350;
        try (WireClient slow = node.connect()) {
            slow.text(register("short:slow", ""));
            assertThat(slow.object().get("headers").get("kind").textValue()).isEqualTo("subscribed");
            for (int i = 1; i <= last; i++) {
                node.node().publish("short:slow", "e", data);
            }
            int resets = 0;
            for (int expected = 1; expected <= last; expected++) {
                JsonNode headers = slow.object().get("headers");
                if (headers.has("kind")) {
                    resets++;
                    assertThat(headers.get("kind").textValue()).isEqualTo("reset");
                    String position = headers.get("position").textValue();
                    int from = Integer.parseInt(position.substring(position.indexOf('-') + 1));
                    assertThat(from).isGreaterThanOrEqualTo(expected);
                    expected = from;
                } else {
                    assertThat(headers.get("offset").textValue()).isEqualTo(String.valueOf(expected));
                }
            }
            assertThat(resets).isPositive();
        }
    }
}
