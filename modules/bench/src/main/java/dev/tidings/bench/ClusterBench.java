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

        @Option(names = "--warmup", defaultValue = "10", description = "Seconds before each row.")
        int warmupSeconds;

        @Option(names = "--seconds", defaultValue = "20", description = "Seconds of each row.")
        int seconds;
    }

    /**
     * What one row gave. Immutable.
     *
     * @param writes publications that were sent while it was measured
     * @param lost deliveries that were due, the warm-up's too, and never came
     */
    record Result(long writes, long deliveries, double p50Millis, double p99Millis, long lost) {

        JsonObject toJson() {
            return new JsonObject()
                    .put("writes", writes)
                    .put("deliveries", deliveries)
                    .put("p50Millis", p50Millis)
                    .put("p99Millis", p99Millis)
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
            load.deliveries().reset();
            long before = load.published();
            load.runPaced(plan.perSecond, TimeUnit.SECONDS.toNanos(plan.seconds));
            long writes = load.published() - before;
            load.stop();
            Deliveries seen = load.deliveries();
            if (seen.faults() > 0) {
                throw new IOException(seen.faults() + " faults, the first: " + seen.firstFault());
            }
            return new Result(
                    writes,
                    seen.received(),
                    seen.latencyMillis(50),
                    seen.latencyMillis(99),
                    load.lost(plan.subscribers));
        }
    }
}
