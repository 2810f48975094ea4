package dev.tidings.edge;

import static dev.tidings.edge.EdgeNode.operation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.model.JsonText;
import dev.tidings.model.Seeded;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What nobody sends by mistake: smuggled requests, half requests, bombs, garbage, floods. */
@TestInstance(Lifecycle.PER_CLASS)
class HostileInputTest {

    private static final String POST = "POST /things HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    private static final String GET = "GET /things HTTP/1.1\r\nHost: localhost\r\n";
    private static final int MAX_BODY = 1024 * 1024;

    private final AtomicInteger reached = new AtomicInteger();
    private final Operation[] operations = {
        operation(HttpMethod.GET, "/things", exchange -> exchange.respond(200, JsonText.of("1"))),
        operation(HttpMethod.GET, "/never", exchange -> {}),
        operation(HttpMethod.POST, "/things", List.of(), EdgeNode.json(MAX_BODY, new JsonObject()), exchange -> {
            reached.incrementAndGet();
            exchange.respond(200, JsonText.of("2"));
        })
    };
    private final EdgeNode node = new EdgeNode(ListenerSettings.development(0), Border.development(), operations);

    @AfterAll
    void close() {
        node.close();
    }

    /** Connections, requests and writes a second of one address, loopback too. */
    private static ClientLimits few(int connections, int requests, int writes) {
        return new ClientLimits(connections, 100, requests, writes, 100, 100, 100, 100, false);
    }

    private static EdgeNode limited(Border border, ListenerLimits limits, Operation... operations) {
        return new EdgeNode(
                new ListenerSettings("127.0.0.1", 0, null, false, true, List.of(), limits), border, operations);
    }

    /** Each would let two programs on the way see different requests; the second one must never be answered. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n",
                "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
                "Content-Length: 2, 3\r\n\r\n{}",
                "Content-Length: +2\r\n\r\n{}",
                "Content-Length: -2\r\n\r\n{}",
                "Content-Length: 0x2\r\n\r\n{}",
                "Content-Length: 2a\r\n\r\n{}",
                "Content-Length: \r\n\r\n{}",
                "Content-Length: 99999999999999999999\r\n\r\n{}",
                "Content-Length : 2\r\n\r\n{}",
                "Content-Length\t: 2\r\n\r\n{}",
                "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: gzip\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n100000000000000002\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2\r\n{}XX0\r\n\r\n",
                "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
                "X: a\u0000b\r\nContent-Length: 2\r\n\r\n{}",
                "X\u0000: a\r\nContent-Length: 2\r\n\r\n{}",
                "X Y: a\r\nContent-Length: 2\r\n\r\n{}",
                ": a\r\nContent-Length: 2\r\n\r\n{}",
                "X: a\rContent-Length: 2\r\n\r\n{}"
            })
    void neverAnswersASmuggledRequest(String rest) {
        reached.set(0);
        try (RawClient client = node.connect()) {
            client.send(POST + rest + GET + "Connection: close\r\n\r\n");
            String all = client.everything();
            assertThat(all).as("no answer to what was smuggled").doesNotContain("HTTP/1.1 200");
            assertThat(reached).as("the operation was not reached").hasValue(0);
            assertThat(all).startsWith("HTTP/1.1 400 ").contains("\"code\":\"malformed\"");
        }
    }

    /** Nobody can be told: the answer before is still owed, and of what comes behind it nothing is certain. */
    @Test
    void cutsWhoSendsBrokenChunksInAdvanceOfAnAnswer() throws IOException {
        reached.set(0);
        try (RawClient client = node.connect()) {
            client.send("GET /never HTTP/1.1\r\nHost: localhost\r\n\r\n" + POST
                    + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n");
            assertThat(client.isClosed()).isTrue();
            assertThat(reached).as("the operation was not reached").hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET\r\n\r\n",
                "GET /things HTTP/9.9\r\nHost: localhost\r\n\r\n",
                "GET /things ABCD/1.1\r\nHost: localhost\r\n\r\n",
                "G\u0001T /things HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n"
            })
    void refusesWhatIsNoRequestAndCloses(String text) {
        try (RawClient client = node.connect()) {
            client.send(text);
            String all = client.everything();
            assertThat(all).startsWith("HTTP/1.").contains(" 400 ").contains("\"code\":\"malformed\"");
        }
    }

    @Test
    void statesTheLimitsOfTheHead() {
        String exact = "/things?" + "a".repeat(8192 - "GET /things? HTTP/1.1".length());
        assertThat(node.request("GET " + exact + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .status())
                .isEqualTo(200);
        RawClient.Answer line = node.request("GET " + exact + "a HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(line.status()).isEqualTo(414);
        assertThat(line.header("connection")).isEqualTo("close");
        RawClient.Answer headers = node.request(GET + "X: " + "a".repeat(16_500) + "\r\n\r\n");
        assertThat(headers.status()).isEqualTo(431);
        assertThat(node.request(GET + "X: " + "a".repeat(16_000) + "\r\n\r\n").status())
                .isEqualTo(200);
    }

    @Test
    void refusesBombsInJsonAtOnce() {
        List<String> bombs = List.of(
                "[".repeat(100_000),
                "{\"a\":".repeat(65) + "1" + "}".repeat(65),
                "1e999999999",
                "1".repeat(65),
                "{\"a\":1,\"a\":2}",
                IntStream.range(0, 70_000)
                        .mapToObj(i -> "\"key" + i + "\":1")
                        .collect(Collectors.joining(",", "{", "}")),
                "[" + "1".repeat(1000) + "]");
        for (String bomb : bombs) {
            RawClient.Answer answer = node.request(POST + "Content-Length: " + bomb.length() + "\r\n\r\n" + bomb);
            assertThat(answer.status())
                    .as(bomb.substring(0, Math.min(20, bomb.length())))
                    .isEqualTo(400);
        }
        String exact = "[\"" + "a".repeat(MAX_BODY - 4) + "\"]";
        assertThat(node.request(POST + "Content-Length: " + MAX_BODY + "\r\n\r\n" + exact)
                        .status())
                .isEqualTo(200);
        assertThat(node.request(POST + "Content-Length: " + (MAX_BODY + 1) + "\r\n\r\n")
                        .status())
                .isEqualTo(413);
    }

    @Test
    void cutsWhoSendsTooSlowly() throws IOException {
        try (EdgeNode impatient = limited(Border.development(), impatient(), operations)) {
            RawClient silent = impatient.connect();
            RawClient head = impatient.connect();
            head.send("GET /things HTTP/1.1\r\nHost: local");
            RawClient body = impatient.connect();
            body.send(POST + "Content-Length: 10\r\n\r\n{");
            RawClient idle = impatient.connect();
            idle.send(GET + "\r\n");
            assertThat(idle.read().status()).isEqualTo(200);
            RawClient unread = impatient.connect();
            unread.send(
                    "POST /things HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\n{");
            assertThat(unread.read().status()).isEqualTo(415);
            for (RawClient slow : List.of(silent, head, body, idle, unread)) {
                assertThat(slow.isClosed()).isTrue();
                slow.close();
            }
        }
    }

    /** Header, body and idle time in milliseconds. */
    private static ListenerLimits impatient() {
        return new ListenerLimits(8192, 16384, 5_000, 5_500, 6_000, 30_000, 100, ClientLimits.DEFAULT, 50);
    }

    private static ListenerLimits patient(ClientLimits clients) {
        return new ListenerLimits(8192, 16384, 60_000, 60_000, 60_000, 60_000, 100, clients, 50);
    }

    @Test
    void holdsEachAddressToItsShareOfConnections() {
        Border border = Border.development();
        try (EdgeNode small = limited(border, patient(few(2, 5, 1)), operations);
                RawClient first = new RawClient("127.0.0.1", small.port());
                RawClient second = new RawClient("127.0.0.1", small.port());
                RawClient third = new RawClient("127.0.0.1", small.port());
                RawClient other = new RawClient("127.0.0.2", small.port())) {
            assertThat(third.isClosed()).isTrue();
            for (RawClient client : List.of(first, second, other)) {
                client.send(GET + "\r\n");
                assertThat(client.read().status()).isEqualTo(200);
            }
        }
        assertThat(border.visitors().connections()).isZero();
    }

    @Test
    void holdsEachAddressToItsShareOfRequestsAndWrites() {
        Border standing = new Border(DevelopmentIdentity.authenticator(), () -> false, new Visitors(new HandClock()));
        try (EdgeNode small = limited(standing, patient(few(100, 5, 1)), operations)) {
            String write = POST + "Content-Length: 2\r\n\r\n{}";
            assertThat(small.request(write).status()).isEqualTo(200);
            assertThat(small.request(write).status()).isEqualTo(200);
            RawClient.Answer refused = refused(small, number -> write);
            assertThat(refused.header("retry-after")).isEqualTo("1");
            assertThat(refused.body()).contains("\"code\":\"too-many-requests\"");
            // a forwarded address is nobody's word
            refused(small, number -> GET + "X-Forwarded-For: 10.0.0." + number + "\r\n\r\n");
        }
    }

    /** The first refusal of requests that all come at the same moment of the clock. */
    private static RawClient.Answer refused(EdgeNode node, IntFunction<String> request) {
        for (int i = 0; i < 250; i++) {
            RawClient.Answer answer = node.request(request.apply(i));
            if (answer.status() == 429) {
                return answer;
            }
            assertThat(answer.status()).isEqualTo(200);
        }
        throw new AssertionError("none was refused");
    }

    @Test
    void survivesGarbage() {
        long seed = Seeded.seed(HostileInputTest.class);
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            try (RawClient client = node.connect()) {
                client.send(
                        mutated(random, POST + "Content-Length: 14\r\nConnection: close\r\n\r\n{\"title\":\"abc\"}"));
                client.sent();
                assertThat(client.everything())
                        .as("seed %d, request %d", seed, i)
                        .doesNotContain("HTTP/1.1 5");
            }
        }
        assertThat(node.request(GET + "\r\n").status()).isEqualTo(200);
    }

    private static byte[] mutated(Random random, String request) {
        byte[] bytes = request.getBytes(StandardCharsets.ISO_8859_1);
        int changes = 1 + random.nextInt(6);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(3)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = (byte) "\r\n :/%0\t{}\"".charAt(random.nextInt(11));
                default -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
            }
        }
        return bytes;
    }
}
