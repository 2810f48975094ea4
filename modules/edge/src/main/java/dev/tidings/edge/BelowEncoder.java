package dev.tidings.edge;

import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proof, at each start, that the way below the encoder works with the Vert.x at hand: {@link RawStream} leans on what no
 * published interface promises. Two requests go over one real connection; bytes, order, end and keep-alive must come out
 * as they should, or all streams are written through the public interface.
 */
final class BelowEncoder {

    private static final Logger LOG = LoggerFactory.getLogger(BelowEncoder.class);

    /** A start on a busy machine may take long; only what hangs takes so long. */
    private static final int TIMEOUT_SECONDS = 30;

    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String FIRST = "data: a\n\n";
    private static final String SECOND = "data: " + "b".repeat(300) + "\n\n";
    private static final String THIRD = "data: c\n\n";

    private BelowEncoder() {}

    /** Whether it works; never fails. On the caller's event loop. */
    static Future<Boolean> works(Vertx vertx, HttpServerOptions options) {
        HttpServerOptions plain =
                new HttpServerOptions(options).setSsl(false).setUseAlpn(false).setUseProxyProtocol(false);
        Deadlines deadlines = new Deadlines(vertx, 1_000);
        HttpServer server = vertx.createHttpServer(plain).requestHandler(request -> {});
        server.connectionHandler(opened -> {
            HttpServerConnection connection = (HttpServerConnection) opened;
            Http1Wire wire = Http1Wire.install(connection, ListenerLimits.DEFAULT, deadlines, true);
            connection.handler(request -> answer(wire, request));
        });
        NetClient client = vertx.createNetClient();
        return server.listen(0, "127.0.0.1")
                .compose(listening -> client.connect(listening.actualPort(), "127.0.0.1"))
                .compose(BelowEncoder::converse)
                .timeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .recover(failure -> {
                    LOG.warn(
                            "streams are written through the public interface, which costs more: {}",
                            failure.toString());
                    return Future.succeededFuture(false);
                })
                .eventually(() -> {
                    deadlines.close();
                    return Future.join(client.close(), server.close());
                });
    }

    private static void answer(Http1Wire wire, HttpServerRequest request) {
        wire.began(request);
        BodyStream stream = wire.stream(request);
        stream.write(FIRST.getBytes(StandardCharsets.UTF_8));
        stream.flush();
        stream.write(Chunk.of(Unpooled.buffer().alloc(), SECOND.getBytes(StandardCharsets.UTF_8)));
        stream.write(THIRD.getBytes(StandardCharsets.UTF_8));
        stream.flush();
        stream.end();
    }

    private static Future<Boolean> converse(NetSocket socket) {
        Promise<Boolean> verdict = Promise.promise();
        StringBuilder text = new StringBuilder();
        String body = chunk(FIRST) + chunk(SECOND) + chunk(THIRD) + "0\r\n\r\n";
        int[] answers = {0};
        socket.handler(bytes -> {
            text.append(bytes.toString(StandardCharsets.ISO_8859_1));
            String answer = text.toString();
            if (!answer.endsWith("0\r\n\r\n")) {
                return;
            }
            if (!answer.startsWith("HTTP/1.1 200 ") || !answer.endsWith("\r\n\r\n" + body)) {
                verdict.tryFail("the bytes below the encoder came out wrong");
            } else if (++answers[0] == 2) {
                verdict.tryComplete(true);
            } else {
                text.setLength(0);
                socket.write(REQUEST);
            }
        });
        socket.closeHandler(closed -> verdict.tryFail("the connection was closed"));
        socket.write(REQUEST);
        return verdict.future();
    }

    private static String chunk(String payload) {
        return Integer.toHexString(payload.getBytes(StandardCharsets.UTF_8).length) + "\r\n" + payload + "\r\n";
    }
}
