package dev.tidings.socket.eventbus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidings.edge.DevelopmentIdentity;
import dev.tidings.hub.VertxLoop;
import dev.tidings.model.Seeded;
import dev.tidings.socket.Line;
import dev.tidings.socket.MemoryLine;
import dev.tidings.socket.SocketNode;
import dev.tidings.socket.Unlimited;
import dev.tidings.socket.WireClient;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are not the standard one, and mean no good. */
class BridgeAttackTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MESSAGES = 5_000;

    private static final List<String> TYPES = List.of("send", "register", "unregister", "publish", "ping", "rec", "");
    private static final List<String> ADDRESSES = List.of(
            "\"tidings.publish\"",
            "\"tidings.write\"",
            "\"tidings.read\"",
            "\"tidings.channel.a\"",
            "\"tidings.channel.tasks\"",
            "\"tidings.channel.tidings:x\"",
            "\"tidings.channel.\"",
            "\"tidings.node.n1\"",
            "\"\\u0000\\ud800\"",
            "7",
            "null",
            "[]");
    private static final List<String> HEADERS = List.of(
            "{}",
            "null",
            "[1]",
            "\"x\"",
            "{\"position\":7}",
            "{\"position\":\"earliest\",\"snapshot\":\"true\"}",
            "{\"position\":\"aaaaaaaaaaaa-99999999999999999999\"}",
            "{\"snapshot\":{}}",
            "{\"authorization\":\"Bearer x\"}",
            "{\"authorization\":[]}");
    private static final List<String> BODIES = List.of(
            "null",
            "[]",
            "\"text\"",
            "{\"channel\":\"a\",\"data\":1}",
            "{\"channel\":{},\"data\":1}",
            "{\"channel\":\"a\",\"event\":\"reset\"}",
            "{\"channel\":\"a\",\"idempotencyKey\":7}",
            "{\"collection\":\"tasks\",\"op\":\"put\",\"id\":\"1\",\"document\":{\"title\":\"t\"}}",
            "{\"collection\":\"tasks\",\"op\":\"put\",\"id\":\"stream\",\"document\":[]}",
            "{\"collection\":\"tasks\",\"op\":\"delete\",\"id\":\"1\",\"version\":-1}",
            "{\"collection\":\"../x\",\"id\":\"a b\"}");

    private final BridgeNode node = new BridgeNode();

    @AfterEach
    void close() {
        node.close();
    }

    private static String send(String address, String body, String reply) {
        return "{\"type\":\"send\",\"address\":\"" + address + "\",\"body\":" + body + ",\"replyAddress\":\"" + reply
                + "\"}";
    }

    private static String channel(String type, String channel) {
        return "{\"type\":\"" + type + "\",\"address\":\"tidings.channel." + channel + "\"}";
    }

    private static byte[] random(Random random) {
        String message = "{\"type\":\"" + TYPES.get(random.nextInt(TYPES.size())) + "\",\"address\":"
                + ADDRESSES.get(random.nextInt(ADDRESSES.size())) + ",\"headers\":"
                + HEADERS.get(random.nextInt(HEADERS.size())) + ",\"body\":" + BODIES.get(random.nextInt(BODIES.size()))
                + (random.nextBoolean() ? ",\"replyAddress\":" + ADDRESSES.get(random.nextInt(ADDRESSES.size())) : "")
                + "}";
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            bytes[random.nextInt(bytes.length)] = (byte) "{}[]\":,\\0n".charAt(random.nextInt(10));
        }
        return bytes;
    }

    /** Each is answered with what the standard client can read, or not at all; none is a fault of the node. */
    @Test
    void refusesAnythingAtAllAndServesOn() throws Exception {
        long seed = Seeded.seed(BridgeAttackTest.class);
        Random random = new Random(seed);
        MemoryLine line = new MemoryLine();
        Context context = node.node().vertx().getOrCreateContext();
        onLoop(context, () -> {
            Line.Acceptor acceptor = node.service()
                    .acceptor(node.node().hub().port(new VertxLoop(node.node().vertx(), context)));
            Line.Owner owner = acceptor.open(line, new DevelopmentIdentity(), new Unlimited());
            for (int i = 0; i < MESSAGES; i++) {
                owner.message(true, random(random));
            }
            owner.message(
                    true,
                    send("tidings.publish", "{\"channel\":\"after\"}", "the-last")
                            .getBytes(StandardCharsets.UTF_8));
            return true;
        });
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> onLoop(
                        context, () -> line.said.stream().anyMatch(text -> text.contains("\"address\":\"the-last\""))));
        List<String> said = onLoop(context, () -> List.copyOf(line.said));
        assertThat(said.size()).as("seed %s", seed).isGreaterThan(MESSAGES / 2);
        for (String text : said) {
            JsonNode message = JSON.readTree(text);
            if (message.get("type").textValue().equals("err")) {
                int status = message.get("failureCode").intValue();
                assertThat(status).as("seed %s: %s", seed, text).isBetween(400, 499);
                assertThat(JSON.readTree(message.get("message").textValue())
                                .get("status")
                                .intValue())
                        .isEqualTo(status);
            } else {
                assertThat(message.get("type").textValue()).isEqualTo("rec");
            }
        }
        assertThat(node.node().figures().failures()).as("seed %s", seed).isZero();
    }

    @Test
    void repliesToWhoAskedThoughAnotherWaitsAtTheSameAddress() {
        try (WireClient one = node.connect();
                WireClient other = node.connect()) {
            one.text(send("tidings.publish", "{\"channel\":\"one\"}", "same"));
            other.text(send("tidings.publish", "{\"channel\":\"other\"}", "same"));
            assertThat(one.object().get("body").get("channel").textValue()).isEqualTo("one");
            assertThat(other.object().get("body").get("channel").textValue()).isEqualTo("other");

            one.text(send("tidings.publish", "{\"channel\":\"one\"}", "twice"));
            one.text(send("tidings.publish", "{\"channel\":\"one\"}", "twice"));
            assertThat(one.object().get("body").get("offset").intValue()).isEqualTo(2);
            assertThat(one.object().get("body").get("offset").intValue()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"same", "the-others", "__vertx.reply.1", "tidings.node.n1"})
    void takesNoMessageForWhereSomebodyMayWaitForAReply(String address) {
        try (WireClient client = node.connect()) {
            client.text(send(address, "{}", "r-1"));
            assertThat(client.object().get("failureCode").intValue()).isEqualTo(403);
            client.text("{\"type\":\"register\",\"address\":\"" + address + "\"}");
            JsonNode refusal = client.object();
            assertThat(refusal.get("address").textValue()).isEqualTo(address);
            assertThat(refusal.get("failureCode").intValue()).isEqualTo(403);
        }
    }

    @Test
    void unregistersWhatWasNeverRegisteredWithoutAWord() {
        try (WireClient client = node.connect()) {
            client.text(channel("unregister", "never"));
            client.text(channel("unregister", "never"));
            client.text(send("tidings.publish", "{\"channel\":\"never\"}", "r-1"));
            assertThat(client.object().get("address").textValue()).isEqualTo("r-1");
            client.text("{\"type\":\"unregister\",\"address\":\"news.uk\"}");
            assertThat(client.object().get("failureCode").intValue()).isEqualTo(403);
        }
    }

    @Test
    void endsAsTheLastOfManyRegistrationsInARowSays() {
        try (WireClient client = node.connect()) {
            for (int i = 0; i < 20; i++) {
                client.text(channel("register", "row"));
                client.text(channel("unregister", "row"));
            }
            client.text(channel("register", "row"));
            for (int i = 0; i < 21; i++) {
                assertThat(client.object().get("headers").get("kind").textValue())
                        .isEqualTo("subscribed");
            }
            node.node().publish("row", "number", "1");
            assertThat(client.object().get("body").get("data").intValue()).isEqualTo(1);
            client.text(channel("register", "row"));
            assertThat(client.object().get("failureCode").intValue()).isEqualTo(409);
        }
    }

    @Test
    void endsTheLineOfAMessageThatIsTooLarge() {
        try (WireClient client = node.connect()) {
            client.text(
                    send("tidings.publish", "{\"channel\":\"large\",\"data\":\"" + "x".repeat(70_000) + "\"}", "r-1"));
            assertThat(client.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void tellsOfTheNodesEndAndTurnsAwayWhoComesMeanwhile() throws Exception {
        try (WireClient client = node.connect()) {
            client.text(channel("register", "chat"));
            assertThat(client.object().get("headers").get("kind").textValue()).isEqualTo("subscribed");
            SocketNode.await(node.node().hub().drain(50));
            expectDrain(client);
        }
        try (WireClient late = node.connect()) {
            expectDrain(late);
        }
    }

    private static void expectDrain(WireClient client) throws Exception {
        JsonNode end = client.object();
        assertThat(end.has("address")).isFalse();
        assertThat(end.get("failureCode").intValue()).isEqualTo(3001);
        assertThat(end.get("failureType").textValue()).isEqualTo("DISCONNECT");
        JsonNode told = JSON.readTree(end.get("message").textValue());
        assertThat(told.get("reconnect").booleanValue()).isTrue();
        assertThat(told.get("retryAfterMs").longValue()).isPositive();
        assertThat(client.closeCode()).isEqualTo(3001);
    }

    private static <T> T onLoop(Context context, Supplier<T> step) {
        Promise<T> done = Promise.promise();
        context.runOnContext(ignored -> {
            try {
                done.complete(step.get());
            } catch (RuntimeException e) {
                done.fail(e);
            }
        });
        return SocketNode.await(done.future());
    }
}
