package dev.tidings.bench;

import dev.tidings.verify.HubProcess;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Measures rows against a running hub, each on a channel of its own. Owned by the thread that made it. */
final class FanoutBench {

    private final HubProcess hub;
    private final long warmupNanos;
    private final long measureNanos;
    private int runs;

    FanoutBench(HubProcess hub, int warmupSeconds, int measureSeconds) {
        this.hub = hub;
        this.warmupNanos = TimeUnit.SECONDS.toNanos(warmupSeconds);
        this.measureNanos = TimeUnit.SECONDS.toNanos(measureSeconds);
    }

    /** Runs one row; an error when a subscriber saw a hole, a repetition or a reset. */
    Measurement run(Row row, Transport transport) throws IOException {
        String channel = "bench:" + ProcessHandle.current().pid() + "-" + runs++;
        try (LoadRun load = new LoadRun(hub.address(), channel, transport, row.subscribers(), row.payloadBytes())) {
            load.subscribe(row.subscribers(), "");
            Measurement measured = row.perSecond() > 0 ? paced(load, row) : closedLoop(load, row);
            load.stop();
            if (load.deliveries().faults() > 0) {
                throw new IOException(load.deliveries().faults() + " faults, the first: "
                        + load.deliveries().firstFault());
            }
            return measured.withLost(load.lost(row.subscribers()));
        }
    }

    private Measurement closedLoop(LoadRun load, Row row) throws IOException {
        load.startClosedLoop(row.batch());
        load.runFor(warmupNanos);
        load.deliveries().reset();
        CpuMeter before = CpuMeter.read(hub.pid());
        load.runFor(measureNanos);
        return Measurement.of(load.deliveries(), CpuMeter.read(hub.pid()).since(before), 0);
    }

    private Measurement paced(LoadRun load, Row row) throws IOException {
        load.runPaced(row.perSecond(), warmupNanos);
        load.deliveries().reset();
        CpuMeter before = CpuMeter.read(hub.pid());
        load.runPaced(row.perSecond(), measureNanos);
        return Measurement.of(load.deliveries(), CpuMeter.read(hub.pid()).since(before), 0);
    }

    /** The one with the median deliveries a second, or in a paced run the median p50. */
    static Measurement median(Row row, List<Measurement> rounds) {
        List<Measurement> sorted = rounds.stream()
                .sorted((a, b) -> row.perSecond() > 0
                        ? Double.compare(a.p50Millis(), b.p50Millis())
                        : Double.compare(a.deliveriesPerSecond(), b.deliveriesPerSecond()))
                .toList();
        return sorted.get(sorted.size() / 2);
    }
}
