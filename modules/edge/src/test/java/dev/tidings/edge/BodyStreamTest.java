package dev.tidings.edge;

import static dev.tidings.edge.EdgeNode.operation;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.model.JsonText;
import dev.tidings.model.Seeded;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Bodies written as they come, below the encoder and through the public interface, over real sockets. */
@TestInstance(Lifecycle.PER_CLASS)
class BodyStreamTest {

    private static final String GET = "GET %s HTTP/1.%d\r\nHost: localhost\r\n\r\n";
    private static final ListenerLimits LIMITS =
            new ListenerLimits(8192, 16384, 60_000, 60_000, 60_000, 60_000, 1000, ClientLimits.DEFAULT, 20);

    /** Those of a hub that waits for nobody who leaves all unread. */
    private static final ListenerLimits HASTY =
            new ListenerLimits(8192, 16384, 60_000, 60_000, 60_000, 1_000, 1000, ClientLimits.DEFAULT, 20);

    /** Of the streams that the running test opened: those of the one before may close late. */
    private volatile AtomicInteger closes = new AtomicInteger();

    private final AtomicInteger drains = new AtomicInteger();

    /** Open once a flood had to stop, since its client read nothing yet. */
    private volatile CountDownLatch stopped = new CountDownLatch(1);

    private final AtomicReference<BodyStream> opened = new AtomicReference<>();
    private final Border border = Border.development();
    private final EdgeNode node = new EdgeNode(
            new ListenerSettings("127.0.0.1", 0, null, false, true, List.of(), LIMITS),
            border,
            operation(HttpMethod.GET, "/random/{seed}", this::random),
            operation(HttpMethod.GET, "/open", this::open),
            operation(HttpMethod.GET, "/flood", this::flood),
            operation(HttpMethod.GET, "/plain", exchange -> exchange.respond(200, JsonText.of("1"))));

    @AfterAll
    void close() {
        node.close();
    }

    private static byte[] payload(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(random.nextInt(10) == 0 ? 20_000 : 100)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Writes what the seed says, partly shared and pre-framed, partly as bare bytes, with flushes here and there. */
    private void random(Exchange exchange) {
        Random random = new Random(Long.parseLong(exchange.path("seed")));
        BodyStream stream = exchange.stream(200);
        stream.onClose(closes::incrementAndGet);
        int writes = random.nextInt(30);
        for (int i = 0; i < writes; i++) {
            byte[] bytes = payload(random);
            if (i % 3 == 0) {
                stream.write(bytes);
            } else {
                ByteBuf shared = framed(stream, bytes);
                stream.write(shared.retainedDuplicate());
                shared.release();
            }
            if (i % 4 == 0) {
                stream.flush();
            }
        }
        stream.end();
        stream.end();
    }

    private static ByteBuf framed(BodyStream stream, byte[] bytes) {
        return stream.isChunked()
                ? Chunk.of(PooledByteBufAllocator.DEFAULT, bytes)
                : PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(bytes);
    }

    private static byte[] expected(long seed) {
        Random random = new Random(seed);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int writes = random.nextInt(30);
        for (int i = 0; i < writes; i++) {
            body.writeBytes(payload(random));
        }
        return body.toByteArray();
    }

    private void open(Exchange exchange) {
        BodyStream stream = exchange.stream(200);
        stream.onClose(closes::incrementAndGet);
        opened.set(stream);
        stream.write("hello".getBytes(US_ASCII));
        stream.flush();
    }

    /** Writes as long as it may, and again when it may again; 4 MB in all. */
    private void flood(Exchange exchange) {
        BodyStream stream = exchange.stream(200);
        opened.set(stream);
        stream.onClose(closes::incrementAndGet);
        int[] left = {4_000};
        Runnable more = () -> {
            while (left[0] > 0 && stream.isWritable()) {
                left[0]--;
                stream.write(new byte[1000]);
                stream.flush();
            }
            if (left[0] == 0) {
                stream.end();
            } else {
                stopped.countDown();
            }
        };
        stream.onWritable(() -> {
            drains.incrementAndGet();
            more.run();
        });
        more.run();
    }

    @Test
    void writesTheSameBytesBelowTheEncoderAndAboveIt() throws IOException {
        long base = Seeded.seed(BodyStreamTest.class);
        try (RawClient kept = node.connect()) {
            for (long seed = base; seed < base + 200; seed++) {
                closes = new AtomicInteger();
                kept.send(String.format(GET, "/random/" + seed, 1));
                RawClient.Answer head = kept.head();
                assertThat(head.header("transfer-encoding")).isEqualTo("chunked");
                ByteArrayOutputStream body = new ByteArrayOutputStream();
                for (byte[] chunk = kept.chunk(); chunk.length > 0; chunk = kept.chunk()) {
                    body.writeBytes(chunk);
                }
                assertThat(body.toByteArray()).as("seed %d", seed).isEqualTo(expected(seed));
                await().pollDelay(Duration.ZERO)
                        .untilAsserted(() -> assertThat(closes).hasValue(1));
            }
        }
        for (long seed = base; seed < base + 20; seed++) {
            closes = new AtomicInteger();
            try (RawClient old = node.connect()) {
                old.send(String.format(GET, "/random/" + seed, 0));
                assertThat(old.head().header("transfer-encoding")).isNull();
                assertThat(old.rest()).as("seed %d", seed).isEqualTo(expected(seed));
            }
            await().untilAsserted(() -> assertThat(closes).hasValue(1));
        }
    }

    @Test
    void keepsTheConnectionForTheNextRequestWhenAStreamEnds() throws IOException {
        try (RawClient client = node.connect()) {
            client.send(String.format(GET, "/open", 1));
            client.head();
            assertThat(client.chunk()).asString().isEqualTo("hello");
            assertThat(opened.get().isChunked()).as("below the encoder").isTrue();
            onLoop(BodyStream::end);
            assertThat(client.chunk()).isEmpty();
            client.send(String.format(GET, "/plain", 1));
            assertThat(client.read().body()).isEqualTo("1");
        }
    }

    @Test
    void tellsOnceThatTheClientIsGone() throws IOException {
        closes = new AtomicInteger();
        try (RawClient client = node.connect()) {
            client.send(String.format(GET, "/open", 1));
            client.head();
            client.chunk();
        }
        await().untilAsserted(() -> assertThat(closes).hasValue(1));
        BodyStream gone = opened.get();
        assertThat(gone.isClosed()).isTrue();
        ByteBuf late = PooledByteBufAllocator.DEFAULT.buffer().writeZero(10);
        gone.write(late);
        assertThat(late.refCnt()).isZero();
        gone.flush();
        gone.end();
        gone.abort();
        assertThat(closes).hasValue(1);
    }

    @Test
    void leavesNothingBehindWhenManyClientsGo() throws IOException {
        closes = new AtomicInteger();
        for (int i = 0; i < 100; i++) {
            try (RawClient client = node.connect()) {
                client.send(String.format(GET, i % 2 == 0 ? "/open" : "/plain", 1));
                client.head();
            }
        }
        await().untilAsserted(() -> assertThat(closes).hasValue(50));
        await().untilAsserted(() ->
                node.onLoop(() -> assertThat(node.listeners.get(0).watched()).isZero()));
        await().untilAsserted(() -> assertThat(border.visitors().connections()).isZero());
    }

    @Test
    void cutsTheConnectionOfAnAbortedStream() throws IOException {
        closes = new AtomicInteger();
        try (RawClient client = node.connect()) {
            client.send(String.format(GET, "/open", 1));
            client.head();
            client.chunk();
            onLoop(BodyStream::abort);
            assertThat(client.isClosed()).isTrue();
        }
        await().untilAsserted(() -> assertThat(closes).hasValue(1));
    }

    @Test
    void closesAClientThatSendsOnBehindAStream() throws IOException {
        closes = new AtomicInteger();
        try (RawClient client = node.connect()) {
            client.send(String.format(GET, "/open", 1));
            client.head();
            client.chunk();
            client.send(String.format(GET, "/plain", 1));
            assertThat(client.isClosed()).isTrue();
        }
        await().untilAsserted(() -> assertThat(closes).hasValue(1));
    }

    @Test
    void goesOnWhenASlowClientReadsOn() throws Exception {
        drains.set(0);
        stopped = new CountDownLatch(1);
        try (RawClient client = node.connect()) {
            client.send(String.format(GET, "/flood", 1));
            assertThat(stopped.await(60, TimeUnit.SECONDS)).isTrue();
            client.head();
            int bytes = 0;
            for (byte[] chunk = client.chunk(); chunk.length > 0; chunk = client.chunk()) {
                bytes += chunk.length;
            }
            assertThat(bytes).isEqualTo(4_000_000);
            assertThat(drains.get()).isPositive();
        }
    }

    @Test
    void cutsAClientThatDoesNotReadAtAll() throws IOException {
        closes = new AtomicInteger();
        Border own = Border.development();
        try (EdgeNode hasty = flooding(own, HASTY);
                RawClient client = hasty.connect()) {
            client.send(String.format(GET, "/flood", 1));
            await().untilAsserted(() -> assertThat(closes).hasValue(1));
            assertThat(opened.get().isClosed()).isTrue();
            await().atMost(Duration.ofSeconds(30)).until(() -> own.visitors().connections() == 0);
        }
    }

    @Test
    void leavesNoConnectionOfAnAbortedStreamToAClientThatDoesNotRead() {
        opened.set(null);
        Border own = Border.development();
        try (EdgeNode patient = flooding(own, LIMITS);
                RawClient client = patient.connect()) {
            client.send(String.format(GET, "/flood", 1));
            // until the buffers on the way are full
            await().during(Duration.ofMillis(500))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> opened.get() != null && !opened.get().isWritable());
            patient.onLoop(() -> opened.get().abort());
            await().atMost(Duration.ofSeconds(30)).until(() -> own.visitors().connections() == 0);
        }
    }

    private EdgeNode flooding(Border own, ListenerLimits limits) {
        return new EdgeNode(
                new ListenerSettings("127.0.0.1", 0, null, false, true, List.of(), limits),
                own,
                operation(HttpMethod.GET, "/flood", this::flood));
    }

    private void onLoop(Consumer<BodyStream> action) {
        node.onLoop(() -> action.accept(opened.get()));
    }
}
