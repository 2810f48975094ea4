package dev.tidings.socket.sockjs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the public suite sockjs-protocol 0.3.3 asks of the transports that stream, and of how they end. */
class SuiteStreamsTest {

    private static final String PRELUDE = "h".repeat(2048) + "\n";
    private static final String SECOND = "c[2010,\"Another connection still open\"]\n";
    private static final String GO_AWAY = "c[3000,\"Go away!\"]\n";

    private static SockJsNode node;

    @BeforeAll
    static void start() {
        node = new SockJsNode();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static RawHttp streaming(String session) {
        RawHttp http = node.stream("POST", session + "/xhr_streaming");
        assertThat(http.chunk()).isEqualTo(PRELUDE);
        return http;
    }

    private static void send(String session, String body) {
        assertThat(node.post(session + "/xhr_send", body).status()).isEqualTo(204);
    }

    @Test
    void streamsByXhr() {
        String session = SockJsNode.fresh("/echo");
        RawHttp http = streaming(session);
        assertThat(http.header("content-type")).isEqualTo("application/javascript; charset=UTF-8");
        assertThat(http.header("cache-control")).isEqualTo("no-store, no-cache, must-revalidate, max-age=0");
        assertThat(http.header("access-control-allow-origin")).isEqualTo("*");
        assertThat(http.header("access-control-allow-credentials")).isEqualTo("true");
        assertThat(http.chunk()).isEqualTo("o\n");
        send(session, "[\"x\"]");
        assertThat(http.chunk()).isEqualTo("a[\"x\"]\n");
    }

    @Test
    void endsALongAnswerSoThatTheClientAsksForTheNextOnTheSameConnection() {
        String session = SockJsNode.fresh("/echo");
        RawHttp http = streaming(session);
        assertThat(http.chunk()).isEqualTo("o\n");
        String message = "\"" + "x".repeat(128) + "\"";
        for (int i = 0; i < 31; i++) {
            send(session, "[" + message + "]");
            assertThat(http.chunk()).isEqualTo("a[" + message + "]\n");
        }
        assertThat(http.chunk()).isEmpty();
        send(session, "[\"between\"]");
        http.send("POST", session + "/xhr_streaming", "");
        assertThat(http.readHead()).isEqualTo(200);
        assertThat(http.chunk()).isEqualTo(PRELUDE);
        assertThat(http.chunk()).isEqualTo("a[\"between\"]\n");
    }

    @Test
    void streamsEvents() {
        String session = SockJsNode.fresh("/echo");
        RawHttp http = node.stream("GET", session + "/eventsource", "Origin: http://foreign.example");
        assertThat(http.header("content-type")).isEqualTo("text/event-stream; charset=UTF-8");
        assertThat(http.header("cache-control")).isEqualTo("no-store, no-cache, must-revalidate, max-age=0");
        assertThat(http.header("access-control-allow-origin")).isEqualTo("http://foreign.example");
        assertThat(http.chunk()).isEqualTo("\r\n");
        assertThat(http.chunk()).isEqualTo("data: o\r\n\r\n");
        send(session, "[\"x\"]");
        assertThat(http.chunk()).isEqualTo("data: a[\"x\"]\r\n\r\n");
        send(session, "[\"  \\u0000\\n\\r \"]");
        assertThat(http.chunk()).isEqualTo("data: a[\"  \\u0000\\n\\r \"]\r\n\r\n");
        String large = "\"" + "x".repeat(4096) + "\"";
        send(session, "[" + large + "]");
        assertThat(http.chunk()).isEqualTo("data: a[" + large + "]\r\n\r\n");
        assertThat(http.chunk()).isEmpty();
    }

    @Test
    void streamsScripts() {
        String session = SockJsNode.fresh("/echo");
        RawHttp http = node.stream("GET", session + "/htmlfile?c=%63allback");
        assertThat(http.header("content-type")).isEqualTo("text/html; charset=UTF-8");
        String page = http.chunk();
        assertThat(page).hasSizeGreaterThan(1024).startsWith("<!doctype html>\n<html><head>\n");
        assertThat(page.strip()).endsWith("""
                          <script>
                            document.domain = document.domain;
                            var c = parent.callback;
                            c.start();
                            function p(d) {c.message(d);};
                            window.onload = function() {c.stop();};
                          </script>""".indent(2).strip());
        assertThat(http.chunk()).isEqualTo("<script>\np(\"o\");\n</script>\r\n");
        send(session, "[\"x\"]");
        assertThat(http.chunk()).isEqualTo("<script>\np(\"a[\\\"x\\\"]\");\n</script>\r\n");
        send(session, "[\"</script>\"]");
        assertThat(http.chunk()).isEqualTo("<script>\np(\"a[\\\"\\u003c/script>\\\"]\");\n</script>\r\n");
        String large = "x".repeat(4096);
        send(session, "[\"" + large + "\"]");
        assertThat(http.chunk()).isEqualTo("<script>\np(\"a[\\\"" + large + "\\\"]\");\n</script>\r\n");
        assertThat(http.chunk()).isEmpty();
    }

    @Test
    void tellsWhoAsksWhyTheSessionEnded() {
        String session = SockJsNode.fresh("/close");
        RawHttp first = streaming(session);
        assertThat(first.chunk()).isEqualTo("o\n");
        assertThat(first.chunk()).isEqualTo(GO_AWAY);
        assertThat(first.chunk()).isEmpty();
        RawHttp second = streaming(session);
        assertThat(second.chunk()).isEqualTo(GO_AWAY);
        assertThat(second.chunk()).isEmpty();
    }

    @Test
    void turnsASecondStreamAwayAndForgetsTheSessionWhenTheFirstIsCut() {
        String session = SockJsNode.fresh("/echo");
        RawHttp first = streaming(session);
        assertThat(first.chunk()).isEqualTo("o\n");
        RawHttp second = streaming(session);
        assertThat(second.chunk()).isEqualTo(SECOND);
        assertThat(second.chunk()).isEmpty();
        first.close();
        Awaitility.await()
                .untilAsserted(() -> assertThat(streaming(session).chunk()).isEqualTo("o\n"));
    }

    @Test
    void streamsToClientsOfTheFirstVersionOfTheProtocol() {
        RawHttp http = node.http();
        String path = SockJsNode.fresh("/close") + "/xhr_streaming";
        http.raw(
                ("POST " + path + " HTTP/1.0\r\nHost: localhost\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        assertThat(http.readHead()).isEqualTo(200);
        assertThat(http.header("transfer-encoding")).isNull();
        assertThat(http.header("content-length")).isNull();
        assertThat(http.text(2049)).isEqualTo(PRELUDE);
        assertThat(http.text(2)).isEqualTo("o\n");
        assertThat(http.text(19)).isEqualTo(GO_AWAY);
        assertThat(http.isEnded()).isTrue();
    }

    @Test
    void answersRequestsThatAreNoWebSocketsAsTheSuiteKnowsIt() {
        RawHttp.Answer plain = node.get("/echo/0/0/websocket");
        assertThat(plain.status()).isEqualTo(400);
        assertThat(plain.body()).contains("Can \"Upgrade\" only to \"WebSocket\".");
        RawHttp.Answer cut = node.get("/echo/0/0/websocket", "Upgrade: WebSocket", "Connection: close");
        assertThat(cut.status()).isEqualTo(400);
        assertThat(cut.body()).contains("\"Connection\" must be \"Upgrade\".");
        RawHttp.Answer posted = node.post("/echo/0/0/websocket", "", "Upgrade: WebSocket", "Connection: Upgrade");
        assertThat(posted.status()).isEqualTo(405);
        assertThat(posted.header("content-type")).isNull();
        assertThat(posted.header("allow")).isNotBlank();
        assertThat(posted.body()).isEmpty();
        assertThat(node.get("/disabled_websocket_echo/0/0/websocket").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "8", "13"})
    void goesOverToWebSocketsOfTheVersionsThatTheSuiteSpeaks(String version) {
        RawHttp http = node.http();
        http.send(
                "GET",
                SockJsNode.fresh("/echo") + "/websocket",
                "",
                "Upgrade: websocket",
                "Connection: keep-alive, Upgrade",
                "Sec-WebSocket-Version: " + version,
                "Sec-WebSocket-Origin: http://asd",
                "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==");
        assertThat(http.readHead()).isEqualTo(101);
        assertThat(http.header("sec-websocket-accept")).isEqualTo("HSmrc0sMlYUkAGmm5OPpG2HaGWk=");
        assertThat(http.header("connection")).isEqualToIgnoringCase("upgrade");
        assertThat(http.header("upgrade")).isEqualToIgnoringCase("websocket");
        assertThat(http.header("content-length")).isNull();
    }

    @Test
    void carriesMessagesOverAWebSocket() {
        try (var socket = node.socket(SockJsNode.fresh("/echo") + "/websocket")) {
            assertThat(socket.message()).isEqualTo("o");
            socket.text("");
            socket.text("[\"a\"]");
            assertThat(socket.message()).isEqualTo("a[\"a\"]");
            socket.text("\"single\"");
            assertThat(socket.message()).isEqualTo("a[\"single\"]");
            socket.text("[\"a");
            assertThat(socket.closeCode()).isEqualTo(1007);
        }
    }

    @Test
    void letsTwoWebSocketsHaveOneName() {
        String path = SockJsNode.fresh("/echo") + "/websocket";
        try (var one = node.socket(path);
                var two = node.socket(path)) {
            assertThat(one.message()).isEqualTo("o");
            assertThat(two.message()).isEqualTo("o");
            one.text("[\"a\"]");
            two.text("[\"b\"]");
            assertThat(one.message()).isEqualTo("a[\"a\"]");
            assertThat(two.message()).isEqualTo("a[\"b\"]");
        }
    }

    @Test
    void endsAWebSocketInWords() {
        try (var socket = node.socket(SockJsNode.fresh("/close") + "/websocket")) {
            assertThat(socket.message()).isEqualTo("o");
            assertThat(socket.message()).isEqualTo("c[3000,\"Go away!\"]");
            assertThat(socket.closeCode()).isEqualTo(3000);
        }
    }

    @Test
    void servesTheBareWebSocketWithoutFrames() {
        try (var socket = node.socket("/echo/websocket");
                var closed = node.socket("/close/websocket")) {
            socket.text("Hello world!\uffff");
            assertThat(socket.message()).isEqualTo("Hello world!\uffff");
            assertThat(closed.closeCode()).isEqualTo(3000);
        }
    }
}
