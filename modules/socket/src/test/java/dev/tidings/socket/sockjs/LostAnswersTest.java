package dev.tidings.socket.sockjs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/**
 * Answers that a client never had: a browser whose connection was cut asks again by itself and doesn't say so, so that the page
 * would miss what the first answer told, or would have brought its messages twice.
 */
class LostAnswersTest {

    private static final Pattern THIRD = Pattern.compile("\"position\":\"\\w+-3\"");
    private static final String BROWSER = "Origin: http://localhost";

    private final SockJsNode node = new SockJsNode();
    private final String session = SockJsNode.fresh("/sockjs");

    @AfterEach
    void stop() {
        node.close();
    }

    /** On whichever loop the second try comes in. */
    @RepeatedTest(4)
    void aPollThatABrowserAsksForAgainEndsItsSession() {
        assertThat(node.post(session + "/xhr?t=1", "", BROWSER).body()).isEqualTo("o\n");
        assertThat(node.post(session + "/xhr?t=2", "", BROWSER).body()).contains("connected");

        assertThat(node.post(session + "/xhr?t=2", "", BROWSER).body()).isEqualTo("c[1006,\"An answer was lost\"]\n");

        assertThat(node.post(session + "/xhr_send?t=3", "[\"{}\"]", BROWSER).status())
                .isEqualTo(404);
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(node.service().counters().open()).isZero());
    }

    @Test
    void aScriptThatABrowserAsksForAgainEndsItsSessionToo() {
        assertThat(node.get(session + "/jsonp?c=_jp.a1").body()).isEqualTo("_jp.a1(\"o\");\r\n");
        assertThat(node.get(session + "/jsonp?c=_jp.a2").body()).contains("connected");
        assertThat(node.get(session + "/jsonp?c=_jp.a2").body()).startsWith("_jp.a2(\"c[1006,");
    }

    /** They are quick enough to ask twice in a millisecond, and ask nothing twice by themselves. */
    @Test
    void otherClientsMayAskTwiceAtTheSameTime() {
        assertThat(node.post(session + "/xhr?t=1", "").body()).isEqualTo("o\n");
        assertThat(node.post(session + "/xhr?t=1", "").body()).contains("connected");
        assertThat(node.get(SockJsNode.fresh("/echo") + "/jsonp?c=x").body()).contains("o");
    }

    /** The clocks of some browsers go in steps of many milliseconds. */
    @Test
    void aBrowserMayAskTwiceAtTheSameTimeOnOneConnection() {
        RawHttp http = node.http();
        assertThat(http.ask("POST", session + "/xhr?t=1", "", BROWSER).body()).isEqualTo("o\n");
        assertThat(http.ask("POST", session + "/xhr?t=1", "", BROWSER).body()).contains("connected");
    }

    @RepeatedTest(4)
    void messagesThatABrowserBringsAgainAreTakenOnce() throws IOException {
        assertThat(node.post(session + "/xhr?t=1", "", BROWSER).body()).isEqualTo("o\n");
        String publish = "[\"{\\\"publish\\\":{\\\"channel\\\":\\\"c\\\",\\\"data\\\":1}}\"]";
        for (String path : List.of("/xhr_send?t=2", "/xhr_send?t=2", "/jsonp_send?i=a1", "/jsonp_send?i=a1")) {
            assertThat(node.post(session + path, publish, BROWSER).status()).isIn(200, 204);
        }
        node.post(session + "/xhr_send?t=3", publish.replace("data\\\":1", "data\\\":\\\"last\\\""), BROWSER);

        StringBuilder said = new StringBuilder();
        for (int poll = 10; !THIRD.matcher(said).find(); poll++) {
            String frame = node.post(session + "/xhr?t=" + poll, "", BROWSER).body();
            for (JsonNode text : new ObjectMapper().readTree(frame.substring(1))) {
                said.append(text.textValue()).append('\n');
            }
        }
        assertThat(said.toString().split("\"published\"", -1)).hasSize(4);
    }

    /** A page's {@code EventSource} can't tell an answer that was cut from one that was long enough. */
    @Test
    void anEventStreamEndsOnlyWithItsSession() {
        RawHttp events = node.stream("GET", session + "/eventsource");
        await(events, "connected");
        String subscribe = "{\\\"subscribe\\\":{\\\"channel\\\":\\\"many\\\",\\\"position\\\":\\\"earliest\\\"}}";
        assertThat(node.post(session + "/xhr_send", "[\"" + subscribe + "\"]").status())
                .isEqualTo(204);
        await(events, "subscribed");
        String large = "\"" + "x".repeat(10_000) + "\"";
        for (int i = 1; i <= 20; i++) {
            node.node().publish("many", "large", large);
        }
        await(events, "\\\"offset\\\":20,");
    }

    /** The stock client decodes the data of events as if they were addresses, and loses what it can't decode. */
    @Test
    void noPercentSignStandsInAnEvent() {
        RawHttp events = node.stream("GET", session + "/eventsource");
        await(events, "connected");
        String commands = "[\"{\\\"publish\\\":{\\\"channel\\\":\\\"%\\\"}}\","
                + "\"{\\\"subscribe\\\":{\\\"channel\\\":\\\"c\\\",\\\"position\\\":\\\"earliest\\\"}}\"]";
        assertThat(node.post(session + "/xhr_send", commands).status()).isEqualTo(204);
        node.node().publish("c", "text", "\"100% %41\"");
        assertThat(await(events, "100")).doesNotContain("%").contains("100\\u0025 \\u002541");
    }

    private static String await(RawHttp events, String text) {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(text) < 0) {
            String chunk = events.chunk();
            assertThat(chunk).as("after %s", read).isNotEmpty();
            read.append(chunk);
        }
        return read.toString();
    }
}
