package dev.tidings.socket.engineio;

import static dev.tidings.socket.engineio.EngineNode.PATH;
import static dev.tidings.socket.engineio.EngineNode.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.model.Seeded;
import dev.tidings.socket.WireClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How sessions go over from polls to a WebSocket, on a node with two event loops. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EngineUpgradeTest {

    private static final char SEPARATOR = (char) PayloadReader.SEPARATOR;

    private final EngineNode node = new EngineNode(EngineNode.CALM);

    @AfterAll
    void close() {
        try {
            assertThat(node.node().figures().failures()).isZero();
        } finally {
            node.close();
        }
    }

    @Test
    void whatIsQueuedGoesOverToTheWebSocketInOrder() {
        String sid = node.open();
        assertThat(node.post(sid, "4a" + SEPARATOR + "bAQID" + SEPARATOR + "4c").status())
                .isEqualTo(200);
        try (WireClient socket = node.candidate(sid)) {
            socket.text("2probe");
            assertThat(socket.message()).isEqualTo("3probe");
            socket.text("5");
            assertThat(socket.message()).isEqualTo("4a");
            assertThat(socket.frame().payload()).containsExactly(1, 2, 3);
            assertThat(socket.message()).isEqualTo("4c");
            socket.text("4d");
            assertThat(socket.message()).isEqualTo("4d");
        }
    }

    @Test
    void loseAndDoubleNothingWhenTheyGoOverWhereverTheirRequestsComeIn() {
        long seed = Seeded.seed(EngineUpgradeTest.class);
        Random random = new Random(seed);
        for (int round = 0; round < 30; round++) {
            String sid = node.open();
            List<String> received = new ArrayList<>();
            int sent = 0;
            for (int bodies = random.nextInt(4); bodies > 0; bodies--) {
                StringBuilder body = new StringBuilder();
                for (int packets = 1 + random.nextInt(3); packets > 0; packets--) {
                    body.append(body.length() == 0 ? "" : SEPARATOR).append('4').append(sent++);
                }
                assertThat(node.post(sid, body.toString()).status()).isEqualTo(200);
                if (random.nextBoolean()) {
                    received.addAll(List.of(node.poll(sid).body().split("" + SEPARATOR, -1)));
                }
            }
            try (WireClient socket = node.candidate(sid)) {
                socket.text("2probe");
                assertThat(socket.message()).isEqualTo("3probe");
                socket.text("5");
                for (int packets = 1 + random.nextInt(5); packets > 0; packets--) {
                    socket.text("4" + sent++);
                }
                while (received.size() < sent) {
                    received.add(socket.message());
                }
            }
            assertThat(received)
                    .as("seed " + seed)
                    .isEqualTo(IntStream.range(0, sent).mapToObj(i -> "4" + i).toList());
        }
    }

    @Test
    void answersThePollThatWaitsAsSoonAsTheWebSocketIsProbed() {
        String sid = node.open();
        try (HttpLine poll = node.line()) {
            long before = node.counters().requests();
            poll.send("GET", target(sid), "");
            node.awaitRequests(before + 1);
            try (WireClient socket = node.candidate(sid)) {
                socket.text("2probe");
                assertThat(socket.message()).isEqualTo("3probe");
                assertThat(poll.answer().body()).isEqualTo("6");
                socket.text("2probe");
                assertThat(socket.message()).isEqualTo("3probe");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"4hello", "5", "2", "2probes", "3probe", "1", "abc"})
    void aWebSocketThatDoesNotBeginWithTheProbeIsClosedAndTheSessionPollsOn(String first) {
        String sid = node.open();
        try (WireClient socket = node.candidate(sid)) {
            socket.text(first);
            assertThat(socket.closeCode()).isEqualTo(3501);
        }
        assertThat(node.post(sid, "4a").status()).isEqualTo(200);
        assertThat(node.poll(sid).body()).isEqualTo("4a");
    }

    @Test
    void aWebSocketThatIsGivenUpLeavesTheSessionToItsPollsAndMayBeFollowedByAnother() {
        String sid = node.open();
        try (WireClient socket = node.candidate(sid)) {
            socket.text("2probe");
            assertThat(socket.message()).isEqualTo("3probe");
            try (WireClient second = new WireClient(node.port())) {
                second.send(WireClient.request(PATH + "?EIO=4&transport=websocket&sid=" + sid)
                        .getBytes(StandardCharsets.US_ASCII));
                assertThat(second.readHead()).as("one at a time").isEqualTo(400);
            }
        }
        assertThat(node.post(sid, "4a").status()).isEqualTo(200);
        assertThat(node.poll(sid).body()).isEqualTo("4a");
        Awaitility.await().until(() -> {
            try (WireClient again = new WireClient(node.port())) {
                again.send(WireClient.request(PATH + "?EIO=4&transport=websocket&sid=" + sid)
                        .getBytes(StandardCharsets.US_ASCII));
                return again.readHead() == 101;
            }
        });
    }

    @Test
    void endsWhenItsWebSocketIsGone() {
        String sid = node.open();
        long before = node.counters().upgraded();
        try (WireClient socket = node.candidate(sid)) {
            socket.text("2probe");
            assertThat(socket.message()).isEqualTo("3probe");
            socket.text("5");
            Awaitility.await().until(() -> node.counters().upgraded() > before);
        }
        Awaitility.await().until(() -> node.poll(sid).body().equals("{\"code\":1,\"message\":\"Session ID unknown\"}"));
    }

    @Test
    void aWebSocketThatIsNotUsedInTimeIsClosedAndTheSessionPollsOn() {
        EngineSettings hasty = new EngineSettings(20_000, 20_000, 1_000, 1, 1, 1_000);
        try (EngineNode quick = new EngineNode(hasty)) {
            String sid = quick.open();
            try (WireClient socket = quick.candidate(sid)) {
                assertThat(socket.closeCode()).isEqualTo(1000);
            }
            assertThat(quick.post(sid, "4a").status()).isEqualTo(200);
            assertThat(quick.poll(sid).body()).isEqualTo("4a");
        }
    }
}
