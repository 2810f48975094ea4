package dev.tidings.bench;

import dev.tidings.verify.HubProcess;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Measures the hub's WebSocket transports and its rivals in turns, so that what the machine does meanwhile meets all alike.
 * Owned by the thread that made it.
 */
final class RivalsBench implements AutoCloseable {

    /** What is compared. */
    static final String ROWS = "1000x128,5000x128,1000x1024,5000x1024";

    /**
     * What all rounds gave.
     *
     * @param lost deliveries that were due and never came
     */
    record Result(JsonArray rows, long lost) {}

    private final Map<Wires.Kind, FanoutBench> contestants = new LinkedHashMap<>();
    private final List<RivalProcess> processes = new ArrayList<>();
    private final int warmup;
    private final int seconds;

    /**
     * Measures the hub.
     *
     * @param transports besides the plain WebSocket, which the others are compared with
     */
    RivalsBench(HubProcess hub, List<Transport> transports, int warmup, int seconds) {
        this.warmup = warmup;
        this.seconds = seconds;
        FanoutBench ofHub = new FanoutBench(hub.address(), hub.pid(), warmup, seconds);
        contestants.put(Transport.WS, ofHub);
        transports.forEach(transport -> contestants.put(transport, ofHub));
    }

    /** Starts the rivals on the hub's core, with the hub's flags where they are of the JVM. */
    void start(int core, List<String> jvmFlags) throws IOException, InterruptedException {
        for (Rival rival : Rival.values()) {
            RivalProcess process = RivalProcess.start(rival, core, jvmFlags);
            processes.add(process);
            contestants.put(rival, new FanoutBench(process.address(), process.pid(), warmup, seconds));
        }
    }

    /** Measures each row so often, and prints the medians beside the hub's plain WebSocket. */
    Result run(List<Row> rows, int rounds, PrintStream out) throws IOException {
        out.printf(
                "%-15s %-32s %12s %8s %8s %6s %8s %8s %6s%n",
                "", "row", "deliveries/s", "of /ws", "CPU-µs", "k", "p50 ms", "p99 ms", "lost");
        JsonArray results = new JsonArray();
        long lost = 0;
        for (Row row : rows) {
            Map<Wires.Kind, List<Measurement>> measured = new LinkedHashMap<>();
            for (int round = 0; round < rounds; round++) {
                for (Map.Entry<Wires.Kind, FanoutBench> contestant : contestants.entrySet()) {
                    Wires.Kind kind = contestant.getKey();
                    Measurement one = contestant.getValue().run(row, kind);
                    measured.computeIfAbsent(kind, first -> new ArrayList<>()).add(one);
                    lost += one.lost();
                }
            }
            print(row, measured, rounds, results, out);
        }
        return new Result(results, lost);
    }

    private static void print(
            Row row, Map<Wires.Kind, List<Measurement>> measured, int rounds, JsonArray results, PrintStream out) {
        double plain = FanoutBench.median(row, Objects.requireNonNull(measured.get(Transport.WS)))
                .deliveriesPerSecond();
        measured.forEach((kind, all) -> {
            Measurement median = FanoutBench.median(row, all);
            double share = median.deliveriesPerSecond() / plain;
            out.printf(
                    Locale.ROOT,
                    "%-15s %-32s %,12.0f %8.2f %8.2f %6.1f %8.2f %8.2f %6d%s%n",
                    kind.title(),
                    row.title(),
                    median.deliveriesPerSecond(),
                    share,
                    median.cpuMicros(),
                    median.perRead(),
                    median.p50Millis(),
                    median.p99Millis(),
                    median.lost(),
                    median.disturbed() ? " disturbed" : "");
            results.add(median.toJson()
                    .put("transport", kind.title())
                    .put("row", row.title())
                    .put("rounds", rounds)
                    .put("ofPlainWebSocket", Math.round(share * 1000) / 1000.0));
        });
    }

    @Override
    public void close() {
        processes.forEach(RivalProcess::close);
    }
}
