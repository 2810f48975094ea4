package dev.tidings.socket.sockjs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.edge.Border;
import dev.tidings.edge.Identity;
import dev.tidings.edge.ListenerLimits;
import dev.tidings.edge.ListenerSettings;
import dev.tidings.edge.Right;
import dev.tidings.model.Actor;
import dev.tidings.model.ChannelName;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may use SockJS, from where, and whose a session is. */
class SockJsBorderTest {

    private static final String OWN = "https://app.example";
    private static final List<String> FOREIGN = List.of(
            "null",
            "http://app.example",
            "https://app.example:444",
            "https://evil-app.example",
            "https://app.example.evil.example",
            "https://user@app.example",
            "HTTPS://APP.EXAMPLE/",
            "https://xn--pp-eka.example");

    private record Known(String subject, long expiresAtMillis) implements Identity {

        private Known(String subject) {
            this(subject, Long.MAX_VALUE);
        }

        @Override
        public @Nullable Actor actor() {
            return new Actor(subject, null);
        }

        @Override
        public boolean isAnonymous() {
            return false;
        }

        @Override
        public boolean may(Right right, ChannelName channel) {
            return true;
        }
    }

    private final SockJsNode node = new SockJsNode(
            SockJsNode.patient(SockJsSettings.at("/sockjs")),
            new ListenerSettings("127.0.0.1", 0, null, false, false, List.of(OWN), ListenerLimits.DEFAULT),
            new Border(
                    (request, sources) -> {
                        String name = request.getHeader("Authorization");
                        return Future.succeededFuture(new Known(name == null ? "ann" : name));
                    },
                    () -> false));

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void aSessionIsOneSubjectsAlone() {
        try (Poller ann = new Poller(node, "Authorization: ann")) {
            ann.awaiting("connected");
            for (int i = 0; i < 8; i++) {
                // whichever loop they come to
                assertThat(node.post(ann.session() + "/xhr", "", "Authorization: bob")
                                .status())
                        .isEqualTo(404);
                assertThat(node.post(ann.session() + "/xhr_send", "[\"{}\"]", "Authorization: bob")
                                .status())
                        .isEqualTo(404);
            }
            ann.send("{\"id\":1,\"publish\":{\"channel\":\"c\",\"data\":1}}");
            assertThat(ann.awaiting("published").get("channel").textValue()).isEqualTo("c");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/info", "/xhr", "/xhr_streaming", "/xhr_send", "/eventsource", "/jsonp?c=x", "/websocket"})
    void noTransportAnswersThePageOfAnotherOrigin(String transport) {
        boolean post = transport.startsWith("/xhr");
        String path = transport.equals("/info") ? "/sockjs/info" : SockJsNode.fresh("/sockjs") + transport;
        for (String origin : FOREIGN) {
            RawHttp.Answer answer = node.ask(post ? "POST" : "GET", path, "", "Origin: " + origin);
            assertThat(answer.status()).as(origin).isEqualTo(403);
            assertThat(answer.header("access-control-allow-origin")).isNull();
        }
    }

    @Test
    void pagesOfAListedOriginMayAskByEveryTransport() {
        for (String path : List.of("/xhr", "/xhr_send", "/xhr_streaming", "/eventsource")) {
            RawHttp.Answer preflight = node.ask(
                    "OPTIONS",
                    SockJsNode.fresh("/sockjs") + path,
                    "",
                    "Origin: " + OWN,
                    "Access-Control-Request-Method: POST",
                    "Access-Control-Request-Headers: content-type");
            assertThat(preflight.status()).isEqualTo(204);
            assertThat(preflight.header("access-control-allow-headers")).isEqualTo("content-type");
            SuitePagesTest.cors(preflight, OWN);
        }
        SuitePagesTest.cors(node.get("/sockjs/info", "Origin: " + OWN), OWN);
        SuitePagesTest.cors(node.post(SockJsNode.fresh("/sockjs") + "/xhr", "", "Origin: " + OWN), OWN);
        RawHttp events = node.stream("GET", SockJsNode.fresh("/sockjs") + "/eventsource", "Origin: " + OWN);
        assertThat(events.header("access-control-allow-origin")).isEqualTo(OWN);
        assertThat(events.header("access-control-allow-credentials")).isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site"})
    void noPageOfAnotherSiteAsksByScript(String site) {
        String path = SockJsNode.fresh("/sockjs") + "/jsonp?c=x";
        assertThat(node.get(path, "Sec-Fetch-Site: " + site).status()).isEqualTo(403);
        assertThat(node.get(path, "Sec-Fetch-Site: same-origin").body()).isEqualTo("x(\"o\");\r\n");
    }

    @Test
    void aNodeThatGoesDownStillAnswersPollsSoThatItsClientsHearWhy() {
        try (SockJsNode leaving = new SockJsNode(
                SockJsSettings.at("/sockjs"),
                ListenerSettings.development(0),
                new Border((request, sources) -> Future.succeededFuture(new Known("ann")), () -> true))) {
            assertThat(leaving.post("/echo/0/0/xhr", "").body()).isEqualTo("o\n");
            assertThat(leaving.post("/echo/0/0/xhr_send", "[\"a\"]").status()).isEqualTo(204);
        }
    }

    /** Whether or not a poll waits when it does. */
    @Test
    void aSessionWhoseCredentialEndsIsToldToComeBackWithAnother() {
        // the grace of 25 s is nearly over
        long end = System.currentTimeMillis() - 23_000;
        try (SockJsNode expiring = new SockJsNode(
                        SockJsNode.patient(SockJsSettings.at("/sockjs")),
                        ListenerSettings.development(0),
                        new Border((request, sources) -> Future.succeededFuture(new Known("ann", end)), () -> false));
                Poller poller = new Poller(expiring)) {
            assertThat(poller.awaiting("disconnect").get("code").intValue()).isEqualTo(3003);
            assertThat(poller.poll()).startsWith("c[3003,");
        }
    }

    @Test
    void hasNoPagesForFrames() {
        assertThat(node.get("/sockjs/iframe.html").status()).isEqualTo(404);
        assertThat(node.get(SockJsNode.fresh("/sockjs") + "/htmlfile?c=x").status())
                .isEqualTo(404);
    }
}
