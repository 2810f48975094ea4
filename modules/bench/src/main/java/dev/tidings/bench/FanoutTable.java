package dev.tidings.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What rows gave, printed and kept, each beside the hub's plain WebSocket. All are measured in turns, so that what the machine
 * does meanwhile meets them alike. Owned by the thread that made it.
 */
final class FanoutTable {

    private final PrintStream out;
    private final JsonArray rows = new JsonArray();
    private long lost;

    /** Prints its head. */
    FanoutTable(PrintStream out) {
        this.out = out;
        out.printf(
                "%-15s %-32s %12s %8s %8s %6s %8s %8s %6s%n",
                "", "row", "deliveries/s", "of /ws", "CPU-µs", "k", "p50 ms", "p99 ms", "lost");
    }

    /**
     * Measures each row so often by each of them, and prints the medians.
     *
     * @param contestants what measures whom; without {@link Transport#WS} no shares of it are told
     */
    FanoutTable measure(Map<Wires.Kind, FanoutBench> contestants, List<Row> all, int rounds) throws IOException {
        for (Row row : all) {
            Map<Wires.Kind, List<Measurement>> measured = new LinkedHashMap<>();
            for (int round = 0; round < rounds; round++) {
                for (Map.Entry<Wires.Kind, FanoutBench> contestant : contestants.entrySet()) {
                    Wires.Kind kind = contestant.getKey();
                    Measurement one = contestant.getValue().run(row, kind);
                    measured.computeIfAbsent(kind, first -> new ArrayList<>()).add(one);
                    lost += one.lost();
                }
            }
            Map<Wires.Kind, Measurement> medians = new LinkedHashMap<>();
            measured.forEach((kind, several) -> medians.put(kind, FanoutBench.median(row, several)));
            add(row, medians, rounds);
        }
        return this;
    }

    private void add(Row row, Map<Wires.Kind, Measurement> medians, int rounds) {
        Measurement plain = medians.get(Transport.WS);
        medians.forEach((kind, median) -> {
            double share = plain == null ? Double.NaN : median.deliveriesPerSecond() / plain.deliveriesPerSecond();
            print(row, kind, median, share);
            JsonObject told = median.toJson()
                    .put("transport", kind.title())
                    .put("row", row.title())
                    .put("rounds", rounds);
            rows.add(plain == null ? told : told.put("ofPlainWebSocket", Math.round(share * 1000) / 1000.0));
        });
    }

    private void print(Row row, Wires.Kind kind, Measurement median, double share) {
        out.printf(
                Locale.ROOT,
                "%-15s %-32s %,12.0f %8s %8.2f %6.1f %8.2f %8.2f %6d%s%n",
                kind.title(),
                row.title(),
                median.deliveriesPerSecond(),
                Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.2f", share),
                median.cpuMicros(),
                median.perRead(),
                median.p50Millis(),
                median.p99Millis(),
                median.lost(),
                median.disturbed()
                        ? String.format(Locale.ROOT, " disturbed (others %.0f %%)", median.othersShare() * 100)
                        : "");
    }

    /** All that was measured, as JSON. */
    JsonArray rows() {
        return rows;
    }

    /** Deliveries that were due and never came. */
    long lost() {
        return lost;
    }
}
