package dev.tidings.socket.sockjs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.edge.Border;
import dev.tidings.edge.ListenerLimits;
import dev.tidings.edge.ListenerSettings;
import dev.tidings.socket.SocketNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The objects of contract §6 over SockJS: whichever loop a request comes to, nothing is lost, doubled or reordered. */
class HubSessionsTest {

    private SockJsNode node = new SockJsNode();

    @AfterEach
    void stop() {
        node.close();
    }

    private void restart(int heartbeatMillis, int disconnectMillis, int responseBytes) {
        node.close();
        node = new SockJsNode(new SockJsSettings(
                "/sockjs",
                true,
                false,
                false,
                false,
                heartbeatMillis,
                disconnectMillis,
                responseBytes,
                1 << 20,
                64 << 10));
    }

    private static void subscribe(Poller poller, String channel, String position) {
        poller.send("{\"id\":1,\"subscribe\":{\"channel\":\"" + channel + "\",\"position\":\"" + position + "\"}}");
    }

    @Test
    void greetsWithoutAHeartbeatOfItsOwn() {
        try (Poller poller = new Poller(node)) {
            JsonNode connected = poller.object().get("connected");
            assertThat(connected.get("heartbeatMillis").intValue()).isZero();
            assertThat(connected.get("connection").textValue()).isNotBlank();
        }
    }

    @Test
    void pollsDeliverEverythingOnceAndInOrder() {
        try (Poller poller = new Poller(node)) {
            subscribe(poller, "numbers", "earliest");
            assertThat(poller.awaiting("subscribed").get("recovered").booleanValue())
                    .isTrue();
            for (int from = 1; from <= 201; from += 50) {
                node.node().publishNumbers("numbers", from, from + 49);
                for (int number = from; number < from + 50; number++) {
                    JsonNode publication = poller.awaiting("publication");
                    assertThat(publication.get("offset").intValue()).isEqualTo(number);
                    assertThat(publication.get("data").intValue()).isEqualTo(number);
                }
            }
        }
    }

    @Test
    void aNewSessionResumesWhereTheLastOneWas() {
        String position;
        try (Poller first = new Poller(node)) {
            subscribe(first, "numbers", "head");
            first.awaiting("subscribed");
            position = node.node().publish("numbers", "number", "1").position().toString();
            assertThat(first.awaiting("publication").get("offset").intValue()).isEqualTo(1);
        }
        node.node().publishNumbers("numbers", 2, 10);
        try (Poller second = new Poller(node)) {
            subscribe(second, "numbers", position);
            assertThat(second.awaiting("subscribed").get("recovered").booleanValue())
                    .isTrue();
            for (int number = 2; number <= 10; number++) {
                assertThat(second.awaiting("publication").get("offset").intValue())
                        .isEqualTo(number);
            }
        }
    }

    @Test
    void commandsAreAnsweredInTheNextPoll() {
        try (Poller poller = new Poller(node)) {
            poller.send(
                    "{\"id\":1,\"write\":{\"collection\":\"tasks\",\"op\":\"create\",\"id\":\"7\",\"document\":{\"title\":\"t\"}}}",
                    "{\"id\":2,\"subscribe\":{\"channel\":\"tasks\",\"snapshot\":true}}",
                    "{\"id\":3,\"nothing\":{}}");
            assertThat(poller.awaiting("error").get("status").intValue()).isEqualTo(400);
            assertThat(poller.awaiting("written").get("document").get("title").textValue())
                    .isEqualTo("t");
        }
    }

    @Test
    void aStreamGoesOnInTheNextAnswerWithoutAGap() {
        restart(25_000, 60_000, 4_096);
        String session = SockJsNode.fresh("/sockjs");
        RawHttp http = node.http();
        StringBuilder all = new StringBuilder();
        int answers = 0;
        int published = 0;
        while (all.indexOf("\\\"offset\\\":200,") < 0) {
            http.send("POST", session + "/xhr_streaming", "");
            assertThat(http.readHead()).isEqualTo(200);
            answers++;
            for (String chunk = http.chunk(); !chunk.isEmpty(); chunk = http.chunk()) {
                all.append(chunk);
                if (published == 0 && chunk.contains("connected")) {
                    String subscribe =
                            "{\\\"subscribe\\\":{\\\"channel\\\":\\\"stream\\\",\\\"position\\\":\\\"earliest\\\"}}";
                    node.post(session + "/xhr_send", "[\"" + subscribe + "\"]");
                    node.node().publishNumbers("stream", 1, 100);
                    published = 100;
                } else if (published == 100 && all.indexOf("\\\"offset\\\":100,") > 0) {
                    // more than one answer takes is out
                    node.node().publishNumbers("stream", 101, 200);
                    published = 200;
                } else if (all.indexOf("\\\"offset\\\":200,") > 0) {
                    break;
                }
            }
        }
        assertThat(answers).isGreaterThan(1);
        List<Integer> offsets = Pattern.compile("\"offset\\\\\":(\\d+),")
                .matcher(all)
                .results()
                .map(match -> Integer.valueOf(match.group(1)))
                .toList();
        assertThat(offsets).isEqualTo(IntStream.rangeClosed(1, 200).boxed().toList());
    }

    @Test
    void aWaitingClientIsSentHeartbeats() {
        restart(200, 60_000, 4_096);
        try (Poller poller = new Poller(node)) {
            poller.awaiting("connected");
            assertThat(poller.poll()).isEqualTo("h\n");
        }
        try (var socket = node.socket(SockJsNode.fresh("/sockjs") + "/websocket")) {
            assertThat(socket.message()).isEqualTo("o");
        }
    }

    @Test
    void aSessionThatNobodyAsksForIsForgotten() {
        restart(25_000, 200, 4_096);
        // It has opened its session, and that is all: on a busy machine its next poll may come too late.
        Poller poller = new Poller(node);
        poller.close();
        Awaitility.await().untilAsserted(() -> {
            assertThat(node.service().counters().open()).isZero();
            assertThat(node.node().figures().sessions()).isZero();
        });
        assertThat(node.post(poller.session() + "/xhr_send", "[\"{}\"]").status())
                .isEqualTo(404);
    }

    @Test
    void manyPollsShareOneConnection() {
        RawHttp http = node.http();
        String session = SockJsNode.fresh("/sockjs");
        assertThat(http.ask("POST", session + "/xhr", "").body()).isEqualTo("o\n");
        for (int i = 0; i < 30; i++) {
            assertThat(http.ask("POST", session + "/xhr_send", "[\"{\\\"id\\\":" + i + ",\\\"x\\\":1}\"]")
                            .status())
                    .isEqualTo(204);
            assertThat(http.ask("POST", session + "/xhr", "").status()).isEqualTo(200);
        }
    }

    @Test
    void tellsTheClientsOfANodeThatGoesDown() {
        try (Poller poller = new Poller(node)) {
            poller.awaiting("connected");
            SocketNode.await(node.node().hub().drain(100));
            assertThat(poller.awaiting("disconnect").get("code").intValue()).isEqualTo(3001);
            assertThat(poller.poll()).isEqualTo("c[3001,\"drain\"]\n");
        }
    }

    @Test
    void endsAWebSocketWithTheCodeOfTheTable() {
        try (var socket = node.socket(SockJsNode.fresh("/sockjs") + "/websocket");
                var bare = node.socket("/sockjs/websocket")) {
            assertThat(socket.message()).isEqualTo("o");
            assertThat(socket.message()).startsWith("a[\"{\\\"connected\\\":");
            bare.awaiting("connected");
            socket.text("[\"no json\"]");
            assertThat(socket.message()).contains("\\\"disconnect\\\":{\\\"code\\\":3501");
            assertThat(socket.message()).startsWith("c[3501,");
            assertThat(socket.closeCode()).isEqualTo(3501);
            bare.text("no json");
            assertThat(bare.awaiting("disconnect").get("code").intValue()).isEqualTo(3501);
        }
    }

    @Test
    void deliversOverTheWebSocketInFramesOfSeveral() {
        try (var socket = node.socket(SockJsNode.fresh("/sockjs") + "/websocket")) {
            assertThat(socket.message()).isEqualTo("o");
            assertThat(socket.message()).contains("connected");
            socket.text("[\"{\\\"subscribe\\\":{\\\"channel\\\":\\\"many\\\",\\\"position\\\":\\\"earliest\\\"}}\"]");
            assertThat(socket.message()).contains("subscribed");
            node.node().publishNumbers("many", 1, 100);
            int seen = 0;
            while (seen < 100) {
                String frame = socket.message();
                assertThat(frame).startsWith("a[\"{\\\"publication\\\":{").endsWith("}\"]");
                for (int at = frame.indexOf("\\\"offset\\\":");
                        at >= 0;
                        at = frame.indexOf("\\\"offset\\\":", at + 1)) {
                    seen++;
                    assertThat(frame.substring(at + 11)).startsWith(seen + ",");
                }
            }
        }
    }

    @Test
    void pollsAndStreamsOverHttp2WithoutEndingItsConnection() {
        node.close();
        ListenerSettings listening =
                new ListenerSettings("127.0.0.1", 0, null, true, true, List.of(), ListenerLimits.DEFAULT);
        node = new SockJsNode(SockJsNode.patient(SockJsSettings.at("/sockjs")), listening, Border.development());
        HttpClient client = node.node()
                .vertx()
                .createHttpClient(
                        new HttpClientOptions()
                                .setProtocolVersion(HttpVersion.HTTP_2)
                                .setHttp2ClearTextUpgrade(false),
                        new PoolOptions().setHttp2MaxSize(1));
        String session = SockJsNode.fresh("/sockjs");
        AtomicReference<String> body = new AtomicReference<>("");
        SocketNode.await(asked(client, session + "/xhr_streaming", "", stream -> {
            stream.handler(chunk -> body.updateAndGet(before -> before + chunk));
            return Future.succeededFuture();
        }));
        Awaitility.await().until(() -> body.get().contains("connected"));
        Future<Integer> sent = asked(
                client,
                session + "/xhr_send",
                "[\"{\\\"id\\\":1}\"]",
                answer -> Future.succeededFuture(answer.statusCode()));
        assertThat(SocketNode.await(sent)).isEqualTo(204);
        Awaitility.await().until(() -> body.get().contains("\\\"error\\\""));
        String other = SockJsNode.fresh("/sockjs");
        for (String frame : List.of("o\n", "a[\"{\\\"connected")) {
            Buffer polled = SocketNode.await(asked(client, other + "/xhr", "", HttpClientResponse::body));
            assertThat(polled.toString()).startsWith(frame);
        }
        assertThat(node.node().border().visitors().connections()).isEqualTo(1);
    }

    /** @param take what is done with the answer at once, before anything of its body could come */
    private <T> Future<T> asked(
            HttpClient client, String path, String body, Function<HttpClientResponse, Future<T>> take) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost("127.0.0.1")
                .setPort(node.node().port())
                .setURI(path);
        return client.request(options).compose(request -> request.send(body).compose(take));
    }
}
