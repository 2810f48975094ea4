package dev.tidings.socket.engineio;

import static dev.tidings.socket.engineio.EngineNode.PATH;
import static dev.tidings.socket.engineio.EngineNode.greeting;
import static dev.tidings.socket.engineio.EngineNode.target;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.socket.WireClient;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the protocol's public test suite asks of a server, on the wire, with the times of the conformance mode. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EngineSuiteTest {

    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;

    private final EngineNode node = new EngineNode(EngineNode.CONFORMANCE);
    private final EngineNode calm = new EngineNode(EngineNode.CALM);

    /** It asks as often as in conformance mode, and takes its time for the answer. */
    private final EngineNode patient =
            new EngineNode(new EngineSettings(300, 60_000, 1_000_000, 60_000, 60_000, 1_000));

    @AfterAll
    void close() {
        node.close();
        calm.close();
        patient.close();
    }

    @Test
    void opensASessionThatPolls() {
        try (HttpLine line = node.line()) {
            HttpLine.Answer answer = line.ask("GET", PATH + "?EIO=4&transport=polling", "");
            assertThat(answer.status()).isEqualTo(200);
            JsonNode greeting = greeting(answer.body());
            assertThat(names(greeting))
                    .containsExactlyInAnyOrder("sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload");
            assertThat(greeting.get("sid").textValue()).startsWith("n1.");
            assertThat(greeting.get("upgrades").toString()).isEqualTo("[\"websocket\"]");
            assertThat(greeting.get("pingInterval").intValue()).isEqualTo(300);
            assertThat(greeting.get("pingTimeout").intValue()).isEqualTo(200);
            assertThat(greeting.get("maxPayload").intValue()).isEqualTo(1_000_000);
        }
    }

    @Test
    void opensASessionOnAWebSocket() {
        try (WireClient client = WireClient.open(node.port(), PATH + "?EIO=4&transport=websocket")) {
            JsonNode greeting = greeting(client.message());
            assertThat(names(greeting))
                    .containsExactlyInAnyOrder("sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload");
            assertThat(greeting.get("upgrades").toString()).isEqualTo("[]");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "?transport=polling,5,Unsupported protocol version",
        "?EIO=abc&transport=polling,5,Unsupported protocol version",
        "?EIO=3&transport=polling,5,Unsupported protocol version",
        "?EIO=4,0,Transport unknown",
        "?EIO=4&transport=abc,0,Transport unknown",
        "?EIO=4&transport=webtransport,0,Transport unknown",
        "?EIO=4&transport=websocket,3,Bad request",
        "?EIO=4&transport=polling&sid=n1.AAAAAAAAAAAAAAAAAAAAAA,1,Session ID unknown",
        "?EIO=4&transport=polling&sid=nothing,1,Session ID unknown",
        "?EIO=4&transport=polling&sid=.,1,Session ID unknown",
        "?EIO=4&transport=polling&sid=n1.,1,Session ID unknown",
        "?EIO=4&transport=polling&sid=nowhere.AAAAAAAAAAAAAAAAAAAAAA,1,Session ID unknown",
        "?EIO=4&transport=polling&sid=n1.%0A%00/../admin,1,Session ID unknown"
    })
    void refusesARequestInTheWordsOfTheProtocol(String query, int code, String message) {
        try (HttpLine line = calm.line()) {
            HttpLine.Answer answer = line.ask("GET", PATH + query, "");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.headers().get("content-type")).isEqualTo("application/json");
            assertThat(answer.body()).isEqualTo("{\"code\":" + code + ",\"message\":\"" + message + "\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void aSessionIsOpenedByGetAlone(String method) {
        try (HttpLine line = calm.line()) {
            HttpLine.Answer answer = line.ask(method, PATH + "?EIO=4&transport=polling", "");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).isEqualTo("{\"code\":2,\"message\":\"Bad handshake method\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"?transport=websocket", "?EIO=abc&transport=websocket", "?EIO=4", "?EIO=4&transport=abc"})
    void refusesAWebSocketBeforeItIsOne(String query) {
        try (WireClient client = new WireClient(calm.port())) {
            client.send(WireClient.request(PATH + query).getBytes(StandardCharsets.US_ASCII));
            assertThat(client.readHead()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"4hello", "4test1\u001e4test2\u001e4test3", "4hello\u001ebAQIDBA=="})
    void takesAPayloadAndGivesItBackToThePoll(String payload) {
        String sid = calm.open();
        HttpLine.Answer posted = calm.post(sid, payload);
        assertThat(posted.status()).isEqualTo(200);
        assertThat(posted.body()).isEqualTo("ok");
        HttpLine.Answer polled = calm.poll(sid);
        assertThat(polled.status()).isEqualTo(200);
        assertThat(polled.body()).isEqualTo(payload);
    }

    @Test
    void endsASessionAtABodyThatIsNone() {
        String sid = calm.open();
        assertThat(calm.post(sid, "abc").status()).isEqualTo(400);
        assertThat(calm.poll(sid).status()).isEqualTo(400);
    }

    @Test
    void endsASessionAtASecondPoll() {
        String sid = calm.open();
        try (HttpLine first = calm.line()) {
            long before = calm.counters().requests();
            first.send("GET", target(sid), "");
            calm.awaitRequests(before + 1);
            HttpLine.Answer second = calm.poll(sid);
            assertThat(second.status()).isEqualTo(400);
            HttpLine.Answer answer = first.answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("1");
        }
        assertThat(calm.poll(sid).status()).isEqualTo(400);
    }

    @Test
    void endsASessionWhosePollWasGivenUp() {
        String sid = calm.open();
        long before = calm.counters().requests();
        try (HttpLine poll = calm.line()) {
            poll.send("GET", target(sid), "");
            calm.awaitRequests(before + 1);
        }
        Awaitility.await().until(() -> calm.post(sid, "6").status() == 400);
        assertThat(calm.poll(sid).status()).isEqualTo(400);
    }

    @Test
    void echoesTextAndBytesOverAWebSocket() {
        try (WireClient client = calm.socket()) {
            client.text("4hello");
            assertThat(client.message()).isEqualTo("4hello");
            client.send(WireClient.frame(0x80 | BINARY, new byte[] {1, 2, 3, 4}));
            WireClient.Frame frame = client.frame();
            assertThat(frame.opcode()).isEqualTo(BINARY);
            assertThat(frame.payload()).containsExactly(1, 2, 3, 4);
        }
    }

    @Test
    void endsAWebSocketAtAMessageThatIsNoPacket() {
        try (WireClient client = calm.socket()) {
            client.text("abc");
            assertThat(client.frame().code()).isEqualTo(3501);
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void pingsWhoPolls() {
        String sid = patient.open();
        for (int i = 0; i < 3; i++) {
            HttpLine.Answer answer = patient.poll(sid);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("2");
            assertThat(patient.post(sid, "3").status()).isEqualTo(200);
        }
    }

    @Test
    void endsWhoPollsButDoesNotAnswerThePing() {
        String sid = node.open();
        // it may be over already on a machine that is slow to ask
        assertThat(node.poll(sid).body()).isIn("2", "{\"code\":1,\"message\":\"Session ID unknown\"}");
        Awaitility.await()
                .untilAsserted(() -> assertThat(node.poll(sid).status()).isEqualTo(400));
    }

    @Test
    void endsWhoNeverPolls() {
        String sid = node.open();
        Awaitility.await().until(() -> node.post(sid, "6").status() == 400);
    }

    @Test
    void pingsOverAWebSocket() {
        try (WireClient client = patient.socket()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.message()).isEqualTo("2");
                client.text("3");
            }
        }
    }

    @Test
    void endsAWebSocketThatDoesNotAnswerThePing() {
        try (WireClient client = node.socket()) {
            assertThat(client.message()).isEqualTo("2");
            WireClient.Frame end = client.frame();
            assertThat(end.opcode()).isEqualTo(CLOSE);
            assertThat(end.code()).isEqualTo(3005);
        }
    }

    @Test
    void endsAtTheClientsWishAndSaysSoToItsPoll() {
        String sid = calm.open();
        try (HttpLine poll = calm.line()) {
            long before = calm.counters().requests();
            poll.send("GET", target(sid), "");
            calm.awaitRequests(before + 1);
            assertThat(calm.post(sid, "1").status()).isEqualTo(200);
            HttpLine.Answer answer = poll.answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("6");
        }
        assertThat(calm.poll(sid).status()).isEqualTo(400);
    }

    @Test
    void endsAWebSocketAtTheClientsWish() {
        try (WireClient client = calm.socket()) {
            client.text("1");
            assertThat(client.frame().code()).isEqualTo(1000);
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void goesOverToAWebSocketThatWasProbed() {
        String sid = calm.open();
        try (WireClient socket = calm.candidate(sid)) {
            socket.text("2probe");
            assertThat(socket.message()).isEqualTo("3probe");
            HttpLine.Answer poll = calm.poll(sid);
            assertThat(poll.status()).isEqualTo(200);
            assertThat(poll.body()).isEqualTo("6");
            socket.text("5");
            socket.text("4hello");
            assertThat(socket.message()).isEqualTo("4hello");
        }
    }

    @Test
    void refusesAPollThatOvertakesTheWordsThatTheClientComesOver() {
        String sid = calm.open();
        try (HttpLine poll = calm.line();
                WireClient socket = calm.candidate(sid)) {
            long before = calm.counters().requests();
            poll.send("GET", PATH + "?EIO=4&transport=polling&sid=" + sid, "");
            calm.awaitRequests(before + 1);
            ByteArrayOutputStream inOnePiece = new ByteArrayOutputStream();
            inOnePiece.writeBytes(WireClient.frame(0x80 | TEXT, "2probe".getBytes(StandardCharsets.US_ASCII)));
            inOnePiece.writeBytes(WireClient.frame(0x80 | TEXT, "5".getBytes(StandardCharsets.US_ASCII)));
            socket.send(inOnePiece.toByteArray());
            assertThat(poll.answer().status()).isEqualTo(400);
            assertThat(socket.message()).isEqualTo("3probe");
            socket.text("4hello");
            assertThat(socket.message()).isEqualTo("4hello");
        }
    }

    @Test
    void refusesPollsAndWebSocketsAfterTheUpgrade() {
        String sid = calm.open();
        long before = calm.counters().upgraded();
        try (WireClient socket = calm.candidate(sid)) {
            socket.text("2probe");
            assertThat(socket.message()).isEqualTo("3probe");
            socket.text("5");
            Awaitility.await().until(() -> calm.counters().upgraded() > before);
            assertThat(calm.poll(sid).body()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
            assertThat(calm.post(sid, "4no").body()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
            try (WireClient second = new WireClient(calm.port())) {
                second.send(WireClient.request(PATH + "?EIO=4&transport=websocket&sid=" + sid)
                        .getBytes(StandardCharsets.US_ASCII));
                assertThat(second.readHead()).isEqualTo(400);
            }
            socket.text("4hello");
            WireClient.Frame frame = socket.frame();
            assertThat(frame.opcode()).isEqualTo(TEXT);
            assertThat(frame.text()).isEqualTo("4hello");
        }
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
