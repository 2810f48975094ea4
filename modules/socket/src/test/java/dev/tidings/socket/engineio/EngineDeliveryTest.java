package dev.tidings.socket.engineio;

import static dev.tidings.socket.engineio.EngineNode.OBJECTS;
import static dev.tidings.socket.engineio.EngineNode.OPENING;
import static dev.tidings.socket.engineio.EngineNode.greeting;
import static dev.tidings.socket.engineio.EngineNode.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.model.Seeded;
import dev.tidings.socket.SocketNode;
import dev.tidings.socket.WireClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Subscriptions over Engine.IO: the objects of contract §6, with the one session of the hub behind. */
class EngineDeliveryTest {

    private static final String SEPARATOR = "\u001e";

    private final EngineNode node = new EngineNode(EngineNode.CALM);

    @AfterEach
    void close() {
        node.close();
    }

    /** A client that polls, and may go over to a WebSocket. Owned by its test. */
    private final class Client implements AutoCloseable {
        private final HttpLine line = node.line();
        private final String sid;
        private final List<JsonNode> objects = new ArrayList<>();
        private WireClient socket;

        Client() {
            List<String> first = packets(line.ask("GET", OBJECTS + OPENING, "").body());
            sid = greeting(first.get(0)).get("sid").textValue();
            take(first.subList(1, first.size()));
        }

        String target() {
            return OBJECTS + "?EIO=4&transport=polling&sid=" + sid;
        }

        List<String> poll() {
            HttpLine.Answer answer = line.ask("GET", target(), "");
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            List<String> packets = packets(answer.body());
            take(packets);
            return packets;
        }

        void say(String object) {
            if (socket != null) {
                socket.text("4" + object);
            } else {
                assertThat(line.ask("POST", target(), "4" + object).status()).isEqualTo(200);
            }
        }

        /** Reads on until so many objects of that kind have come. */
        List<JsonNode> awaiting(String kind, int count) {
            while (ofKind(kind).size() < count) {
                if (socket != null) {
                    take(List.of(socket.message()));
                } else {
                    poll();
                }
            }
            return ofKind(kind);
        }

        void upgrade() {
            WireClient offered = WireClient.open(node.port(), OBJECTS + "?EIO=4&transport=websocket&sid=" + sid);
            offered.text("2probe");
            assertThat(offered.message()).isEqualTo("3probe");
            offered.text("5");
            socket = offered;
        }

        private List<JsonNode> ofKind(String kind) {
            return objects.stream()
                    .filter(object -> object.has(kind))
                    .map(object -> object.get(kind))
                    .toList();
        }

        private void take(List<String> packets) {
            for (String packet : packets) {
                if (packet.startsWith("4")) {
                    for (String object : packet.substring(1).split("\n", -1)) {
                        objects.add(json(object));
                    }
                }
            }
        }

        @Override
        public void close() {
            line.close();
            if (socket != null) {
                socket.close();
            }
        }
    }

    private static List<String> packets(String body) {
        return List.of(body.split(SEPARATOR, -1));
    }

    private static List<Integer> numbers(List<JsonNode> publications) {
        return publications.stream().map(each -> each.get("data").intValue()).toList();
    }

    private static List<Integer> upTo(int last) {
        return IntStream.rangeClosed(1, last).boxed().toList();
    }

    @Test
    void theFirstAnswerCarriesTheGreetingOfTheDialect() {
        try (Client client = new Client()) {
            assertThat(client.awaiting("connected", 1).get(0).get("node").textValue())
                    .isEqualTo("n1");
        }
    }

    @Test
    void pollsGetEachPublicationOnceAndInOrderHoweverManyAPollTakes() {
        node.node().publishNumbers("many:1", 1, 3_000);
        try (Client client = new Client()) {
            client.say("{\"id\":1,\"subscribe\":{\"channel\":\"many:1\",\"position\":\"earliest\"}}");
            JsonNode subscribed = client.awaiting("subscribed", 1).get(0);
            int oldest = 3_000 - 1_000;
            assertThat(subscribed.get("channel").textValue()).isEqualTo("many:1");
            List<Integer> numbers = numbers(client.awaiting("publication", 1_000));
            assertThat(numbers)
                    .isEqualTo(IntStream.rangeClosed(oldest + 1, 3_000).boxed().toList());
        }
    }

    @Test
    void nothingIsQueuedForAClientThatDoesNotPoll() {
        try (Client client = new Client()) {
            client.say("{\"id\":1,\"subscribe\":{\"channel\":\"quiet:1\"}}");
            client.awaiting("subscribed", 1);
            node.node().publishNumbers("quiet:1", 1, 900);
            // what was published while nobody polled waits in the channel; the first poll takes what is joined in one
            // turn
            List<String> first = client.poll();
            assertThat(first).isNotEmpty();
            assertThat(numbers(client.awaiting("publication", 900))).isEqualTo(upTo(900));
        }
    }

    @Test
    void goingOverToAWebSocketInMidStreamLosesAndDoublesNothing() {
        long seed = Seeded.seed(EngineDeliveryTest.class);
        Random random = new Random(seed);
        for (int round = 1; round <= 5; round++) {
            String channel = "over:" + round;
            try (Client client = new Client()) {
                client.say("{\"id\":1,\"subscribe\":{\"channel\":\"" + channel + "\"}}");
                client.awaiting("subscribed", 1);
                int before = 1 + random.nextInt(50);
                int polled = random.nextInt(before + 1);
                node.node().publishNumbers(channel, 1, before);
                client.awaiting("publication", polled);
                for (int number = before + 1; number <= before + 100; number++) {
                    node.node().publishing(channel, "number", Integer.toString(number));
                }
                client.upgrade();
                assertThat(numbers(client.awaiting("publication", before + 100)))
                        .as("seed " + seed)
                        .isEqualTo(upTo(before + 100));
            }
        }
    }

    /** More than a pipe takes at a time: a WebSocket that came in on the other loop has to be told when it may go on. */
    @Test
    void aLargeCatchUpIsWholeWhereverItsWebSocketCameIn() {
        String padding = "x".repeat(2_000);
        for (int number = 1; number < 800; number++) {
            node.node().publishing("large:1", "number", "{\"n\":" + number + ",\"padding\":\"" + padding + "\"}");
        }
        node.node().publish("large:1", "number", "{\"n\":800}");
        for (int connection = 0; connection < 4; connection++) {
            try (Client client = new Client()) {
                client.upgrade();
                client.say("{\"id\":1,\"subscribe\":{\"channel\":\"large:1\",\"position\":\"earliest\"}}");
                List<JsonNode> publications = client.awaiting("publication", 800);
                assertThat(publications.stream()
                                .map(each -> each.get("data").get("n").intValue())
                                .toList())
                        .isEqualTo(upTo(800));
            }
        }
    }

    @Test
    void commandsAreAnsweredOverPollsAndOverAWebSocket() {
        try (Client client = new Client()) {
            client.say("{\"id\":1,\"publish\":{\"channel\":\"chat:1\",\"data\":1}}");
            assertThat(client.awaiting("published", 1).get(0).get("position").textValue())
                    .endsWith("-1");
            client.upgrade();
            client.say("{\"id\":2,\"publish\":{\"channel\":\"chat:1\",\"data\":2}}");
            assertThat(client.awaiting("published", 2).get(1).get("position").textValue())
                    .endsWith("-2");
        }
    }

    @Test
    void aDrainTellsThePollThatWaitsAndThePollThatComes() {
        try (Client waiting = new Client();
                Client late = new Client();
                Client over = new Client()) {
            waiting.awaiting("connected", 1);
            late.awaiting("connected", 1);
            over.awaiting("connected", 1);
            over.upgrade();
            Awaitility.await().until(() -> node.objects().upgraded() == 1);
            long before = node.objects().requests();
            waiting.line.send("GET", waiting.target(), "");
            Awaitility.await().until(() -> node.objects().requests() > before);
            SocketNode.await(node.node().hub().drain(50));
            List<String> told = packets(waiting.line.answer().body());
            assertThat(told).as("the end goes alone").hasSize(1);
            JsonNode disconnect = json(told.get(0).substring(1)).get("disconnect");
            assertThat(disconnect.get("code").intValue()).isEqualTo(3001);
            assertThat(disconnect.get("retryAfterMs").intValue()).isPositive();
            assertThat(waiting.poll()).containsExactly("1");
            assertThat(late.poll()).singleElement().asString().contains("3001");
            assertThat(late.poll()).containsExactly("1");
            assertThat(late.line.ask("GET", late.target(), "").status())
                    .as("it is gone")
                    .isEqualTo(400);
            assertThat(over.socket.message()).contains("3001");
            assertThat(over.socket.closeCode()).isEqualTo(3001);
            Awaitility.await().until(() -> node.objects().open() == 0);
        }
    }

    @Test
    void whoComesToANodeThatIsGoingIsToldSoInTheFirstAnswer() {
        SocketNode.await(node.node().hub().drain(1));
        try (HttpLine line = node.line()) {
            List<String> packets =
                    packets(line.ask("GET", OBJECTS + OPENING, "").body());
            assertThat(packets).hasSize(2);
            String sid = greeting(packets.get(0)).get("sid").textValue();
            assertThat(json(packets.get(1).substring(1))
                            .get("disconnect")
                            .get("code")
                            .intValue())
                    .isEqualTo(3001);
            assertThat(line.ask("GET", OBJECTS + OPENING + "&sid=" + sid, "").body())
                    .isEqualTo("1");
        }
        Awaitility.await().until(() -> node.objects().open() == 0);
    }

    @Test
    void theLastWordsWaitForAPollOnlySoLong() {
        EngineSettings settings = new EngineSettings(20_000, 20_000, 1_000_000, 60_000, 1, 1_000);
        try (EngineNode hasty = new EngineNode(settings);
                HttpLine line = hasty.line()) {
            line.ask("GET", OBJECTS + OPENING, "");
            assertThat(hasty.objects().open()).isEqualTo(1);
            SocketNode.await(hasty.node().hub().drain(1));
            Awaitility.await().until(() -> hasty.objects().open() == 0);
        }
    }
}
