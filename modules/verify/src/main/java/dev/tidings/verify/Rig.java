package dev.tidings.verify;

import dev.tidings.model.Position;
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
import io.vertx.core.net.Address;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What all readers and writers of a run share. Owned by the run's one event loop. */
final class Rig {

    /** How often the hub of a run says that a quiet stream lives. */
    static final long HEARTBEAT_MILLIS = 1_000;

    /** A stream that is silent for so long is taken for dead: three heartbeats. */
    static final long SILENCE_MILLIS = 3 * HEARTBEAT_MILLIS;

    private static final int CONNECT_MILLIS = 2_000;
    private static final int REASONS = 20;
    private static final int REASON_LENGTH = 48;
    private static final int POOL = 2_000;

    /** For how long a hub that refused is left alone, as a load balancer does. */
    private static final long REFUSED_NANOS = 1_000_000_000;

    /** How soon after a refusal the next hub is tried. */
    private static final long NEXT_MILLIS = 20;

    private final Vertx vertx;
    private final HttpClient client;
    private final NetClient sockets;
    private final List<Way> ways;
    private final String token;
    private final Names names;
    private final Random random;
    private final Ledger ledger = new Ledger();
    private final CollectionBooks books = new CollectionBooks(ledger);
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Long> repetitions = new TreeMap<>();
    private final Map<Address, Long> refusals = new HashMap<>();
    private final Outages outages = new Outages();
    private final Recoveries recoveries = new Recoveries();
    private long brokenConnections;
    private long hops;
    private long staleAnswers;
    private final long zeroNanos = System.nanoTime();

    /**
     * @param ways each connection and each request takes one at random
     * @param token what the hubs are shown; empty for nothing
     */
    Rig(Vertx vertx, List<Way> ways, String token, Names names, Random random) {
        this.vertx = vertx;
        this.names = names;
        this.ways = List.copyOf(ways);
        this.token = token;
        this.random = random;
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

    /** One of the ways to the hubs, if there is one whose hub did not refuse just now. */
    Way anyWay() {
        List<Way> open = ways.stream().filter(way -> !isRefusing(way)).toList();
        List<Way> choice = open.isEmpty() ? ways : open;
        return choice.get(random.nextInt(choice.size()));
    }

    private boolean isRefusing(Way way) {
        Long refused = refusals.get(way.entrance());
        return refused != null && nanos() - refused < REFUSED_NANOS;
    }

    /**
     * A hub took no connection, or ended it before it said anything.
     *
     * @param retryMillis how long the client would wait if there was but one hub
     * @return how long it waits
     */
    long refused(@Nullable Address entrance, long retryMillis) {
        if (entrance != null) {
            refusals.put(entrance, nanos());
        }
        return ways.stream().allMatch(this::isRefusing) ? retryMillis : Math.min(NEXT_MILLIS, retryMillis);
    }

    /** A write was acknowledged. */
    void acked(WriteWay way, Write write, Position position) {
        ledger.acked(write.id(), write.channel(), position);
        long sent = Names.sentNanos(write.data());
        ledger.lateness().acknowledged(way.title(), sent, nanos() - sent);
        recoveries.acknowledged(nanos());
    }

    /** How soon writes were acknowledged again. */
    Recoveries recoveries() {
        return recoveries;
    }

    /** How long readers were without a connection. */
    Outages outages() {
        return outages;
    }

    /** What the hubs are shown; empty for nothing. */
    String token() {
        return token;
    }

    /** Where the run writes. */
    Names names() {
        return names;
    }

    /** What was delivered now: a write of this run, or somebody else's. */
    Delivery delivery(Position at, JsonObject data) {
        WriteId write = names.writeOf(data);
        return new Delivery(at, write, write.isForeign() ? -1 : nanos() - Names.sentNanos(data));
    }

    /** A bare connection. */
    Future<NetSocket> connect(Way way) {
        ConnectOptions options = new ConnectOptions()
                .setRemoteAddress(way.entrance())
                .setHost(way.hub().getHost())
                .setSsl(way.isTls());
        if (way.isTls()) {
            options.setSslOptions(new ClientSSLOptions().setHostnameVerificationAlgorithm("HTTPS"));
            options.setSniServerName(way.hub().getHost());
        }
        return sockets.connect(options);
    }

    /** A hub said that its answer may be old. */
    void stale() {
        staleAnswers++;
    }

    /** How often hubs said that. */
    long staleAnswers() {
        return staleAnswers;
    }

    /** A client went on by another transport. */
    void hopped() {
        hops++;
    }

    /** How often clients changed their transport. */
    long hops() {
        return hops;
    }

    /** A write was not acknowledged this time, and is repeated. */
    void repeated(@Nullable String why) {
        String known = why == null ? "no answer" : why;
        String reason = known.substring(0, Math.min(REASON_LENGTH, known.length()));
        if (repetitions.size() < REASONS || repetitions.containsKey(reason)) {
            repetitions.merge(reason, 1L, Long::sum);
        }
    }

    /** Why writes were repeated, and how often. */
    Map<String, Long> repetitions() {
        return new TreeMap<>(repetitions);
    }

    Ledger ledger() {
        return ledger;
    }

    CollectionBooks books() {
        return books;
    }

    /** Nanoseconds since the run began. From any thread. */
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

    /** A request to any of the hubs. */
    RequestOptions request(HttpMethod method, String uri) {
        Way way = anyWay();
        RequestOptions request = new RequestOptions()
                .setMethod(method)
                .setServer(way.entrance())
                .setHost(way.hub().getHost())
                .setPort(way.port())
                .setSsl(way.isTls())
                .setURI(uri);
        return token.isEmpty() ? request : request.putHeader("Authorization", "Bearer " + token);
    }

    /** An answer, whole. */
    record Answer(int status, MultiMap headers, Buffer body) {}
}
