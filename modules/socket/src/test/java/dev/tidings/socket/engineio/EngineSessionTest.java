package dev.tidings.socket.engineio;

import static dev.tidings.socket.engineio.EngineNode.OPENING;
import static dev.tidings.socket.engineio.EngineNode.PATH;
import static dev.tidings.socket.engineio.EngineNode.greeting;
import static dev.tidings.socket.engineio.EngineNode.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.socket.WireClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How sessions poll, send and end, on a node with two event loops. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EngineSessionTest {

    private static final char SEPARATOR = (char) PayloadReader.SEPARATOR;
    private static final int BINARY = 2;

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
    void keepsTheConnectionOfPollsAndBodies() {
        try (HttpLine line = node.line()) {
            String sid = greeting(line.ask("GET", PATH + OPENING, "").body())
                    .get("sid")
                    .textValue();
            for (int i = 0; i < 20; i++) {
                HttpLine.Answer posted = line.ask("POST", target(sid), "4" + i);
                assertThat(posted.headers()).doesNotContainEntry("connection", "close");
                assertThat(line.ask("GET", target(sid), "").body()).isEqualTo("4" + i);
            }
            assertThat(line.ask("POST", target(sid), "1").status()).isEqualTo(200);
            assertThat(line.ask("GET", target(sid), "").status()).isEqualTo(400);
            assertThat(line.ask("GET", PATH + OPENING, "").status()).isEqualTo(200);
        }
    }

    @Test
    void answersAPollThatWaitsWithAllThatOneBodyBrought() {
        String sid = node.open();
        try (HttpLine poll = node.line()) {
            long before = node.counters().requests();
            poll.send("GET", target(sid), "");
            node.awaitRequests(before + 1);
            assertThat(node.post(sid, "4a" + SEPARATOR + "4b" + SEPARATOR + "bAQ==")
                            .body())
                    .isEqualTo("ok");
            assertThat(poll.answer().body()).isEqualTo("4a" + SEPARATOR + "4b" + SEPARATOR + "bAQ==");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Content-Type: text/plain", "Content-Type: application/x-www-form-urlencoded"})
    void takesABodyWhateverItIsCalled(String header) {
        String sid = node.open();
        try (HttpLine line = node.line()) {
            String[] headers = header.isEmpty() ? new String[0] : new String[] {header};
            assertThat(line.ask("POST", target(sid), "4a", headers).status()).isEqualTo(200);
        }
        assertThat(node.poll(sid).body()).isEqualTo("4a");
    }

    @Test
    void isServedWithoutTheSlashAtTheEndToo() {
        String path = "/engine.io";
        try (HttpLine line = node.line();
                WireClient socket = WireClient.open(node.port(), path + "?EIO=4&transport=websocket&b64=1&t=x")) {
            HttpLine.Answer opened = line.ask("GET", path + OPENING + "&t=abc&b64=1&sid=", "");
            String sid = greeting(opened.body()).get("sid").textValue();
            assertThat(line.ask("POST", path + "?EIO=4&transport=polling&sid=" + sid, "4a")
                            .status())
                    .isEqualTo(200);
            assertThat(line.ask("GET", target(sid), "").body()).isEqualTo("4a");
            greeting(socket.message());
        }
    }

    @Test
    void bytesInBase64OverAWebSocketAreBytes() {
        try (WireClient client = node.socket()) {
            client.text("bAQIDBA==");
            WireClient.Frame frame = client.frame();
            assertThat(frame.opcode()).isEqualTo(BINARY);
            assertThat(frame.payload()).containsExactly(1, 2, 3, 4);
        }
    }

    @Test
    void takesABodyOfTheLargestSizeAndRefusesOneByteMore() {
        String sid = node.open();
        String largest = "4" + "x".repeat(999_999);
        assertThat(node.post(sid, largest).status()).isEqualTo(200);
        assertThat(node.poll(sid).body()).isEqualTo(largest);
        assertThat(node.post(sid, largest + "x").status()).isEqualTo(413);
        assertThat(node.post(sid, "4still here").status()).isEqualTo(200);
    }

    @Test
    void takesAMessageOfTheLargestSizeOverAWebSocketAndEndsAtOneByteMore() {
        try (WireClient client = node.socket()) {
            byte[] largest = new byte[1_000_000];
            Arrays.fill(largest, (byte) 'x');
            largest[0] = '4';
            client.send(WireClient.frame(0x81, largest));
            assertThat(client.message()).hasSize(1_000_000);
            client.send(WireClient.frame(0x81, new byte[1_000_001]));
            assertThat(client.closeCode()).isEqualTo(1009);
        }
    }

    /** Else a client that sends and never polls would fill the node's memory. */
    @Test
    void readsNoFurtherBodyWhileAsMuchIsQueuedAsAPollTakes() {
        String sid = node.open();
        List<String> sent = IntStream.range(0, 6)
                .mapToObj(i -> "4" + i + "-" + "x".repeat(99_997))
                .toList();
        assertThat(node.post(sid, String.join("" + SEPARATOR, sent)).status()).isEqualTo(200);
        try (HttpLine second = node.line()) {
            long before = node.counters().requests();
            second.send("POST", target(sid), "4last");
            node.awaitRequests(before + 1);
            HttpLine.Answer first = node.poll(sid);
            List<String> received = new ArrayList<>(List.of(first.body().split("" + SEPARATOR, -1)));
            assertThat(received)
                    .as("a poll takes 256 KiB and the packet that goes beyond")
                    .hasSize(3);
            while (received.size() < 7) {
                received.addAll(List.of(node.poll(sid).body().split("" + SEPARATOR, -1)));
            }
            List<String> all = new ArrayList<>(sent);
            all.add("4last");
            assertThat(received).isEqualTo(all);
            assertThat(second.answer().body()).isEqualTo("ok");
        }
    }

    @Test
    void endsASessionThatSendsTwoBodiesAtATime() {
        String sid = node.open();
        assertThat(node.post(sid, "4" + "x".repeat(300_000)).status()).isEqualTo(200);
        try (HttpLine held = node.line()) {
            long before = node.counters().requests();
            held.send("POST", target(sid), "4held");
            node.awaitRequests(before + 1);
            assertThat(node.post(sid, "4one too many").status()).isEqualTo(400);
            assertThat(held.answer().status()).isEqualTo(200);
        }
        assertThat(node.poll(sid).status()).isEqualTo(400);
    }

    /**
     * A browser repeats by itself what it sent on a kept connection that broke before the answer: then what the answer said is
     * lost, and nobody but the hub can know.
     */
    @Test
    void endsASessionWhosePollComesOnceMoreWhereverItComesIn() {
        for (int i = 0; i < 6; i++) {
            String sid = node.open();
            assertThat(node.post(sid + "&t=1", "4lost").status()).isEqualTo(200);
            assertThat(node.poll(sid + "&t=1").body()).isEqualTo("4lost");
            assertThat(node.post(sid + "&t=2", "4next").status()).isEqualTo(200);
            assertThat(node.poll(sid + "&t=1").body()).isEqualTo("{\"code\":1,\"message\":\"Session ID unknown\"}");
            assertThat(node.poll(sid + "&t=2").status()).isEqualTo(400);
        }
    }

    /** Else what it asks for would be done twice. */
    @Test
    void endsASessionWhoseBodyComesOnceMoreWhereverItComesIn() {
        for (int i = 0; i < 6; i++) {
            String sid = node.open();
            assertThat(node.post(sid + "&t=1", "4a").status()).isEqualTo(200);
            assertThat(node.poll(sid + "&t=1").body()).isEqualTo("4a");
            assertThat(node.post(sid + "&t=1", "4a").body())
                    .isEqualTo("{\"code\":1,\"message\":\"Session ID unknown\"}");
        }
    }

    /** Nothing tells them apart: who leaves it out is believed. */
    @ParameterizedTest
    @ValueSource(
            strings = {"", "&t=", "&t=%0A", "&t=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void goesOnWithRequestsThatAreNotTold(String mark) {
        String sid = node.open();
        for (int i = 0; i < 4; i++) {
            assertThat(node.post(sid + mark, "4a").status()).isEqualTo(200);
            assertThat(node.poll(sid + mark).body()).isEqualTo("4a");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "2probe", "4a\u001e", "7", "4a\u001e2"})
    void endsASessionAtAPacketThatNoClientSends(String body) {
        String sid = node.open();
        assertThat(node.post(sid, body).body()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
        assertThat(node.poll(sid).body()).isEqualTo("{\"code\":1,\"message\":\"Session ID unknown\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0{}", "5", "6", "3"})
    void passesOverPacketsThatMeanNothingHere(String body) {
        String sid = node.open();
        assertThat(node.post(sid, body + SEPARATOR + "4a").status()).isEqualTo(200);
        assertThat(node.poll(sid).body()).isEqualTo("4a");
    }

    @Test
    void aRequestOfTheOtherTransportIsRefusedAndChangesNothing() {
        try (WireClient socket = WireClient.open(node.port(), PATH + "?EIO=4&transport=websocket")) {
            String sid = greeting(socket.message()).get("sid").textValue();
            assertThat(node.poll(sid).body()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
            assertThat(node.post(sid, "4a").body()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
            socket.text("4b");
            assertThat(socket.message()).isEqualTo("4b");
        }
    }

    @Test
    void opensNoMoreSessionsThanThereMayBe() {
        EngineSettings few = new EngineSettings(120_000, 60_000, 1_000, 60_000, 60_000, 1);
        try (EngineNode small = new EngineNode(few)) {
            for (int loops = 0; loops < 2; loops++) {
                // each connection may come to either loop
                Awaitility.await().until(() -> {
                    try (HttpLine line = small.line()) {
                        return line.ask("GET", PATH + OPENING, "").status() == 200;
                    }
                });
            }
            try (HttpLine line = small.line();
                    WireClient socket = new WireClient(small.port())) {
                HttpLine.Answer refused = line.ask("GET", PATH + OPENING, "");
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.headers()).containsKey("retry-after");
                socket.send(
                        WireClient.request(PATH + "?EIO=4&transport=websocket").getBytes(StandardCharsets.US_ASCII));
                assertThat(socket.readHead()).isEqualTo(503);
            }
        }
    }

    @Test
    void forgetsASessionAndItsWaysInWhenItEnds() {
        for (int i = 0; i < 10; i++) {
            String sid = node.open();
            assertThat(node.post(sid, "1").status()).isEqualTo(200);
            assertThat(node.post(sid, "6").status()).isEqualTo(400);
        }
        Awaitility.await()
                .untilAsserted(() -> assertThat(node.node().figures().pipes()).isZero());
    }
}
