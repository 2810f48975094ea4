package dev.tidings.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Option;

/**
 * How long a publication takes from one node to the subscribers of another: publishers at node A at a fixed rate, subscribers
 * at node B. Each publication is stamped with the moment at which its request was due to be sent, so that a wait before the
 * sending counts, and the time ends when the reader of the load generator has the frame. Owned by the thread that made it.
 */
final class ClusterBench {

    private static final int NODE_A = 0;
    private static final int NODE_B = 1;

    private final ClusterProcesses cluster;
    private final Plan plan;
    private int runs;

    ClusterBench(ClusterProcesses cluster, Plan plan) {
        this.cluster = cluster;
        this.plan = plan;
    }

    /** What is measured, from the command line. Written by picocli only. */
    static final class Plan {

        @Option(names = "--nodes", defaultValue = "3", description = "Two or more. Default ${DEFAULT-VALUE}.")
        int nodes;

        @Option(names = "--rate", defaultValue = "200", description = "Writes a second. Default ${DEFAULT-VALUE}.")
        int perSecond;

        @Option(names = "--subscribers", defaultValue = "1000", description = "Default ${DEFAULT-VALUE}.")
        int subscribers;

        @Option(names = "--payload", defaultValue = "128", description = "Bytes. Default ${DEFAULT-VALUE}.")
        int payloadBytes;

        @Option(
                names = "--node-loops",
                defaultValue = "1",
                description = "Event loops of each node, since nodes share the cores. Default ${DEFAULT-VALUE}.")
        int nodeLoops;

        @Option(names = "--warmup", defaultValue = "15", description = "Seconds before each row.")
        int warmupSeconds;

        @Option(names = "--seconds", defaultValue = "20", description = "Seconds of each row.")
        int seconds;
    }

    /**
     * What one row gave. Immutable.
     *
     * @param writes publications that were sent while it was measured
     * @param p50Millis from when a write was due to its frame at a subscriber
     * @param answerP50Millis from when a write was due to its answer
     * @param readerMicros processor time of node B a delivery
     * @param loadMicros processor time of the load generator a delivery
     * @param writeMicros processor time of Redis and the other nodes a write
     * @param perRead messages that one read of a subscriber brought
     * @param lost deliveries that were due, the warm-up's too, and never came
     */
    record Result(
            long writes,
            long deliveries,
            double p50Millis,
            double p99Millis,
            double answerP50Millis,
            double readerMicros,
            double loadMicros,
            double writeMicros,
            double perRead,
            long lost) {

        JsonObject toJson() {
            return new JsonObject()
                    .put("writes", writes)
                    .put("deliveries", deliveries)
                    .put("p50Millis", p50Millis)
                    .put("p99Millis", p99Millis)
                    .put("answerP50Millis", answerP50Millis)
                    .put("readerCpuMicrosPerDelivery", readerMicros)
                    .put("generatorCpuMicrosPerDelivery", loadMicros)
                    .put("otherCpuMicrosPerWrite", writeMicros)
                    .put("messagesPerRead", perRead)
                    .put("lost", lost);
        }
    }

    /** Runs one row; an error when a subscriber saw a hole, a repetition or a reset. */
    Result run(Transport transport) throws IOException {
        String channel = "bench:" + ProcessHandle.current().pid() + "-" + runs++;
        try (LoadRun load = new LoadRun(
                cluster.node(NODE_A).address(),
                cluster.node(NODE_B).address(),
                channel,
                transport,
                plan.subscribers,
                plan.payloadBytes)) {
            load.subscribe(plan.subscribers, "");
            load.runPaced(plan.perSecond, TimeUnit.SECONDS.toNanos(plan.warmupSeconds));
            load.reset();
            long before = load.published();
            CpuMeter reader = cluster.cpuOfNode(NODE_B);
            double all = cluster.cpuSeconds();
            load.runPaced(plan.perSecond, TimeUnit.SECONDS.toNanos(plan.seconds));
            long writes = load.published() - before;
            long received = Math.max(1, load.deliveries().received());
            CpuMeter used = cluster.cpuOfNode(NODE_B).since(reader);
            double others = cluster.cpuSeconds() - all - used.processSeconds();
            load.stop();
            Deliveries seen = load.deliveries();
            seen.requireNoFault();
            return new Result(
                    writes,
                    seen.received(),
                    seen.latencyMillis(50),
                    seen.latencyMillis(99),
                    load.answerMillis(50),
                    used.processSeconds() * 1e6 / received,
                    used.ownSeconds() * 1e6 / received,
                    others * 1e6 / Math.max(1, writes),
                    (double) received / Math.max(1, seen.reads()),
                    load.lost(plan.subscribers));
        }
    }

    /** The same deliveries without a hub: what the machine alone makes of them. */
    static Result runBare(Plan plan) throws IOException {
        try (BareSender sender = new BareSender(plan.subscribers, plan.payloadBytes);
                LoadRun load =
                        new LoadRun(sender.address(), "bare", Transport.SSE, plan.subscribers, plan.payloadBytes)) {
            sender.acceptAll();
            load.subscribe(plan.subscribers, "");
            sender.send(plan.perSecond, load.startNanos());
            load.runFor(TimeUnit.SECONDS.toNanos(plan.warmupSeconds));
            load.reset();
            CpuMeter before = CpuMeter.read(ProcessHandle.current().pid());
            double sending = sender.cpuSeconds();
            load.runFor(TimeUnit.SECONDS.toNanos(plan.seconds));
            Deliveries seen = load.deliveries();
            seen.requireNoFault();
            long received = Math.max(1, seen.received());
            double all =
                    CpuMeter.read(ProcessHandle.current().pid()).since(before).ownSeconds();
            sending = sender.cpuSeconds() - sending;
            return new Result(
                    seen.received() / plan.subscribers,
                    seen.received(),
                    seen.latencyMillis(50),
                    seen.latencyMillis(99),
                    0,
                    sending * 1e6 / received,
                    (all - sending) * 1e6 / received,
                    0,
                    (double) received / Math.max(1, seen.reads()),
                    0);
        }
    }
}
