package dev.tidings.verify;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What all readers and writers of a run share. Owned by the run's one event loop. */
final class Rig {

    /** How often the hub of a run says that a quiet stream lives. */
    static final long HEARTBEAT_MILLIS = 1_000;

    /** A stream that is silent for so long is taken for dead: three heartbeats. */
    static final long SILENCE_MILLIS = 3 * HEARTBEAT_MILLIS;

    private static final int CONNECT_MILLIS = 2_000;
    private static final int POOL = 2_000;

    private final Vertx vertx;
    private final HttpClient client;
    private final NetClient sockets;
    private final int port;
    private final Ledger ledger = new Ledger();
    private final CollectionBooks books = new CollectionBooks(ledger);
    private final List<String> problems = new ArrayList<>();
    private long brokenConnections;
    private long hops;
    private final long zeroNanos = System.nanoTime();

    /** @param port where the hub, or the proxy before it, listens on loopback */
    Rig(Vertx vertx, int port) {
        this.vertx = vertx;
        this.port = port;
        this.client = vertx.httpClientBuilder()
                .with(new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS))
                .with(new PoolOptions().setHttp1MaxSize(POOL).setMaxWaitQueueSize(POOL))
                .withConnectHandler(connection -> connection.exceptionHandler(this::broken))
                .build();
        this.sockets = vertx.createNetClient(new NetClientOptions().setConnectTimeout(CONNECT_MILLIS));
    }

    /** What a run is made of: whoever used the connection hears of it and comes back. */
    void broken(Throwable cause) {
        brokenConnections++;
    }

    /** How many connections broke under their users. */
    long brokenConnections() {
        return brokenConnections;
    }

    Vertx vertx() {
        return vertx;
    }

    HttpClient client() {
        return client;
    }

    /** A bare connection. */
    Future<NetSocket> connect() {
        return sockets.connect(port, "127.0.0.1");
    }

    /** A client went on by another transport. */
    void hopped() {
        hops++;
    }

    /** How often clients changed their transport. */
    long hops() {
        return hops;
    }

    Ledger ledger() {
        return ledger;
    }

    CollectionBooks books() {
        return books;
    }

    /** Nanoseconds since the run began. */
    long nanos() {
        return System.nanoTime() - zeroNanos;
    }

    /** An answer that the contract doesn't allow. */
    void problem(String what) {
        problems.add(what);
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    RequestOptions request(HttpMethod method, String uri) {
        return new RequestOptions()
                .setMethod(method)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI(uri);
    }

    /** The write that a publication's data, or a document, came from; null when it has none of our fields. */
    static @Nullable WriteId writeOf(JsonObject data) {
        Integer producer = data.getInteger("p");
        Long number = data.getLong("n");
        return producer == null || number == null ? null : new WriteId(producer, number);
    }

    /** The data of a write, stamped with when it was first sent. */
    static JsonObject dataOf(WriteId write, long nanos) {
        return new JsonObject()
                .put("p", write.producer())
                .put("n", write.number())
                .put("t", nanos);
    }

    /** An answer, whole. */
    record Answer(int status, MultiMap headers, Buffer body) {}
}
