package dev.tidings.verify;

import dev.tidings.client.TidingsClient;
import dev.tidings.model.Position;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * One run: real hubs, each behind a fault proxy, writers, readers, faults; then draining, reading back, judging. Owned by
 * the thread that made it; the books are kept on one event loop.
 */
public final class VerifyRun implements AutoCloseable {

    private static final long STEP_SECONDS = 90;
    private static final long DRAIN_MILLIS = 60_000;

    /** On a slow machine a hub that is killed again and again leaves writers far behind; they catch up first. */
    private static final long CATCH_UP_MILLIS = 240_000;

    private static final long POLL_MILLIS = 20;

    private final Site site;
    private final String token;
    private final Plan plan;
    private final Consumer<String> log;
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Names names;
    private List<String> words = List.of();

    /**
     * @param site started; it stays the caller's
     * @param token what the hubs are shown; empty for nothing
     * @param log takes what the run has to say on its way
     */
    public VerifyRun(Site site, String token, Plan plan, Consumer<String> log) {
        this.site = site;
        this.token = token;
        this.plan = plan;
        this.log = log;
        this.names = new Names(Long.toString(new SecureRandom().nextInt(Integer.MAX_VALUE), 36), plan.collection());
    }

    /** The first violations of a finished run, in words. */
    public List<String> words() {
        return words;
    }

    /** Runs it. An error when the run itself failed; violations are in the verdict. */
    public Verdict run() throws Exception {
        List<Fault> faults = Fault.timeline(plan.seed(), plan.seconds() * 1_000L, plan.faults());
        log.accept("seed=" + plan.seed() + " faults=" + faults.size() + " names=" + names.run());
        List<FaultProxy> proxies = new ArrayList<>();
        List<Way> ways = new ArrayList<>();
        for (URI hub : site.hubs()) {
            FaultProxy proxy = new FaultProxy(vertx, Way.straight(hub).entrance());
            proxies.add(proxy);
            ways.add(new Way(hub, SocketAddress.inetSocketAddress(await(proxy.start()), "127.0.0.1")));
        }
        Rig rig = onLoop(() -> new Rig(vertx, ways, token, names, new Random(plan.seed())));
        Crowd crowd = onLoop(() -> new Crowd(rig, names, plan));
        onLoop(() -> run(crowd::start));
        awaitOnLoop("every reader to begin", DRAIN_MILLIS, crowd::settled);
        List<Producer> producers = onLoop(() -> startProducers(rig));
        new FaultPlayer(site, proxies, rig, log).play(faults, plan.seconds() * 1_000L);
        onLoop(() -> run(() -> producers.forEach(Producer::finish)));
        Verdict verdict = judge(rig, crowd, producers);
        for (FaultProxy proxy : proxies) {
            await(proxy.stop());
        }
        return verdict;
    }

    private static boolean run(Runnable step) {
        step.run();
        return true;
    }

    private List<Producer> startProducers(Rig rig) {
        long interval = TimeUnit.SECONDS.toNanos(plan.producers()) / plan.writesPerSecond();
        List<Producer> producers = IntStream.range(0, plan.producers())
                .mapToObj(id -> new Producer(rig, way(rig, id), id, names, plan.seed(), interval))
                .toList();
        producers.forEach(Producer::start);
        return producers;
    }

    /** Every second producer writes over a WebSocket, and where there is a service on the bus, every eighth by it. */
    private WriteWay way(Rig rig, int producer) {
        TidingsClient service = site.service();
        if (service != null && producer % 8 == 2) {
            return new ServiceWay(rig, service);
        }
        return producer % 2 == 0 ? new HttpWay(rig) : new SocketWay(rig, "producer " + producer);
    }

    private Verdict judge(Rig rig, Crowd crowd, List<Producer> producers) throws Exception {
        awaitOnLoop(
                "writers to learn their outcomes",
                CATCH_UP_MILLIS,
                () -> producers.stream().noneMatch(Producer::busy));
        onLoop(() -> run(() -> producers.forEach(Producer::stop)));
        Rig direct = onLoop(() -> new Rig(
                vertx, site.hubs().stream().map(Way::straight).toList(), token, names, new Random(plan.seed())));
        LogReader reader = new LogReader(direct);
        Map<String, Position> heads = new HashMap<>();
        for (String channel : everyChannel()) {
            heads.put(channel, await(onLoop(() -> reader.head(channel))));
        }
        awaitOnLoop("every reader to arrive at the head", DRAIN_MILLIS, () -> crowd.drained(heads));
        onLoop(() -> run(crowd::stop));
        Map<String, LogCopy> copies = new HashMap<>();
        Map<Long, JsonObject> changes = Map.of();
        for (String channel : everyChannel()) {
            copies.put(channel, await(onLoop(() -> reader.read(channel))));
            changes = reader.changes();
        }
        JsonArray documents = await(onLoop(() -> reader.documents(names.collection())));
        Map<Long, JsonObject> taskChanges = changes;
        Verdict verdict = onLoop(() -> {
            rig.books().check(Objects.requireNonNull(copies.get(names.collection())), taskChanges);
            crowd.compare(CollectionBooks.versions(documents));
            return rig.ledger().check(copies);
        });
        words = onLoop(() -> words(rig));
        log.accept("the longest silence was " + onLoop(rig.ledger()::mostSilent) + "'s; 99 of 100 subscribers never had"
                + " more than " + onLoop(rig.ledger()::silenceP99Millis) + " ms");
        log.accept(onLoop(() -> rig.outages().toString()));
        log.accept("ms until a write was acknowledged again, at the most: "
                + onLoop(() -> rig.recoveries().longestMillis()));
        log.accept(onLoop(() -> rig.ledger().lateness().ofAcknowledgements()));
        log.accept(onLoop(() -> rig.ledger().lateness().ofDeliveries()));
        log.accept("writes repeated: " + onLoop(rig::repetitions));
        log.accept("connections broken under their users: " + onLoop(rig::brokenConnections)
                + ", changes of transport: " + onLoop(rig::hops) + ", answers marked stale: "
                + onLoop(rig::staleAnswers));
        return verdict;
    }

    private static List<String> words(Rig rig) {
        List<String> all = new ArrayList<>(rig.ledger().words());
        rig.problems().forEach(problem -> all.add("PROBLEM: " + problem));
        return all;
    }

    /** The collection's last, so that its changes are at hand when all are read. */
    private List<String> everyChannel() {
        List<String> all = new ArrayList<>(names.channels());
        all.add(names.collection());
        return all;
    }

    private <T> T onLoop(Callable<T> step) throws Exception {
        Future<T> done = Future.future(promise -> vertx.runOnContext(ignored -> {
            try {
                promise.complete(step.call());
            } catch (Exception e) {
                promise.fail(e);
            }
        }));
        return await(done);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(STEP_SECONDS, TimeUnit.SECONDS);
    }

    /** Waits; what never comes true is said, and then found by the check. */
    private void awaitOnLoop(String what, long millis, BooleanSupplier done) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!onLoop(done::getAsBoolean)) {
            if (System.nanoTime() - deadline > 0) {
                log.accept("waited " + millis + " ms in vain for " + what);
                return;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(STEP_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
