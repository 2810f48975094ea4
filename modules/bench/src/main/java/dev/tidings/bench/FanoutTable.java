package dev.tidings.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/** What rows gave, printed and kept, each beside the hub's plain WebSocket. Owned by the thread that made it. */
final class FanoutTable {

    private final PrintStream out;
    private final JsonArray rows = new JsonArray();

    /** Prints its head. */
    FanoutTable(PrintStream out) {
        this.out = out;
        out.printf(
                "%-15s %-32s %12s %8s %8s %6s %8s %8s %6s%n",
                "", "row", "deliveries/s", "of /ws", "CPU-µs", "k", "p50 ms", "p99 ms", "lost");
    }

    /**
     * Prints one row.
     *
     * @param medians of each transport; without {@link Transport#WS} no shares of it are told
     * @param rounds how many each is the median of
     */
    void add(Row row, Map<? extends Wires.Kind, Measurement> medians, int rounds) {
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

    /** All that was added, as JSON. */
    JsonArray rows() {
        return rows;
    }
}
