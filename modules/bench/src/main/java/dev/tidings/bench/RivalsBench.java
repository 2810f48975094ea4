package dev.tidings.bench;

import dev.tidings.verify.HubProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures the hub's WebSocket transports and its rivals. Owned by the thread that made it. */
final class RivalsBench implements AutoCloseable {

    /** What is compared. */
    static final String ROWS = "1000x128,5000x128,1000x1024,5000x1024";

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

    /** Measures each row so often, and prints the medians. */
    FanoutTable run(List<Row> rows, int rounds, PrintStream out) throws IOException {
        return new FanoutTable(out).measure(contestants, rows, rounds);
    }

    @Override
    public void close() {
        processes.forEach(RivalProcess::close);
    }
}
