package dev.tidings.edge;

import static dev.tidings.edge.EdgeNode.operation;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Requests that leave HTTP for another protocol. */
class UpgradeTest {

    private static final String REQUEST =
            "GET /up HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive, Upgrade\r\nUpgrade: echo\r\n";

    private final Border border = Border.development();
    private final AtomicInteger closes = new AtomicInteger();
    private final AtomicBoolean asked = new AtomicBoolean();

    /** Sends back what comes; the byte {@code Q} ends it, {@code X} throws, {@code F} floods. */
    private final class Echo implements Duplex.Receiver {
        private final Duplex duplex;

        Echo(Duplex duplex) {
            this.duplex = duplex;
        }

        @Override
        public void received(ByteBuf bytes) {
            byte first = bytes.getByte(bytes.readerIndex());
            if (first == 'X') {
                throw new IllegalStateException("asked to");
            }
            for (int i = 0; first == 'F' && i < 1_000; i++) {
                duplex.write(Unpooled.wrappedBuffer(new byte[32 * 1024]));
            }
            duplex.write(bytes.retainedDuplicate());
            duplex.flush();
            if (first == 'Q') {
                duplex.close();
                duplex.write(Unpooled.wrappedBuffer(new byte[1]));
            }
        }

        @Override
        public void writable() {}

        @Override
        public void closed() {
            closes.incrementAndGet();
        }
    }

    private EdgeNode node(ListenerLimits limits) {
        return node(limits, false);
    }

    private EdgeNode node(ListenerLimits limits, boolean clearTextHttp2) {
        ListenerSettings settings = new ListenerSettings("127.0.0.1", 0, null, clearTextHttp2, true, List.of(), limits);
        return new EdgeNode(settings, border, operation(HttpMethod.GET, "/up", exchange -> {
            asked.set(exchange.asksFor("echo"));
            if (!asked.get()) {
                exchange.respond(204);
                return;
            }
            exchange.upgrade("echo", Echo::new);
        }));
    }

    private EdgeNode node() {
        return node(ListenerLimits.DEFAULT);
    }

    private static RawClient upgraded(EdgeNode node) throws IOException {
        RawClient client = node.connect();
        client.send(REQUEST + "\r\n");
        RawClient.Answer head = client.head();
        assertThat(head.status()).isEqualTo(101);
        assertThat(head.header("Upgrade")).isEqualTo("echo");
        assertThat(head.header("Connection")).isEqualTo("Upgrade");
        return client;
    }

    @Test
    void carriesBytesBothWays() throws IOException {
        try (EdgeNode node = node();
                RawClient client = upgraded(node)) {
            for (int i = 0; i < 100; i++) {
                client.send("ping " + i % 10);
                assertThat(client.bytes(6)).startsWith("ping ".getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    @Test
    void losesNothingThatComesInOnePieceWithTheRequest() throws IOException {
        try (EdgeNode node = node();
                RawClient client = node.connect()) {
            client.send(REQUEST + "\r\n\u0081\u0085abc GET / HTTP/1.1\r\n\r\n");
            assertThat(client.head().status()).isEqualTo(101);
            assertThat(client.bytes(6)).isEqualTo("\u0081\u0085abc ".getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void losesNothingWhereTheConnectionCouldHaveGoneOverToHttp2Either() throws IOException {
        try (EdgeNode node = node(ListenerLimits.DEFAULT, true);
                RawClient client = node.connect()) {
            client.send(REQUEST + "\r\n\u0081\u0085abc GET / HTTP/1.1\r\n\r\n");
            assertThat(client.head().status()).isEqualTo(101);
            assertThat(client.bytes(6)).isEqualTo("\u0081\u0085abc ".getBytes(StandardCharsets.ISO_8859_1));
            client.send("more");
            assertThat(client.bytes(22)).endsWith("more".getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void refusesAClientThatDidNotWaitWhenItsBytesAreLost() throws IOException {
        Border slow = new Border(
                (request, cookie) -> {
                    Promise<Identity> later = Promise.promise();
                    Vertx.currentContext().owner().setTimer(20, now -> later.complete(Nobody.NOBODY));
                    return later.future();
                },
                () -> false);
        try (EdgeNode node = new EdgeNode(
                        ListenerSettings.development(0),
                        slow,
                        operation(HttpMethod.GET, "/up", exchange -> exchange.upgrade("echo", Echo::new)));
                RawClient patient = upgraded(node);
                RawClient hasty = node.connect()) {
            patient.send("ping");
            assertThat(patient.bytes(4)).hasSize(4);
            hasty.send(REQUEST + "\r\n\u0081\u0085abc");
            assertThat(hasty.head().status()).isEqualTo(400);
        }
    }

    @Test
    void keepsNoTimeLimitAndEndsTheVisitWithTheConnection() throws IOException {
        try (EdgeNode node = node()) {
            RawClient client = upgraded(node);
            node.onLoop(() -> assertThat(node.listeners.get(0).watched()).isZero());
            assertThat(border.visitors().connections()).isOne();
            client.close();
            Awaitility.await().untilAsserted(() -> {
                assertThat(closes).hasValue(1);
                assertThat(border.visitors().connections()).isZero();
            });
        }
    }

    @Test
    void sendsTheLastWordsAndThenTheEnd() throws IOException {
        try (EdgeNode node = node();
                RawClient client = upgraded(node)) {
            client.send("Quit");
            assertThat(client.bytes(4)).isEqualTo("Quit".getBytes(StandardCharsets.US_ASCII));
            client.send("more that nobody reads");
            assertThat(client.everything()).isEmpty();
            assertThat(closes).hasValue(0);
            client.sent();
            Awaitility.await().untilAsserted(() -> assertThat(closes).hasValue(1));
            node.onLoop(() -> assertThat(node.listeners.get(0).watched()).isZero());
        }
    }

    @Test
    void doesNotWaitForeverForThePeersEnd() throws IOException {
        try (EdgeNode node = node();
                RawClient client = upgraded(node)) {
            client.send("Quit");
            Awaitility.await().untilAsserted(() -> assertThat(closes).hasValue(1));
        }
    }

    @Test
    void cutsTheConnectionWhoseReceiverThrows() throws IOException {
        try (EdgeNode node = node();
                RawClient client = upgraded(node)) {
            client.send("X");
            assertThat(client.everything()).isEmpty();
            Awaitility.await().untilAsserted(() -> assertThat(closes).hasValue(1));
        }
    }

    @Test
    void cutsAPeerThatLeavesAllUnread() throws IOException {
        ListenerLimits impatient =
                new ListenerLimits(8192, 16384, 10_000, 30_000, 60_000, 300, 1000, ClientLimits.DEFAULT, 50);
        try (EdgeNode node = node(impatient);
                RawClient client = upgraded(node)) {
            client.send("F");
            Awaitility.await().untilAsserted(() -> assertThat(closes).hasValue(1));
        }
    }

    @Test
    void endsWithItsListener() throws IOException {
        EdgeNode node = node();
        try (RawClient client = upgraded(node)) {
            node.close();
            assertThat(client.everything()).isEmpty();
            Awaitility.await().untilAsserted(() -> assertThat(closes).hasValue(1));
        }
    }

    @Test
    void isAskedForByBothHeadersInHttp11Only() {
        String host = "Host: localhost\r\n";
        String upgrade = "Upgrade: echo\r\n";
        String connection = "Connection: Upgrade\r\n";
        try (EdgeNode node = node()) {
            for (String request : List.of(
                    "GET /up HTTP/1.1\r\n" + host,
                    "GET /up HTTP/1.1\r\n" + host + upgrade,
                    "GET /up HTTP/1.1\r\n" + host + connection,
                    "GET /up HTTP/1.1\r\n" + host + connection + "Upgrade: h2c\r\n",
                    "GET /up HTTP/1.0\r\n" + host + connection + upgrade)) {
                assertThat(node.request(request + "\r\n").status()).as(request).isEqualTo(204);
                assertThat(asked).isFalse();
            }
        }
    }
}
