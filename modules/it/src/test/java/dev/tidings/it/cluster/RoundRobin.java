package dev.tidings.it.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A balancer that knows nothing of sessions: each request goes to the next node, whichever connection it came on, and so does
 * each upgrade to a WebSocket. A node that can't be reached is passed over. Thread-safe because its requests live on one event
 * loop; its test only starts, asks and closes it.
 */
public final class RoundRobin implements AutoCloseable {

    private static final int NO_CONTENT = 204;
    private static final int CONNECT_MILLIS = 1_000;
    private static final int MOST_CONNECTIONS = 5_000;

    private final Vertx vertx = Vertx.vertx();
    private final List<Integer> ports;
    private final HttpClient client;
    private final HttpServer server;
    private final AtomicInteger next = new AtomicInteger();
    private final Map<Integer, AtomicInteger> taken = new ConcurrentHashMap<>();

    /** Starts it in front of these ports of loopback. */
    public RoundRobin(List<Integer> ports) throws Exception {
        this.ports = List.copyOf(ports);
        ports.forEach(port -> taken.put(port, new AtomicInteger()));
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setConnectTimeout(CONNECT_MILLIS)
                        .setKeepAlive(true)
                        .setDecompressionSupported(false),
                new PoolOptions().setHttp1MaxSize(MOST_CONNECTIONS));
        this.server = await(vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(this::pass)
                .listen());
    }

    /** Where clients come. */
    public int port() {
        return server.actualPort();
    }

    /** The origin that clients name. */
    public String origin() {
        return "http://127.0.0.1:" + port();
    }

    /** How many requests and upgrades a node was given. */
    public int taken(int port) {
        return taken.get(port).get();
    }

    private void pass(HttpServerRequest request) {
        request.pause();
        open(request, ports.size())
                .onSuccess(opened -> {
                    if (request.headers().contains(HttpHeaders.UPGRADE)) {
                        upgrade(request, opened);
                    } else {
                        exchange(request, opened);
                    }
                })
                .onFailure(refused -> {
                    request.resume();
                    request.response().setStatusCode(502).end();
                });
    }

    private Future<HttpClientRequest> open(HttpServerRequest request, int left) {
        int port = ports.get(Math.floorMod(next.getAndIncrement(), ports.size()));
        RequestOptions options = new RequestOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setMethod(request.method())
                .setURI(request.uri());
        return client.request(options)
                .map(opened -> {
                    taken.get(port).incrementAndGet();
                    request.headers().forEach(header -> opened.headers().add(header.getKey(), header.getValue()));
                    opened.setChunked(request.headers().contains(HttpHeaders.TRANSFER_ENCODING));
                    return opened;
                })
                .recover(failure -> left > 1 ? open(request, left - 1) : Future.failedFuture(failure));
    }

    private static void exchange(HttpServerRequest request, HttpClientRequest opened) {
        HttpServerResponse response = request.response();
        response.exceptionHandler(gone -> opened.reset());
        response.closeHandler(gone -> opened.reset());
        opened.response()
                .onSuccess(answer -> {
                    head(answer, response);
                    answer.pipeTo(response)
                            .onFailure(broken -> request.connection().close());
                })
                .onFailure(broken -> request.connection().close());
        request.pipeTo(opened).onFailure(broken -> opened.reset());
        request.resume();
    }

    private static void upgrade(HttpServerRequest request, HttpClientRequest opened) {
        opened.connect()
                .onSuccess(answer -> {
                    head(answer, request.response());
                    if (answer.statusCode() == 101) {
                        request.toNetSocket().onSuccess(socket -> join(socket, answer.netSocket()));
                    } else {
                        request.resume();
                        answer.pipeTo(request.response());
                    }
                })
                .onFailure(broken -> request.connection().close());
    }

    private static void head(HttpClientResponse answer, HttpServerResponse response) {
        response.setStatusCode(answer.statusCode());
        answer.headers().forEach(header -> response.headers().add(header.getKey(), header.getValue()));
        boolean counted = response.headers().contains(HttpHeaders.CONTENT_LENGTH);
        response.setChunked(!counted && answer.statusCode() != 101 && answer.statusCode() != NO_CONTENT);
    }

    private static void join(NetSocket one, NetSocket other) {
        one.pipeTo(other);
        other.pipeTo(one);
        one.closeHandler(closed -> other.close());
        other.closeHandler(closed -> one.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        try {
            await(vertx.close());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the balancer ended");
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
