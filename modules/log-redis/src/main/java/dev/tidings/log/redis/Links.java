package dev.tidings.log.redis;

import dev.tidings.model.Partitions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All connections to the servers that are responsible for something. Owned by the log's loop. Appends of a partition always
 * take the same connection; everything else has connections of its own. A lost one is made again after a pause that grows
 * and is drawn at random, so that nodes don't come back all at once; since nothing is sent before the server said hello, a
 * server that does not answer is asked one thing at a time.
 */
final class Links implements Link.Owner {

    private static final Logger LOG = LoggerFactory.getLogger(Links.class);

    private static final long FIRST_PAUSE_MILLIS = 20;

    /** How often it is asked who is responsible, though all connections work: a former master may not know. */
    private static final long REFRESH_MILLIS = 2_000;

    private final Vertx vertx;
    private final RedisLogOptions options;
    private final Dialer dialer;
    private final Topology topology;
    private final List<Keys> keys;
    private final LongSupplier clock;
    private final Random jitter;
    private final Runnable whenOpened;
    private final Map<Endpoint, Server> servers = new HashMap<>();
    private final Promise<Void> opened = Promise.promise();
    private @Nullable Thread thread;
    private @Nullable Future<Void> refreshing;
    private long refreshedMillis;
    private boolean closed;
    private @Nullable String outage = "not connected yet";
    private long outageSinceMillis;

    /** What a connection is for. */
    enum Use {
        APPEND,
        READ
    }

    /** The connections to one server. */
    private static final class Server {
        final List<Link> appends = new ArrayList<>();
        final List<Link> reads = new ArrayList<>();
        final Map<Link, Integer> attempts = new HashMap<>();

        Stream<Link> all() {
            return Stream.concat(appends.stream(), reads.stream());
        }
    }

    Links(
            Vertx vertx,
            RedisLogOptions options,
            List<Keys> keys,
            LongSupplier clock,
            Random jitter,
            Runnable whenOpened) {
        this.vertx = vertx;
        this.options = options;
        this.dialer = new Dialer(vertx, options);
        this.topology = switch (options.type()) {
            case STANDALONE -> new Topology.Fixed(options.endpoints().get(0));
            case SENTINEL -> new SentinelTopology(dialer, options.endpoints(), options.masterName());
            case CLUSTER -> new ClusterTopology(dialer, options.endpoints());
        };
        this.keys = keys;
        this.clock = clock;
        this.jitter = jitter;
        this.whenOpened = whenOpened;
        this.outageSinceMillis = clock.getAsLong();
    }

    /** Makes all connections; complete when they are there. Fails when a server must not be used. */
    Future<Void> open() {
        thread = Thread.currentThread();
        refresh();
        return opened.future();
    }

    /** The connection for a partition; null while there is no open one. */
    @Nullable
    Link open(int partition, Use use) {
        Link link = link(partition, use);
        return link != null && link.isOpen() ? link : null;
    }

    /** Whether a partition can't be reached for so long that it is not worth waiting for. */
    boolean isAway(int partition, Use use) {
        Link link = link(partition, use);
        long millis = link == null ? clock.getAsLong() - outageSinceMillis : link.closedMillis();
        return millis > options.timing().awayMillis();
    }

    /** Makes a partition's connections again, both, since they lead to different stores. */
    void reconnect(int partition) {
        for (Use use : Use.values()) {
            Link link = link(partition, use);
            if (link != null) {
                link.close("connections lead to different stores");
            }
        }
    }

    private @Nullable Link link(int partition, Use use) {
        assert Thread.currentThread() == thread : "not on the log's loop";
        Server server = servers.get(topology.endpoint(partition));
        if (server == null) {
            return null;
        }
        List<Link> links = use == Use.APPEND ? server.appends : server.reads;
        return links.get(partition % links.size());
    }

    /** Why something can't be reached, in words; null when all can. */
    @Nullable
    String outage() {
        return outage;
    }

    /** Cuts connections that do not answer. */
    void tick() {
        long now = clock.getAsLong();
        for (Server server : List.copyOf(servers.values())) {
            cutStalled(server.appends, now, options.timing().appendMillis());
            cutStalled(server.reads, now, options.timing().readMillis());
        }
        if (options.type() != RedisLogOptions.Type.STANDALONE && now - refreshedMillis >= REFRESH_MILLIS) {
            refresh();
        }
    }

    private static void cutStalled(List<Link> links, long now, long limitMillis) {
        for (Link link : links) {
            if (now - link.waitingSinceMillis() >= limitMillis) {
                link.close("no answer for " + limitMillis + " ms");
            }
        }
    }

    /** Asks anew who is responsible for what, one question at a time, and connects to new servers. */
    Future<Void> refresh() {
        Future<Void> underWay = refreshing;
        if (underWay != null) {
            return underWay;
        }
        Promise<Void> done = Promise.promise();
        refreshing = done.future();
        refreshedMillis = clock.getAsLong();
        topology.refresh().onComplete(result -> {
            refreshing = null;
            if (closed) {
                done.tryComplete();
                return;
            }
            if (result.failed() && servers.isEmpty()) {
                away(String.valueOf(result.cause().getMessage()));
                vertx.setTimer(pause(3), id -> refresh());
            }
            connectToNew();
            judge();
            done.tryComplete();
        });
        return done.future();
    }

    private void connectToNew() {
        Set<Endpoint> responsible = topology.endpoints();
        for (Endpoint endpoint : List.copyOf(servers.keySet())) {
            if (!responsible.contains(endpoint)) {
                Server gone = Objects.requireNonNull(servers.remove(endpoint));
                gone.all().forEach(link -> link.close("another server is responsible now"));
            }
        }
        for (Endpoint endpoint : responsible) {
            if (!servers.containsKey(endpoint)) {
                Server server = new Server();
                fill(server.appends, endpoint, options.bounds().appendConnections());
                fill(server.reads, endpoint, options.bounds().readConnections());
                servers.put(endpoint, server);
                server.all().toList().forEach(Link::connect);
            }
        }
    }

    private void fill(List<Link> links, Endpoint endpoint, int count) {
        int any = 0;
        for (int partition = 0; partition < Partitions.COUNT; partition++) {
            if (endpoint.equals(topology.endpoint(partition))) {
                any = partition;
            }
        }
        for (int i = 0; i < count; i++) {
            links.add(new Link(vertx, dialer, options, endpoint, keys.get(any).meta, clock, this));
        }
    }

    @Override
    public void opened(Link link) {
        Server server = servers.get(link.server());
        if (server != null) {
            server.attempts.remove(link);
        }
        judge();
        whenOpened.run();
    }

    /** All is well when everything is connected. */
    private void judge() {
        boolean whole = !servers.isEmpty()
                && servers.values().stream().flatMap(Server::all).allMatch(Link::isOpen);
        if (whole && outage != null) {
            LOG.info("the log is kept on Redis at {}", servers.keySet());
            outage = null;
            opened.tryComplete();
        }
    }

    @Override
    public void lost(Link link, String reason) {
        assert Thread.currentThread() == thread : "not on the log's loop";
        Server server = servers.get(link.server());
        if (closed || server == null) {
            return;
        }
        away("Redis at " + link.server() + ": " + reason);
        int attempt = server.attempts.merge(link, 1, Integer::sum);
        vertx.setTimer(
                pause(attempt),
                id -> refresh().onComplete(asked -> {
                    if (!closed && servers.get(link.server()) == server) {
                        link.connect();
                    }
                }));
    }

    @Override
    public void unfit(Link link, String reason) {
        opened.tryFail("Redis at " + link.server() + ": " + reason);
    }

    private long pause(int attempt) {
        long most = Math.min(options.timing().backOffMillis(), FIRST_PAUSE_MILLIS << Math.min(attempt - 1, 16));
        return Math.max(1, most / 2 + jitter.nextLong(most / 2 + 1));
    }

    private void away(String reason) {
        if (outage == null) {
            outageSinceMillis = clock.getAsLong();
        }
        if (!reason.equals(outage)) {
            LOG.warn("the log's store is away: {}", reason);
        }
        outage = reason;
    }

    /** Gives up waiting for the first connections; a no-op once they were there. */
    void giveUpOpening() {
        opened.tryFail(String.valueOf(outage));
    }

    /** Cuts all connections and makes no more. */
    void close() {
        closed = true;
        servers.values().stream().flatMap(Server::all).toList().forEach(link -> link.close("the log is closed"));
        opened.tryFail("the log is closed");
    }
}
