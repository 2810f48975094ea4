package dev.tidings.edge;

import static dev.tidings.edge.EdgeNode.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The way that is taken when the proof at the start says no. */
class PlainStreamTest {

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger closes = new AtomicInteger();

    @AfterEach
    void close() {
        await(vertx.close());
    }

    private int serve(boolean belowEncoder) {
        Deadlines deadlines = new Deadlines(vertx, 100);
        HttpServer server = vertx.createHttpServer(
                new HttpServerOptions().setStrictThreadMode(true).setHttp2ClearTextEnabled(false));
        server.requestHandler(request -> {});
        server.connectionHandler(opened -> {
            HttpServerConnection connection = (HttpServerConnection) opened;
            Http1Wire wire = Http1Wire.install(connection, ListenerLimits.DEFAULT, deadlines, belowEncoder);
            connection.handler(request -> answer(wire, request));
        });
        return await(server.listen(0, "127.0.0.1")).actualPort();
    }

    private void answer(Http1Wire wire, HttpServerRequest request) {
        assertThat(wire.began(request)).isTrue();
        BodyStream stream = wire.stream(request);
        stream.onClose(closes::incrementAndGet);
        for (int i = 0; i < 50; i++) {
            stream.write(("event " + i + "\n").getBytes(US_ASCII));
            stream.flush();
        }
        stream.end();
    }

    @Test
    void sendsWhatTheWayBelowSends() {
        String request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (RawClient plain = new RawClient(serve(false));
                RawClient raw = new RawClient(serve(true))) {
            for (int i = 0; i < 3; i++) {
                plain.send(request);
                raw.send(request);
                RawClient.Answer above = plain.read();
                assertThat(above.header("transfer-encoding")).isEqualTo("chunked");
                assertThat(above.body())
                        .startsWith("event 0\n")
                        .isEqualTo(raw.read().body());
            }
        }
        Awaitility.await().untilAsserted(() -> assertThat(closes).hasValue(6));
    }

    @Test
    void isNotNeededWithThisVersionOfVertx() {
        assertThat(await(BelowEncoder.works(vertx, new HttpServerOptions().setStrictThreadMode(true))))
                .isTrue();
    }

    @Test
    void isChosenWhenTheProofCannotBeMade() {
        HttpServerOptions cramped = new HttpServerOptions().setMaxInitialLineLength(1);
        assertThat(await(BelowEncoder.works(vertx, cramped))).isFalse();
    }
}
