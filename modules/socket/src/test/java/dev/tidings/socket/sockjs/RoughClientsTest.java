package dev.tidings.socket.sockjs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send garbage, send much, ask rarely, or are gone: none of them costs more than its bounds, or anybody else. */
class RoughClientsTest {

    private static final int MESSAGE_BYTES = 64 * 1024;

    private final SockJsNode node = new SockJsNode();

    @AfterEach
    void stop() {
        node.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no json",
                "{}",
                "1",
                "[1]",
                "[\"a\",",
                "[\"a\"]]",
                "[[\"a\"]]",
                "[\"\\ud8\"]",
                "null",
                "[\"a\" \"b\"]",
                "\u0000",
                "\"" // half a string
            })
    void garbageIsRefusedAndCostsNobodyTheSession(String garbage) {
        try (Poller poller = new Poller(node)) {
            assertThat(node.post(poller.session() + "/xhr_send", garbage).status())
                    .isEqualTo(500);
            poller.send("{\"id\":1,\"publish\":{\"channel\":\"c\",\"data\":1}}");
            assertThat(poller.awaiting("published").get("channel").textValue()).isEqualTo("c");
        }
        try (var socket = node.socket(SockJsNode.fresh("/sockjs") + "/websocket")) {
            socket.text(garbage);
            assertThat(socket.closeCode()).isEqualTo(1007);
        }
    }

    /** Who sent them hears of it in its next poll, and not that its session is unknown. */
    @Test
    void messagesThatEndTheSessionAreAnsweredWithTheReason() {
        try (Poller poller = new Poller(node)) {
            poller.send("no json", "{\"id\":1}");
            assertThat(poller.awaiting("disconnect").get("code").intValue()).isEqualTo(3501);
            assertThat(poller.poll()).startsWith("c[3501,");
            assertThat(node.post(poller.session() + "/xhr_send", "[\"{}\"]").status())
                    .isEqualTo(404);
        }
    }

    @Test
    void nothingIsDoneThatComesAfterWhatEndedTheSession() {
        String both = "[\"no json\",\"{\\\"publish\\\":{\\\"channel\\\":\\\"after\\\",\\\"data\\\":1}}\"]";
        try (var socket = node.socket(SockJsNode.fresh("/sockjs") + "/websocket");
                Poller poller = new Poller(node)) {
            socket.text(both);
            assertThat(socket.closeCode()).isEqualTo(3501);
            assertThat(node.post(poller.session() + "/xhr_send", both).status()).isEqualTo(204);
            assertThat(poller.awaiting("disconnect").get("code").intValue()).isEqualTo(3501);
        }
        assertThat(node.node().publish("after", "first", "1").position().toString())
                .endsWith("-1");
    }

    @Test
    void aMessageThatIsTooLargeIsRefused() {
        String large = "[\"" + "x".repeat(MESSAGE_BYTES + 1) + "\"]";
        try (Poller poller = new Poller(node)) {
            assertThat(node.post(poller.session() + "/xhr_send", large).status())
                    .isEqualTo(413);
            poller.send("{\"id\":1,\"publish\":{\"channel\":\"c\",\"data\":1}}");
            assertThat(poller.awaiting("published").get("channel").textValue()).isEqualTo("c");
        }
        try (var socket = node.socket(SockJsNode.fresh("/sockjs") + "/websocket")) {
            socket.text(large);
            assertThat(socket.closeCode()).isEqualTo(1009);
        }
    }

    /** Whichever loop it comes in on, all that one request may hold arrives. */
    @RepeatedTest(4)
    void aRequestWithAsMuchAsItMayHoldArrivesWhole() {
        String session = SockJsNode.fresh("/echo");
        assertThat(node.post(session + "/xhr", "").body()).isEqualTo("o\n");
        String message = "\"" + "y".repeat((1 << 20) - 4) + "\"";
        assertThat(node.post(session + "/xhr_send", "[" + message + "]").status())
                .isEqualTo(204);
        assertThat(node.post(session + "/xhr", "").body()).isEqualTo("a[" + message + "]\n");
        assertThat(node.post(session + "/xhr_send", "[\"y" + message.substring(1) + "]")
                        .status())
                .isEqualTo(413);
    }

    /** What it has not asked for stays in the log; what it asks for comes in answers of a size that it can take. */
    @Test
    void whoAsksRarelyIsGivenAnAnswersWorthAtATime() {
        String text = "x".repeat(5_000);
        for (int i = 1; i <= 400; i++) {
            node.node().publish("much", "text", "\"" + text + "\"");
        }
        for (int round = 0; round < 4; round++) {
            // on either loop
            try (Poller poller = new Poller(node)) {
                poller.send("{\"subscribe\":{\"channel\":\"much\",\"position\":\"earliest\"}}");
                List<Integer> offsets = new ArrayList<>();
                while (offsets.size() < 400) {
                    String frame = node.post(poller.session() + "/xhr", "").body();
                    // a batch more than is too much
                    assertThat(frame.length()).isLessThan(PollReceiver.MAX_BYTES + 128 * 6_000);
                    for (int at = frame.indexOf("\\\"offset\\\":");
                            at >= 0;
                            at = frame.indexOf("\\\"offset\\\":", at + 1)) {
                        offsets.add(Integer.valueOf(frame.substring(at + 11, frame.indexOf(',', at))));
                    }
                }
                assertThat(offsets).isSorted().doesNotHaveDuplicates();
            }
        }
    }

    /** The request that brings more waits until it has taken what it is owed. */
    @Test
    void whoTakesNoRepliesIsNotListenedTo() {
        String session = SockJsNode.fresh("/echo");
        assertThat(node.post(session + "/xhr", "").body()).isEqualTo("o\n");
        String large = "[\"" + "z".repeat(300_000) + "\"]";
        assertThat(node.post(session + "/xhr_send", large).status()).isEqualTo(204);
        RawHttp waiting = node.http();
        waiting.send("POST", session + "/xhr_send", "[\"more\"]");
        assertThat(node.post(session + "/xhr_send", "no json").status()).isEqualTo(500);
        assertThat(waiting.hasCome()).isFalse();

        assertThat(node.post(session + "/xhr", "").body()).isEqualTo("a" + large + "\n");

        assertThat(waiting.read().status()).isEqualTo(204);
        assertThat(node.post(session + "/xhr", "").body()).isEqualTo("a[\"more\"]\n");
    }

    /** Its second request on whichever loop, while the first waits on another. */
    @RepeatedTest(4)
    void ofTwoPollsAtOnceTheSecondIsTurnedAwayAndTheFirstGoesOn() {
        try (Poller poller = new Poller(node)) {
            poller.awaiting("connected");
            RawHttp first = node.waiting(poller.session());
            poller.send("{\"id\":7,\"nothing\":{}}");
            assertThat(first.read().body()).contains("\\\"id\\\":7");
        }
    }

    @Test
    void aClientThatDisappearsLeavesNothingBehind() {
        RawHttp polling = node.http();
        String polled = SockJsNode.fresh("/sockjs");
        assertThat(polling.ask("POST", polled + "/xhr", "").body()).isEqualTo("o\n");
        assertThat(polling.ask("POST", polled + "/xhr", "").body()).contains("connected");
        RawHttp waiting = node.waiting(polled);
        RawHttp streaming = node.stream("POST", SockJsNode.fresh("/sockjs") + "/xhr_streaming");
        RawHttp events = node.stream("GET", SockJsNode.fresh("/sockjs") + "/eventsource");
        var socket = node.socket(SockJsNode.fresh("/sockjs") + "/websocket");
        assertThat(socket.message()).isEqualTo("o");
        Awaitility.await().until(() -> node.service().counters().open() == 4);

        waiting.close();
        streaming.close();
        events.close();
        socket.close();

        Awaitility.await().untilAsserted(() -> {
            assertThat(node.service().counters().open()).isZero();
            assertThat(node.node().figures().sessions()).isZero();
        });
    }
}
