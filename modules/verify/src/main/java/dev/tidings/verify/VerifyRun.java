package dev.tidings.verify;

import dev.tidings.model.Position;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * One run: a real hub behind a fault proxy, writers, readers, kills; then healing, draining, reading back, judging. Owned by
 * the thread that made it; the books are kept on one event loop.
 */
public final class VerifyRun implements AutoCloseable {

    private static final int PRODUCERS = 64;
    private static final int CHANNELS = 16;
    private static final long STEP_SECONDS = 90;
    private static final long DRAIN_MILLIS = 60_000;

    /** On a slow machine a hub that is killed again and again leaves writers far behind; they catch up first. */
    private static final long CATCH_UP_MILLIS = 240_000;

    private static final long POLL_MILLIS = 20;

    private final HubProcess hub;
    private final Plan plan;
    private final Consumer<String> log;
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final List<String> channels =
            IntStream.range(0, CHANNELS).mapToObj(i -> "verify:" + i).toList();
    private List<String> words = List.of();

    /**
     * What a run does. Immutable.
     *
     * @param seed draws the faults and the writes
     * @param writesPerSecond of all producers together
     * @param victim whom the negative control is done to
     */
    public record Plan(
            long seed, int seconds, int writesPerSecond, int clients, int kills, Tamper tamper, Victim victim) {}

    /** @param log takes what the run has to say on its way */
    public VerifyRun(HubProcess hub, Plan plan, Consumer<String> log) {
        this.hub = hub;
        this.plan = plan;
        this.log = log;
    }

    /** What a hub has to be told for such a run: all of the history kept, quick heartbeats. */
    public static Map<String, String> hubSettings() {
        return Map.of(
                "TIDINGS_HISTORY_PUBLICATIONS",
                "1000000",
                "TIDINGS_HEARTBEAT",
                Rig.HEARTBEAT_MILLIS + "ms",
                "TIDINGS_SOCKETS_HEARTBEAT",
                Rig.HEARTBEAT_MILLIS + "ms",
                "TIDINGS_LOGGING_LEVEL",
                "warn");
    }

    /** The first violations of a finished run, in words. */
    public List<String> words() {
        return words;
    }

    /** Runs it on a started hub. An error when the run itself failed; violations are in the verdict. */
    public Verdict run() throws Exception {
        List<Fault> faults = Fault.timeline(plan.seed(), plan.seconds() * 1_000L, plan.kills());
        log.accept("seed=" + plan.seed() + " faults=" + faults.size());
        FaultProxy proxy = new FaultProxy(vertx, hub.port());
        int port = await(proxy.start());
        Rig rig = onLoop(() -> new Rig(vertx, port));
        Crowd crowd = onLoop(() -> new Crowd(rig, channels, plan.clients(), plan.seed(), plan.tamper(), plan.victim()));
        onLoop(() -> run(crowd::start));
        awaitOnLoop("every reader to begin", DRAIN_MILLIS, crowd::settled);
        List<Producer> producers = onLoop(() -> startProducers(rig));
        play(faults, proxy);
        return judge(rig, crowd, producers, proxy);
    }

    private static boolean run(Runnable step) {
        step.run();
        return true;
    }

    private List<Producer> startProducers(Rig rig) {
        long interval = TimeUnit.SECONDS.toNanos(PRODUCERS) / plan.writesPerSecond();
        long until = rig.nanos() + TimeUnit.SECONDS.toNanos(plan.seconds());
        List<Producer> producers = IntStream.range(0, PRODUCERS)
                .mapToObj(id -> new Producer(rig, way(rig, id), id, channels, plan.seed(), interval, until))
                .toList();
        producers.forEach(Producer::start);
        return producers;
    }

    /** Every second producer writes over a WebSocket. */
    private static WriteWay way(Rig rig, int producer) {
        return producer % 2 == 0 ? new HttpWay(rig) : new SocketWay(rig, "producer " + producer);
    }

    /** Plays the timeline in real time; a kill that takes longer than the gap to the next fault delays that one. */
    private void play(List<Fault> faults, FaultProxy proxy) throws Exception {
        long start = System.nanoTime();
        for (Fault fault : faults) {
            sleepUntil(start + TimeUnit.MILLISECONDS.toNanos(fault.atMillis()));
            if (fault.kind() == Fault.Kind.KILL) {
                long before = System.nanoTime();
                hub.kill();
                hub.start();
                log.accept(fault + " back after " + (System.nanoTime() - before) / 1_000_000 + " ms");
            } else {
                onLoop(() -> run(() -> inflict(fault, proxy)));
            }
        }
        sleepUntil(start + TimeUnit.SECONDS.toNanos(plan.seconds()));
    }

    private static void inflict(Fault fault, FaultProxy proxy) {
        switch (fault.kind()) {
            case CUT -> proxy.cut(fault.pick());
            case CUT_ALL -> proxy.cutAll();
            case STALL -> proxy.stall(fault.pick(), fault.forMillis());
            case BLACK_HOLE -> proxy.blackHole(fault.pick());
            case THROTTLE -> proxy.throttle(fault.pick(), fault.forMillis());
            case KILL -> throw new IllegalArgumentException("a kill is not the proxy's");
        }
    }

    private static void sleepUntil(long nanos) throws InterruptedException {
        long left = nanos - System.nanoTime();
        if (left > 0) {
            TimeUnit.NANOSECONDS.sleep(left);
        }
    }

    private Verdict judge(Rig rig, Crowd crowd, List<Producer> producers, FaultProxy proxy) throws Exception {
        awaitOnLoop(
                "writers to learn their outcomes",
                CATCH_UP_MILLIS,
                () -> producers.stream().noneMatch(Producer::busy));
        onLoop(() -> run(() -> producers.forEach(Producer::stop)));
        Rig direct = onLoop(() -> new Rig(vertx, hub.port()));
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
        JsonArray documents = await(onLoop(() -> reader.documents("tasks")));
        Map<Long, JsonObject> taskChanges = changes;
        Verdict verdict = onLoop(() -> {
            rig.books().check(Objects.requireNonNull(copies.get("tasks")), taskChanges);
            crowd.compare(CollectionBooks.versions(documents));
            return rig.ledger().check(copies);
        });
        words = onLoop(() -> words(rig));
        log.accept("the longest silence was " + onLoop(rig.ledger()::mostSilent) + "'s");
        log.accept("connections broken under their users: " + onLoop(rig::brokenConnections)
                + ", changes of transport: " + onLoop(rig::hops));
        await(proxy.stop());
        return verdict;
    }

    private static List<String> words(Rig rig) {
        List<String> all = new ArrayList<>(rig.ledger().words());
        rig.problems().forEach(problem -> all.add("PROBLEM: " + problem));
        return all;
    }

    /** The collection's last, so that its changes are at hand when all are read. */
    private List<String> everyChannel() {
        List<String> all = new ArrayList<>(channels);
        all.add("tasks");
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
    public void close() throws IOException {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(STEP_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
