package dev.tidings.poller;

import dev.tidings.hub.Appender;
import dev.tidings.hub.CollectionSettings;
import dev.tidings.hub.HubPort;
import dev.tidings.hub.Loop;
import dev.tidings.model.Actor;
import dev.tidings.model.ChannelName;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.PoolOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The sources of a node: it competes with the other nodes for the lease of each, and runs those that it owns. Owned by its
 * event loop. One a node.
 */
public final class PollerVerticle extends VerticleBase {

    /** The channel of the leases, one document for each source, of which the owner writes a version each second. */
    public static final ChannelName LEASES = Lease.CHANNEL;

    private static final String WORKERS = "tidings-poller";
    private static final int MAX_CONNECTIONS_A_HOST = 64;
    private static final long STOP_MILLIS = 10_000;

    private final Supplier<HubPort> ports;
    private final Function<Loop, Appender> log;
    private final List<SourceSettings> settings;
    private final List<SourceCounters> counters;
    private final RandomGenerator random;
    private final List<Source> sources = new ArrayList<>();
    private @Nullable WorkerExecutor workers;
    private @Nullable HttpClient client;

    /**
     * @param ports gives the hub as the calling event loop sees it
     * @param log gives the log as a loop writes to it
     * @param settings the sources
     * @param counters one for each of them, in their order
     * @param random draws pauses and tokens; in production a {@link java.security.SecureRandom}
     */
    public PollerVerticle(
            Supplier<HubPort> ports,
            Function<Loop, Appender> log,
            List<SourceSettings> settings,
            List<SourceCounters> counters,
            RandomGenerator random) {
        this.ports = ports;
        this.log = log;
        this.settings = List.copyOf(settings);
        this.counters = List.copyOf(counters);
        this.random = random;
    }

    @Override
    public Future<?> start() {
        HubPort hub = ports.get();
        Appender appender = log.apply(hub.loop());
        WorkerExecutor offLoop = vertx.createSharedWorkerExecutor(WORKERS, settings.size() + 1);
        HttpClient http = vertx.createHttpClient(
                HttpUpstream.options(), new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS_A_HOST));
        workers = offLoop;
        client = http;
        for (int i = 0; i < settings.size(); i++) {
            SourceSettings each = settings.get(i);
            SourceCounters own = counters.get(i);
            Source source = new Source(each.target(), work(each, hub, http, offLoop, own), appender, own);
            sources.add(source);
            source.start(
                    new Lease(each.name(), hub.node(), appender, hub.loop(), random, Lease.Times.DEFAULT, own, source));
        }
        return Future.succeededFuture();
    }

    /** Ends the work and gives the leases back, so that other nodes need not wait for them. */
    @Override
    public Future<?> stop() {
        List<Future<Void>> all = new ArrayList<>();
        sources.forEach(source -> all.add(source.stop()));
        return Future.join(all)
                .timeout(STOP_MILLIS, TimeUnit.MILLISECONDS)
                .eventually(() -> client == null ? Future.succeededFuture() : client.close())
                .eventually(() -> workers == null ? Future.succeededFuture() : workers.close());
    }

    private Work work(
            SourceSettings settings, HubPort hub, HttpClient http, WorkerExecutor offLoop, SourceCounters own) {
        Actor actor = new Actor("tidings:source:" + settings.name(), settings.name());
        if (settings instanceof TimerSettings timer) {
            return new TimerWork(timer, hub, actor, own);
        }
        PollSettings poll = (PollSettings) settings;
        CollectionSettings collection = hub.collection(poll.target())
                .orElseThrow(() -> new IllegalArgumentException("there is no collection " + poll.target()));
        Upstream upstream = new HttpUpstream(poll, http, new SystemResolver(offLoop), hub.loop());
        return new PollWork(poll, hub, upstream, new Mapping(poll, collection), offload(offLoop), random, actor, own);
    }

    private static PollWork.Offload offload(WorkerExecutor workers) {
        return new PollWork.Offload() {
            @Override
            public <T> Future<T> run(Callable<T> task) {
                return workers.executeBlocking(task, false);
            }
        };
    }
}
