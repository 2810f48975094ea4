package dev.tidings.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Measures rows against a running server, each on a channel of its own. Owned by the thread that made it. */
final class FanoutBench {

    private final InetSocketAddress address;
    private final long pid;
    private final long warmupNanos;
    private final long measureNanos;
    private int runs;

    /**
     * Measures a server.
     *
     * @param address where it listens
     * @param pid its process
     */
    FanoutBench(InetSocketAddress address, long pid, int warmupSeconds, int measureSeconds) {
        this.address = address;
        this.pid = pid;
        this.warmupNanos = TimeUnit.SECONDS.toNanos(warmupSeconds);
        this.measureNanos = TimeUnit.SECONDS.toNanos(measureSeconds);
    }

    /** Runs one row; an error when a subscriber saw a hole, a repetition or a reset. */
    Measurement run(Row row, Wires.Kind transport) throws IOException {
        String channel = "bench:" + ProcessHandle.current().pid() + "-" + runs++;
        try (LoadRun load = new LoadRun(address, channel, transport, row.subscribers(), row.payloadBytes())) {
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
        CpuMeter before = CpuMeter.read(pid);
        load.runFor(measureNanos);
        return Measurement.of(load.deliveries(), CpuMeter.read(pid).since(before), 0);
    }

    private Measurement paced(LoadRun load, Row row) throws IOException {
        load.runPaced(row.perSecond(), warmupNanos);
        load.deliveries().reset();
        CpuMeter before = CpuMeter.read(pid);
        load.runPaced(row.perSecond(), measureNanos);
        return Measurement.of(load.deliveries(), CpuMeter.read(pid).since(before), 0);
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
