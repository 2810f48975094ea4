package dev.tidings.socket.engineio;

import static dev.tidings.socket.engineio.EngineNode.OPENING;
import static dev.tidings.socket.engineio.EngineNode.PATH;
import static dev.tidings.socket.engineio.EngineNode.greeting;
import static dev.tidings.socket.engineio.EngineNode.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.edge.Border;
import dev.tidings.edge.Identity;
import dev.tidings.edge.Right;
import dev.tidings.model.Actor;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.socket.WireClient;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The border holds for Engine.IO as for everything else, and a session belongs to who opened it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EngineBorderTest {

    private static final String FOREIGN = "Origin: https://evil.example";
    private static final String ALLOWED = "Origin: http://localhost:3000";

    private record Named(String subject) implements Identity {

        @Override
        public @Nullable Actor actor() {
            return new Actor(subject, null);
        }

        @Override
        public boolean may(Right right, ChannelName channel) {
            return true;
        }

        @Override
        public long expiresAtMillis() {
            return Long.MAX_VALUE;
        }
    }

    private final EngineNode node = new EngineNode(
            EngineNode.CALM,
            new Border(
                    (request, sources) -> {
                        String who = request.getHeader("Authorization");
                        return "bad".equals(who)
                                ? Future.failedFuture(new HubException(ErrorCode.UNAUTHENTICATED, "no"))
                                : Future.succeededFuture(new Named(who == null ? "nobody" : who));
                    },
                    () -> false));

    @AfterAll
    void close() {
        node.close();
    }

    private String open(String... headers) {
        try (HttpLine line = node.line()) {
            return greeting(line.ask("GET", PATH + OPENING, "", headers).body())
                    .get("sid")
                    .textValue();
        }
    }

    @Test
    void aSessionIsNobodyElses() {
        String sid = open("Authorization: ann");
        for (int i = 0; i < 4; i++) {
            // over several connections, and so on the session's own loop and on the other one
            try (HttpLine line = node.line();
                    WireClient socket = new WireClient(node.port())) {
                HttpLine.Answer poll = line.ask("GET", target(sid), "", "Authorization: bob");
                assertThat(poll.status()).isEqualTo(403);
                assertThat(poll.body()).isEqualTo("{\"code\":4,\"message\":\"Forbidden\"}");
                assertThat(line.ask("POST", target(sid), "4a", "Authorization: bob")
                                .status())
                        .isEqualTo(403);
                socket.send(WireClient.request(PATH + "?EIO=4&transport=websocket&sid=" + sid, "Authorization: bob")
                        .getBytes(StandardCharsets.US_ASCII));
                assertThat(socket.readHead()).isEqualTo(403);
            }
        }
        try (HttpLine line = node.line()) {
            assertThat(line.ask("POST", target(sid), "4a", "Authorization: ann").status())
                    .isEqualTo(200);
            assertThat(line.ask("GET", target(sid), "", "Authorization: ann").body())
                    .isEqualTo("4a");
        }
    }

    @Test
    void aBadCredentialIsRefusedAsEverywhere() {
        try (HttpLine line = node.line()) {
            assertThat(line.ask("GET", PATH + OPENING, "", "Authorization: bad").status())
                    .isEqualTo(401);
        }
    }

    @Test
    void noPageOfAnotherOriginGetsIn() {
        String sid = open();
        try (HttpLine line = node.line();
                WireClient socket = new WireClient(node.port())) {
            assertThat(line.ask("GET", PATH + OPENING, "", FOREIGN).status()).isEqualTo(403);
            assertThat(line.ask("POST", target(sid), "4a", FOREIGN).status()).isEqualTo(403);
            HttpLine.Answer poll = line.ask("GET", target(sid), "", FOREIGN);
            assertThat(poll.status()).isEqualTo(403);
            assertThat(poll.headers()).doesNotContainKey("access-control-allow-origin");
            socket.send(WireClient.request(PATH + "?EIO=4&transport=websocket", FOREIGN)
                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.readHead()).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PATH, "/engine.io"})
    void aPageOfAnAllowedOriginMaySeeAnswersAndRefusals(String path) {
        try (HttpLine line = node.line()) {
            HttpLine.Answer opened = line.ask("GET", path + OPENING, "", ALLOWED);
            assertThat(opened.headers()).containsEntry("access-control-allow-origin", "http://localhost:3000");
            assertThat(opened.headers()).containsEntry("access-control-allow-credentials", "true");
            HttpLine.Answer refused = line.ask("GET", path + "?EIO=4&transport=abc", "", ALLOWED);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.headers()).containsEntry("access-control-allow-origin", "http://localhost:3000");
            HttpLine.Answer preflight = line.ask(
                    "OPTIONS",
                    path + OPENING,
                    "",
                    ALLOWED,
                    "Access-Control-Request-Method: POST",
                    "Access-Control-Request-Headers: content-type");
            assertThat(preflight.status()).isEqualTo(204);
            assertThat(preflight.headers().get("access-control-allow-methods"))
                    .contains("GET")
                    .contains("POST");
        }
    }

    @Test
    void aHeadOpensNothingAndTakesNothing() {
        String sid = open();
        long opened = node.counters().opened();
        try (HttpLine line = node.line()) {
            assertThat(line.head(PATH + OPENING)).isEqualTo(400);
            assertThat(line.ask("POST", target(sid), "4a").status()).isEqualTo(200);
            assertThat(line.head(target(sid))).isEqualTo(400);
            assertThat(line.ask("GET", target(sid), "").body()).isEqualTo("4a");
        }
        assertThat(node.counters().opened()).isEqualTo(opened);
    }

    @Test
    void aBrokenHandshakeOfAWebSocketOpensNothing() {
        long opened = node.counters().opened();
        try (WireClient socket = new WireClient(node.port())) {
            socket.send(
                    ("GET " + PATH + "?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                                    + "Connection: Upgrade\r\nSec-WebSocket-Version: 12\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.readHead()).isEqualTo(426);
        }
        assertThat(node.counters().opened()).isEqualTo(opened);
    }

    /** Else what a client says while its node goes down would be lost, and it could not even answer a ping. */
    @Test
    void takesWhatItsSessionsBringWhileTheNodeGoesDown() {
        try (EngineNode going = new EngineNode(
                EngineNode.CALM,
                new Border((request, sources) -> Future.succeededFuture(new Named("ann")), () -> true))) {
            String sid = going.open();
            assertThat(going.post(sid, "4a").status()).isEqualTo(200);
            assertThat(going.poll(sid).body()).isEqualTo("4a");
        }
    }
}
