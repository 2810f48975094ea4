package dev.tidings.socket.sockjs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the public suite sockjs-protocol 0.3.3 asks of pages, {@code info} and the answers to {@code OPTIONS}. */
class SuitePagesTest {

    private static SockJsNode node;

    @BeforeAll
    static void start() {
        node = new SockJsNode();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/echo", "/echo/", "/sockjs", "/sockjs/"})
    void greets(String path) {
        RawHttp.Answer answer = node.get(path);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.type()).isEqualTo("text/plain;charset=UTF-8");
        assertThat(answer.body()).isEqualTo("Welcome to SockJS!\n");
        assertThat(answer.header("set-cookie")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a", "/a.html", "//", "///", "/a/a", "/a/a/", "/a/"})
    void hasNothingElse(String suffix) {
        assertThat(node.get("/echo" + suffix).status()).isEqualTo(404);
        assertThat(node.get("/sockjs" + suffix).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/iframe.html",
                "/iframe-a.html",
                "/iframe-.html",
                "/iframe-0.1.2.html",
                "/iframe-0.1.2abc-dirty.2144.html",
                "/iframe-a.html?t=1234",
                "/iframe-0.1.2abc-dirty.2144.html?t=qweqweq123"
            })
    void servesThePageOfAFrameInConformanceModeAlone(String path) {
        RawHttp.Answer answer = node.get("/echo" + path);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.type()).isEqualTo("text/html;charset=UTF-8");
        assertThat(answer.header("cache-control")).contains("public").containsPattern("max-age=[1-9][0-9]{6}");
        assertThat(answer.header("expires")).isNotBlank();
        assertThat(answer.header("last-modified")).isNull();
        assertThat(answer.header("set-cookie")).isNull();
        assertThat(answer.body())
                .startsWith("<!DOCTYPE html>\n<html>\n<head>\n  <meta http-equiv=\"X-UA-Compatible\"")
                .contains(
                        "    document.domain = document.domain;\n    _sockjs_onload = function(){SockJS.bootstrap_iframe();};\n")
                .containsPattern("  <script src=\"/[^\"]*\"></script>\n")
                .endsWith("cross domain magic.</p>\n</body>\n</html>");
        String tag = answer.header("etag");
        assertThat(tag).isNotBlank();
        RawHttp.Answer again = node.get("/echo" + path, "If-None-Match: " + tag);
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.header("content-type")).isNull();
        assertThat(node.get("/sockjs" + path).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/iframe.htm",
                "/iframe",
                "/IFRAME.HTML",
                "/IFRAME",
                "/iframe.HTML",
                "/iframe.xml",
                "/iframe-/.html"
            })
    void hasNoPageOfAnotherName(String path) {
        assertThat(node.get("/echo" + path).status()).isEqualTo(404);
    }

    @Test
    void tellsWhatTheEndpointOffers() {
        RawHttp.Answer answer = node.get("/echo/info");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.type()).isEqualTo("application/json;charset=UTF-8");
        assertThat(answer.header("set-cookie")).isNull();
        notCached(answer);
        cors(answer, "*");
        JsonObject info = new JsonObject(answer.body());
        assertThat(info.getBoolean("websocket")).isTrue();
        assertThat(info.getBoolean("cookie_needed")).isFalse();
        assertThat(info.getJsonArray("origins")).containsExactly("*:*");
        assertThat(info.getLong("entropy")).isBetween(0L, (1L << 32) - 1);
        assertThat(new JsonObject(node.get("/echo/info").body()).getLong("entropy"))
                .isNotEqualTo(info.getLong("entropy"));
        assertThat(new JsonObject(node.get("/disabled_websocket_echo/info").body()).getBoolean("websocket"))
                .isFalse();
        assertThat(new JsonObject(node.get("/cookie_needed_echo/info").body()).getBoolean("cookie_needed"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/info", "/abc/abc/xhr", "/abc/abc/xhr_send", "/abc/abc/xhr_streaming"})
    void tellsPagesHowTheyMayAsk(String path) {
        String methods = path.equals("/info") ? "OPTIONS, GET" : "OPTIONS, POST";
        for (String origin : List.of("", "test", "null")) {
            String[] headers = origin.isEmpty() ? new String[0] : new String[] {"Origin: " + origin};
            RawHttp.Answer answer = node.ask("OPTIONS", "/echo" + path, "", headers);
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.header("cache-control")).contains("public").containsPattern("max-age=[1-9][0-9]{6}");
            assertThat(answer.header("expires")).isNotBlank();
            assertThat(Long.parseLong(answer.header("access-control-max-age"))).isGreaterThan(1_000_000);
            assertThat(answer.header("access-control-allow-methods")).isEqualTo(methods);
            cors(answer, origin.equals("test") ? "test" : "*");
        }
    }

    @Test
    void answersOnAConnectionThatGoesOn() {
        RawHttp http = node.http();
        for (int i = 0; i < 3; i++) {
            RawHttp.Answer answer = http.ask("GET", "/echo", "", "Connection: Keep-Alive");
            assertThat(answer.header("content-length")).isEqualTo("19");
            assertThat(answer.body()).isEqualTo("Welcome to SockJS!\n");
        }
    }

    @Test
    void answersClientsOfTheFirstVersionOfTheProtocol() {
        RawHttp http = node.http();
        http.raw("GET /echo HTTP/1.0\r\nHost: localhost\r\nConnection: Keep-Alive\r\n\r\n".getBytes(UTF_8));
        assertThat(http.readHead()).isEqualTo(200);
        assertThat(http.header("transfer-encoding")).isNull();
        assertThat(http.header("content-length")).isEqualTo("19");
    }

    static void notCached(RawHttp.Answer answer) {
        assertThat(answer.header("cache-control")).isEqualTo("no-store, no-cache, must-revalidate, max-age=0");
        assertThat(answer.header("expires")).isNull();
        assertThat(answer.header("last-modified")).isNull();
    }

    static void cors(RawHttp.Answer answer, String origin) {
        assertThat(answer.header("access-control-allow-origin")).isEqualTo(origin);
        assertThat(answer.header("access-control-allow-credentials")).isEqualTo("true");
    }
}
