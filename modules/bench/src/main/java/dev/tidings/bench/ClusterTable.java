package dev.tidings.bench;

import io.vertx.core.json.JsonArray;
import java.io.PrintStream;
import java.util.Locale;

/** What the rows of a {@link ClusterBench} gave, printed and kept. Owned by the thread that made it. */
final class ClusterTable {

    private final PrintStream out;
    private final JsonArray rows = new JsonArray();
    private long lost;

    /** Prints its head. */
    ClusterTable(PrintStream out, ClusterBench.Plan plan) {
        this.out = out;
        out.printf(
                "%d writes/s on node A of %d, %,d subscribers on node B; times from when a write was due.%n",
                plan.perSecond, plan.nodes, plan.subscribers);
        out.printf(
                "%-10s %-12s %8s %8s %8s %10s %5s %17s %15s %14s %6s%n",
                "fsync",
                "",
                "writes",
                "p50 ms",
                "p99 ms",
                "answer p50",
                "k",
                "CPU-µs/delivery B",
                "load generator",
                "others/write",
                "lost");
    }

    void add(String fsync, String title, ClusterBench.Result row) {
        out.printf(
                Locale.ROOT,
                "%-10s %-12s %,8d %8.2f %8.2f %10.2f %5.1f %17.2f %15.2f %,14.0f %6d%n",
                fsync,
                title,
                row.writes(),
                row.p50Millis(),
                row.p99Millis(),
                row.answerP50Millis(),
                row.perRead(),
                row.readerMicros(),
                row.loadMicros(),
                row.writeMicros(),
                row.lost());
        rows.add(row.toJson().put("fsync", fsync).put("transport", title));
        lost += row.lost();
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
