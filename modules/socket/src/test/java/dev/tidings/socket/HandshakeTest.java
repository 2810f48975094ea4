package dev.tidings.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The opening handshake (RFC 6455 §4). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HandshakeTest {

    private final SocketNode node = new SocketNode();

    @AfterAll
    void close() {
        node.close();
    }

    private WireClient answered(String request) {
        WireClient client = new WireClient(node.port());
        client.send(request.getBytes(StandardCharsets.ISO_8859_1));
        return client;
    }

    @Test
    void section42AnswersTheRfcsOwnKey() {
        try (WireClient client = node.connect()) {
            assertThat(client.header("Sec-WebSocket-Accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            assertThat(client.header("Upgrade")).isEqualTo("websocket");
            assertThat(client.header("Connection")).isEqualTo("Upgrade");
            assertThat(client.header("Sec-WebSocket-Protocol")).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Upgrade: websocket, Upgrade: h2c",
        "Upgrade: websocket, X-Nothing: 1",
        "Connection: Upgrade, Connection: keep-alive",
        "Sec-WebSocket-Version: 13, Sec-WebSocket-Version: 8",
        "Sec-WebSocket-Version: 13, X-Nothing: 1",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==, Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==, Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZSEh",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==, Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!==",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==, X-Nothing: 1",
        "GET /ws, HEAD /ws"
    })
    void section42AMisfitIsToldWhatIsRequired(String right, String wrong) {
        String request = WireClient.request("/ws");
        assertThat(request).contains(right);
        try (WireClient client = answered(request.replace(right, wrong))) {
            assertThat(client.readHead()).isEqualTo(426);
            assertThat(client.header("Upgrade")).isEqualTo("websocket");
            assertThat(client.header("Connection")).isEqualTo("Upgrade");
            if (right.contains("Version")) {
                assertThat(client.header("Sec-WebSocket-Version")).isEqualTo("13");
            }
        }
    }

    @Test
    void section42APlainRequestIsToldThatThisIsAWebSocket() {
        try (WireClient client = answered("GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")) {
            assertThat(client.readHead()).isEqualTo(426);
            assertThat(client.header("Content-Type")).isEqualTo("application/problem+json");
        }
    }

    @Test
    void section42OnlyTheOwnSubprotocolIsChosen() {
        try (WireClient client = node.connect("Sec-WebSocket-Protocol: soap, tidings.v1")) {
            assertThat(client.header("Sec-WebSocket-Protocol")).isEqualTo("tidings.v1");
        }
        try (WireClient client = node.connect("Sec-WebSocket-Protocol: soap", "Sec-WebSocket-Protocol: wamp")) {
            assertThat(client.header("Sec-WebSocket-Protocol")).isNull();
        }
    }

    @Test
    void section9NoExtensionIsAgreedOnSoNothingIsInflated() {
        try (WireClient client = node.connect(
                "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits, x-webkit-deflate-frame")) {
            assertThat(client.header("Sec-WebSocket-Extensions")).isNull();
            client.send(WireClient.frame(0xc1, new byte[] {0x4b, 0x04, 0x00}));
            assertThat(client.closeCode()).isEqualTo(Close.PROTOCOL_ERROR);
        }
    }

    @Test
    void section10APageOfAnotherOriginIsRefused() {
        try (WireClient client = answered(WireClient.request("/ws", "Origin: http://evil.example"))) {
            assertThat(client.readHead()).isEqualTo(403);
        }
        try (WireClient client = answered(WireClient.request("/ws", "Origin: http://localhost"))) {
            assertThat(client.readHead()).isEqualTo(101);
        }
    }

    @Test
    void refusesARequestWithABodyWhoseBytesWouldBeTakenForFrames() {
        try (WireClient client = answered(WireClient.request("/ws", "Content-Length: 2") + "\u0089\u0080")) {
            assertThat(client.readHead()).isEqualTo(400);
        }
    }

    @Test
    void readsAFrameThatComesInOnePieceWithTheRequest() {
        try (WireClient client = answered(WireClient.request("/echo-ws")
                + new String(
                        WireClient.frame(0x81, "early".getBytes(StandardCharsets.UTF_8)),
                        StandardCharsets.ISO_8859_1))) {
            assertThat(client.readHead()).isEqualTo(101);
            assertThat(client.frame().text()).isEqualTo("early");
        }
    }
}
