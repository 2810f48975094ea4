package dev.tidings.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Option;

/**
 * What it costs that a poll reaches a loop or a node which does not own its session: the same sessions, opened at node A,
 * polled on their own connection, on another connection to node A, and at node B. One channel, written to at node A at a fixed
 * rate; each publication answers every poll. Owned by the thread that made it.
 */
final class RelayBench {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int OPENING_AT_ONCE = 32;

    private final ClusterProcesses cluster;
    private final Plan plan;
    private int runs;

    RelayBench(ClusterProcesses cluster, Plan plan) {
        this.cluster = cluster;
        this.plan = plan;
    }

    /** What is measured, from the command line. Written by picocli only. */
    static final class Plan {

        @Option(names = "--nodes", defaultValue = "3", description = "Two or more. Default ${DEFAULT-VALUE}.")
        int nodes;

        @Option(names = "--rate", defaultValue = "20", description = "Writes a second. Default ${DEFAULT-VALUE}.")
        int perSecond;

        @Option(names = "--sessions", defaultValue = "100", description = "Default ${DEFAULT-VALUE}.")
        int sessions;

        @Option(names = "--warmup", defaultValue = "10", description = "Seconds before each row.")
        int warmupSeconds;

        @Option(names = "--seconds", defaultValue = "20", description = "Seconds of each row.")
        int seconds;
    }

    /** Where the polls of a session that node A owns go. */
    enum Way {
        DIRECT("on the loop that owns the session", 0),
        SAME_NODE("on any loop of its node", 0),
        OTHER_NODE("on another node", 1);

        private final String title;
        private final int node;

        Way(String title, int node) {
            this.title = title;
            this.node = node;
        }

        String title() {
            return title;
        }
    }

    /**
     * What one row gave. Immutable.
     *
     * @param cpuMicros of all nodes together for each answered poll, what an idle cluster takes included
     * @param lost deliveries that were due and never came
     */
    record Result(long polls, double p50Millis, double p99Millis, double cpuMicros, long lost) {

        JsonObject toJson() {
            return new JsonObject()
                    .put("polls", polls)
                    .put("p50Millis", p50Millis)
                    .put("p99Millis", p99Millis)
                    .put("cpuMicros", cpuMicros)
                    .put("lost", lost);
        }
    }

    /** Runs one row; an error when a session saw a hole or a repetition. */
    Result run(Way way) throws IOException {
        String channel = "bench:" + ProcessHandle.current().pid() + "-" + runs++;
        try (LoadLoop loop = new LoadLoop()) {
            return new Run(loop, channel, way).measure();
        }
    }

    /** One row. Owned by the thread that made it. */
    private final class Run {

        private final LoadLoop loop;
        private final Deliveries deliveries = new Deliveries(plan.sessions, number -> {});
        private final PublishLink publisher;
        private final List<Poller> pollers = new ArrayList<>();
        private final long startNanos = System.nanoTime();
        private long published;

        Run(LoadLoop loop, String channel, Way way) throws IOException {
            this.loop = loop;
            InetSocketAddress owner = cluster.node(0).address();
            this.publisher = new PublishLink(
                    loop, deliveries, channel, new Payload(Payload.MIN_BYTES), 1, () -> {}, stamp -> {});
            for (int i = 0; i < plan.sessions; i++) {
                Poller poller = new Poller(
                        loop,
                        deliveries,
                        "s" + channel.replace(':', '-') + "-" + i,
                        channel,
                        cluster.node(way.node).address(),
                        way == Way.DIRECT,
                        this::sinceStartNanos);
                pollers.add(poller);
                poller.open(owner);
                int opened = i;
                await(() -> live() + OPENING_AT_ONCE > opened);
            }
            await(() -> live() == plan.sessions);
            loop.connect(publisher, owner);
            await(publisher::answered);
        }

        Result measure() throws IOException {
            publishFor(plan.warmupSeconds);
            deliveries.reset();
            long polls = polls();
            double cpu = cpuSeconds();
            publishFor(plan.seconds);
            cpu = cpuSeconds() - cpu;
            polls = polls() - polls;
            loop.runUntil(() -> deliveries.completed() == published, System.nanoTime() + PATIENCE_NANOS / 6);
            check();
            return new Result(
                    polls,
                    deliveries.latencyMillis(50),
                    deliveries.latencyMillis(99),
                    cpu * 1e6 / Math.max(1, polls),
                    published * plan.sessions - deliveries.total());
        }

        /** Each publication is stamped with the moment at which it was due. */
        private void publishFor(int seconds) throws IOException {
            long interval = TimeUnit.SECONDS.toNanos(1) / plan.perSecond;
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            for (long due = System.nanoTime() + interval; due < end; due += interval) {
                long at = due;
                await(() -> System.nanoTime() >= at && publisher.answered());
                publisher.publish(++published, at - startNanos);
            }
        }

        private void await(BooleanSupplier done) throws IOException {
            boolean came = loop.runUntil(
                    () -> deliveries.faults() > 0 || done.getAsBoolean(), System.nanoTime() + PATIENCE_NANOS);
            check();
            if (!came) {
                throw new IOException("waited too long");
            }
        }

        private void check() throws IOException {
            if (deliveries.faults() > 0) {
                throw new IOException(deliveries.faults() + " faults, the first: " + deliveries.firstFault());
            }
        }

        private long sinceStartNanos() {
            return System.nanoTime() - startNanos;
        }

        private long live() {
            return pollers.stream().filter(Poller::live).count();
        }

        private long polls() {
            return pollers.stream().mapToLong(Poller::polls).sum();
        }

        private double cpuSeconds() throws IOException {
            double sum = 0;
            for (int node = 0; node < plan.nodes; node++) {
                sum += CpuMeter.read(cluster.node(node).pid()).processSeconds();
            }
            return sum;
        }
    }
}
