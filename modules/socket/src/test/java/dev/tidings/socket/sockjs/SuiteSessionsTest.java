package dev.tidings.socket.sockjs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the public suite sockjs-protocol 0.3.3 asks of sessions and of the transports that poll. */
class SuiteSessionsTest {

    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";

    private static SockJsNode node;

    @BeforeAll
    static void start() {
        node = new SockJsNode();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static void opens(String session) {
        RawHttp.Answer answer = node.post(session + "/xhr", "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("o\n");
    }

    private static void takes(String session, String body) {
        RawHttp.Answer answer = node.post(session + "/xhr_send", body);
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
    }

    private static void gives(String session, String frame) {
        RawHttp.Answer answer = node.post(session + "/xhr", "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(frame);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/a", "/_/_", "/1/1", "/abcdefgh_i-j%20/abcdefg_i-j%20"})
    void takesAnyNames(String names) {
        opens("/echo" + names);
    }

    @ParameterizedTest
    @ValueSource(strings = {"//", "/a./a", "/a/a.", "/./.", "/", "///"})
    void hasNoSessionsOfOtherNames(String names) {
        assertThat(node.get("/echo" + names + "/xhr").status()).isEqualTo(404);
        assertThat(node.post("/echo" + names + "/xhr", "").status()).isEqualTo(404);
    }

    @Test
    void knowsASessionByItsNameAlone() {
        String name = SockJsNode.fresh("").substring(5);
        opens("/echo/000/" + name);
        takes("/echo/000/" + name, "[\"a\"]");
        gives("/echo/999/" + name, "a[\"a\"]\n");
    }

    @Test
    void carriesMessagesInBothDirections() {
        String session = SockJsNode.fresh("/echo");
        opens(session);
        takes(session, "[\"a\"]");
        gives(session, "a[\"a\"]\n");
        takes(session, "[\"a\",\"b\"]");
        gives(session, "a[\"a\",\"b\"]\n");
        assertThat(node.post("/echo/000/bad_session/xhr_send", "[\"a\"]").status())
                .isEqualTo(404);
    }

    @Test
    void turnsASecondRequestThatWaitsAway() {
        String session = SockJsNode.fresh("/echo");
        opens(session);
        RawHttp waiting = node.waiting(session);
        takes(session, "[\"x\"]");
        assertThat(waiting.read().body()).isEqualTo("a[\"x\"]\n");
    }

    @Test
    void endsASessionInWordsAndRepeatsThem() {
        String session = SockJsNode.fresh("/close");
        opens(session);
        gives(session, "c[3000,\"Go away!\"]\n");
        gives(session, "c[3000,\"Go away!\"]\n");
        assertThat(node.post(session + "/xhr_send", "[\"a\"]").status()).isEqualTo(404);
    }

    @Test
    void pollsWithTheHeadersThatBrowsersNeed() {
        String session = SockJsNode.fresh("/echo");
        RawHttp.Answer answer = node.post(session + "/xhr", "");
        assertThat(answer.body()).isEqualTo("o\n");
        assertThat(answer.type()).isEqualTo("application/javascript;charset=UTF-8");
        SuitePagesTest.cors(answer, "*");
        SuitePagesTest.notCached(answer);
        RawHttp.Answer sent = node.post(session + "/xhr_send", "[\"x\"]");
        assertThat(sent.status()).isEqualTo(204);
        assertThat(sent.header("content-type")).isEqualTo("text/plain; charset=UTF-8");
        SuitePagesTest.cors(sent, "*");
        SuitePagesTest.notCached(sent);
        gives(session, "a[\"x\"]\n");
    }

    @Test
    void refusesWhatIsNoJson() {
        String session = SockJsNode.fresh("/echo");
        opens(session);
        RawHttp.Answer broken = node.post(session + "/xhr_send", "[\"x");
        assertThat(broken.status()).isEqualTo(500);
        assertThat(broken.body()).contains("Broken JSON encoding.");
        RawHttp.Answer empty = node.post(session + "/xhr_send", "");
        assertThat(empty.status()).isEqualTo(500);
        assertThat(empty.body()).contains("Payload expected.");
        takes(session, "[\"a\"]");
        gives(session, "a[\"a\"]\n");
    }

    @Test
    void takesMessagesOfAnyMediaType() {
        String session = SockJsNode.fresh("/echo");
        opens(session);
        List<String> types = List.of(
                "text/plain",
                "T",
                "application/json",
                "application/xml",
                "",
                "application/json; charset=utf-8",
                "text/xml; charset=utf-8",
                "text/xml");
        for (String type : types) {
            RawHttp.Answer answer = node.post(session + "/xhr_send", "[\"a\"]", "Content-Type: " + type);
            assertThat(answer.status()).as(type).isEqualTo(204);
        }
        gives(session, "a[" + String.join(",", Collections.nCopies(types.size(), "\"a\"")) + "]\n");
    }

    @Test
    void repeatsTheHeadersThatAPageAsksFor() {
        RawHttp.Answer asked =
                node.post(SockJsNode.fresh("/echo") + "/xhr", "", "Access-Control-Request-Headers: a, b, c");
        assertThat(asked.header("access-control-allow-headers")).isEqualTo("a, b, c");
        RawHttp.Answer empty = node.post(SockJsNode.fresh("/echo") + "/xhr", "", "Access-Control-Request-Headers: ");
        assertThat(empty.header("access-control-allow-headers")).isNull();
        assertThat(node.post(SockJsNode.fresh("/echo") + "/xhr", "").header("access-control-allow-headers"))
                .isNull();
    }

    @Test
    void pollsByScript() {
        String session = SockJsNode.fresh("/echo");
        RawHttp.Answer answer = node.get(session + "/jsonp?c=%63allback");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.type()).isEqualTo("application/javascript;charset=UTF-8");
        SuitePagesTest.notCached(answer);
        assertThat(answer.body()).isEqualTo("callback(\"o\");\r\n");
        RawHttp.Answer sent = node.post(session + "/jsonp_send", "d=%5B%22x%22%5D", FORM);
        assertThat(sent.status()).isEqualTo(200);
        assertThat(sent.body()).isEqualTo("ok");
        assertThat(sent.type()).isEqualTo("text/plain;charset=UTF-8");
        SuitePagesTest.notCached(sent);
        assertThat(node.get(session + "/jsonp?c=%63allback").body()).isEqualTo("callback(\"a[\\\"x\\\"]\");\r\n");
    }

    @Test
    void wantsTheNameOfAFunctionForAScript() {
        for (String transport : List.of("jsonp", "htmlfile")) {
            RawHttp.Answer none = node.get("/echo/a/a/" + transport);
            assertThat(none.status()).isEqualTo(500);
            assertThat(none.body()).contains("\"callback\" parameter required");
            for (String evil : List.of("alert(1);//", "%3Cscript%3E", "a%0Ab", "a".repeat(200), "a%00")) {
                RawHttp.Answer answer = node.get("/echo/a/a/" + transport + "?c=" + evil);
                assertThat(answer.status()).as(evil).isEqualTo(500);
                assertThat(answer.type()).isEqualTo("text/plain;charset=UTF-8");
            }
        }
    }

    @Test
    void refusesFormsWithoutMessages() {
        String session = SockJsNode.fresh("/echo");
        assertThat(node.get(session + "/jsonp?c=x").body()).isEqualTo("x(\"o\");\r\n");
        RawHttp.Answer broken = node.post(session + "/jsonp_send", "d=%5B%22x", FORM);
        assertThat(broken.status()).isEqualTo(500);
        assertThat(broken.body()).contains("Broken JSON encoding.");
        for (String body : List.of("", "d=", "p=p")) {
            RawHttp.Answer answer = node.post(session + "/jsonp_send", body, FORM);
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).contains("Payload expected.");
        }
        assertThat(node.post(session + "/jsonp_send", "d=%5B%22abc%22%5D", FORM).body())
                .isEqualTo("ok");
        assertThat(node.post(session + "/jsonp_send", "[\"%61bc\"]", "Content-Type: text/plain")
                        .body())
                .isEqualTo("ok");
        assertThat(node.get(session + "/jsonp?c=x").body()).isEqualTo("x(\"a[\\\"abc\\\",\\\"%61bc\\\"]\");\r\n");
    }

    @Test
    void takesALargeBatchByForm() {
        String session = SockJsNode.fresh("/echo");
        assertThat(node.get(session + "/jsonp?c=x").body()).isEqualTo("x(\"o\");\r\n");
        JsonArray batch = new JsonArray();
        for (int i = 0; i < 200; i++) {
            batch.add(i + " " + "y".repeat(1_000));
        }
        String form = "d=" + URLEncoder.encode(batch.encode(), StandardCharsets.UTF_8);
        assertThat(node.post(session + "/jsonp_send", form, FORM).body()).isEqualTo("ok");
        String script = node.get(session + "/jsonp?c=x").body();
        String frame = new JsonArray("[" + script.substring(2, script.length() - 4) + "]").getString(0);
        assertThat(new JsonArray(frame.substring(1))).isEqualTo(batch);
    }

    @Test
    void endsScriptsInWordsToo() {
        String session = SockJsNode.fresh("/close");
        assertThat(node.get(session + "/jsonp?c=x").body()).isEqualTo("x(\"o\");\r\n");
        for (int i = 0; i < 2; i++) {
            assertThat(node.get(session + "/jsonp?c=x").body()).isEqualTo("x(\"c[3000,\\\"Go away!\\\"]\");\r\n");
        }
    }

    @Test
    void setsTheCookieOfBalancersWhereItIsWanted() {
        RawHttp.Answer fresh = node.post(SockJsNode.fresh("/cookie_needed_echo") + "/xhr", "");
        assertThat(fresh.body()).isEqualTo("o\n");
        assertThat(fresh.header("set-cookie")).isEqualToIgnoringCase("JSESSIONID=dummy; path=/");
        RawHttp.Answer known =
                node.post(SockJsNode.fresh("/cookie_needed_echo") + "/xhr", "", "Cookie: JSESSIONID=abcdef");
        assertThat(known.header("set-cookie")).isEqualToIgnoringCase("JSESSIONID=abcdef; path=/");
        for (String get : List.of("/eventsource", "/htmlfile?c=%63allback", "/jsonp?c=%63allback")) {
            RawHttp http = node.stream("GET", SockJsNode.fresh("/cookie_needed_echo") + get);
            assertThat(http.header("set-cookie")).isEqualToIgnoringCase("JSESSIONID=dummy; path=/");
        }
        RawHttp streaming = node.stream("POST", SockJsNode.fresh("/cookie_needed_echo") + "/xhr_streaming");
        assertThat(streaming.header("set-cookie")).isEqualToIgnoringCase("JSESSIONID=dummy; path=/");
    }

    @Test
    void escapesWhatBrowsersMangle() {
        StringBuilder raw = new StringBuilder();
        StringBuilder escaped = new StringBuilder();
        for (int point = 255; point < 65_536; point++) {
            if (isEscaped(point)) {
                raw.append((char) point);
                escaped.append(String.format("\\u%04x", point));
            }
        }
        String session = SockJsNode.fresh("/echo");
        opens(session);
        takes(session, "[\"" + raw + "\"]");
        gives(session, "a[\"" + escaped + "\"]\n");
    }

    private static boolean isEscaped(int point) {
        return (point >= 0x200c && point <= 0x200f)
                || (point >= 0x2028 && point <= 0x202f)
                || (point >= 0x2060 && point <= 0x206f)
                || (point >= 0xfff0 && point <= 0xffff);
    }

    @Test
    void givesBackWhateverTextAClientEscapes() {
        StringBuilder text = new StringBuilder();
        StringBuilder escaped = new StringBuilder();
        for (int point = 0; point < 65_536; point++) {
            if (point < 0x300 || (point >= 0x2000 && point <= 0x20ff) || point >= 0xf900) {
                text.append((char) point);
                escaped.append(String.format("\\u%04x", point));
            }
        }
        String session = SockJsNode.fresh("/echo");
        opens(session);
        takes(session, "[\"" + escaped + "\"]");
        String body = node.post(session + "/xhr", "").body();
        assertThat(new JsonArray(body.substring(1).trim()).getString(0)).isEqualTo(text.toString());
    }

    @Test
    void endsASessionWhosePollWasCut() {
        String session = SockJsNode.fresh("/echo");
        opens(session);
        node.waiting(session).close();
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(node.post(session + "/xhr", "").body()).isEqualTo("o\n"));
    }
}
