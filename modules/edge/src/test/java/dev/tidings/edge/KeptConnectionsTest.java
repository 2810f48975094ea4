package dev.tidings.edge;

import static dev.tidings.edge.EdgeNode.operation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.model.JsonText;
import io.netty.channel.ChannelOutboundBuffer;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Connections that are kept between two requests, and how long. */
class KeptConnectionsTest {

    private static final int BODY_BYTES = 256 * 1024;
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

    /** Far longer than a test: the clock goes on only when it is told to. */
    private static final int IDLE_MILLIS = 600_000;

    private static final ListenerLimits LIMITS = new ListenerLimits(
            8192, 16384, IDLE_MILLIS, IDLE_MILLIS, IDLE_MILLIS, IDLE_MILLIS, 10, ClientLimits.DEFAULT, IDLE_MILLIS);

    private static final int ANSWER_BYTES = 24 << 20;

    /** More than the fair pace asks for in the idle time. */
    private static final int READ_BYTES = 4 << 20;

    private final AtomicReference<HttpServerConnection> accepted = new AtomicReference<>();

    @Test
    void holdNothingOfTheLastRequest() {
        AtomicReference<WeakReference<byte[]>> body = new AtomicReference<>();
        ListenerSettings settings = ListenerSettings.development(0);
        Operation post =
                operation(HttpMethod.POST, "/things", List.of(), EdgeNode.json(1 << 20, new JsonObject()), exchange -> {
                    body.set(new WeakReference<>(exchange.body()));
                    exchange.respond(200, JsonText.of("1"));
                });
        try (EdgeNode node = new EdgeNode(settings, Border.development(), post);
                RawClient client = node.connect()) {
            String request =
                    "POST /things HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                            + BODY_BYTES + "\r\n\r\n\"" + "a".repeat(BODY_BYTES - 2) + '"';
            client.send(request);
            assertThat(client.read().status()).isEqualTo(200);
            await().atMost(LONG_ENOUGH).until(() -> {
                System.gc();
                return body.get().refersTo(null);
            });
            client.send(request);
            assertThat(client.read().status()).as("the connection was kept").isEqualTo(200);
        }
    }

    @Test
    void stayAsLongAsTheClientTakesItsAnswer() throws IOException {
        Vertx vertx = Vertx.vertx();
        Deadlines deadlines = new Deadlines(vertx, IDLE_MILLIS);
        HttpServer server = EdgeNode.await(server(vertx, deadlines).listen(0, "127.0.0.1"));
        try (RawClient client = new RawClient(server.actualPort())) {
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.head().status()).isEqualTo(200);
            int left = ANSWER_BYTES;
            while (left > READ_BYTES) {
                long before = unsent();
                assertThat(client.bytes(READ_BYTES)).hasSize(READ_BYTES);
                left -= READ_BYTES;
                await().atMost(LONG_ENOUGH).until(() -> unsent() == 0 || before - unsent() >= READ_BYTES / 2);
                if (unsent() > 0) {
                    idle(deadlines);
                    assertThat(isOpen()).as("%s bytes are left to read", left).isTrue();
                }
            }
            assertThat(client.bytes(left)).hasSize(left);
            await().atMost(LONG_ENOUGH).until(() -> unsent() == 0);
            idle(deadlines);
            assertThat(isOpen()).as("now it has been idle").isFalse();
        } finally {
            deadlines.close();
            EdgeNode.await(vertx.close());
        }
    }

    @Test
    void endWhenTheClientTakesNoMoreOfItsAnswer() throws IOException {
        Vertx vertx = Vertx.vertx();
        Deadlines deadlines = new Deadlines(vertx, IDLE_MILLIS);
        HttpServer server = EdgeNode.await(server(vertx, deadlines).listen(0, "127.0.0.1"));
        try (RawClient client = new RawClient(server.actualPort())) {
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.head().status()).isEqualTo(200);
            assertThat(client.bytes(READ_BYTES)).hasSize(READ_BYTES);
            await().atMost(LONG_ENOUGH).until(() -> {
                // as soon as the buffers on the way are full
                idle(deadlines);
                return !isOpen();
            });
        } finally {
            deadlines.close();
            EdgeNode.await(vertx.close());
        }
    }

    private HttpServer server(Vertx vertx, Deadlines deadlines) {
        HttpServer server = vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                .requestHandler(request -> {});
        server.connectionHandler(opened -> {
            HttpServerConnection connection = (HttpServerConnection) opened;
            accepted.set(connection);
            Http1Wire wire = Http1Wire.install(connection, LIMITS, deadlines, true);
            connection.handler(request -> {
                wire.began(request);
                request.response().end(Buffer.buffer(new byte[ANSWER_BYTES]));
                wire.answered(request);
            });
        });
        return server;
    }

    /** The idle time goes by. */
    private void idle(Deadlines deadlines) {
        onLoop(() -> {
            deadlines.tick();
            deadlines.tick();
            return null;
        });
    }

    private boolean isOpen() {
        return onLoop(() -> accepted.get().channelHandlerContext().channel().isOpen());
    }

    private long unsent() {
        return onLoop(() -> {
            ChannelOutboundBuffer buffer =
                    accepted.get().channelHandlerContext().channel().unsafe().outboundBuffer();
            return buffer.totalPendingWriteBytes() - buffer.currentProgress();
        });
    }

    private <T> T onLoop(Supplier<T> question) {
        Promise<T> answer = Promise.promise();
        accepted.get().context().runOnContext(now -> answer.complete(question.get()));
        return EdgeNode.await(answer.future());
    }
}
