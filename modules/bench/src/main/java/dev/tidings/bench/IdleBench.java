package dev.tidings.bench;

import dev.tidings.verify.HubProcess;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Measures what a connection that hears nothing costs the hub in memory. */
final class IdleBench {

    /** A round of connections first, so that classes, code and pools are there before the first reading. */
    private static final int WARM_CONNECTIONS = 200;

    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private IdleBench() {}

    /** Bytes a connection. */
    record Result(int connections, double heapBytes, double residentBytes) {}

    static Result run(HubProcess hub, Transport transport, int connections) throws IOException, InterruptedException {
        try (LoadRun warm = new LoadRun(hub.address(), "idle:warm", transport, WARM_CONNECTIONS, Payload.MIN_BYTES)) {
            warm.subscribe(WARM_CONNECTIONS, "");
        }
        try (LoadRun load = new LoadRun(hub.address(), "idle:1", transport, connections, Payload.MIN_BYTES)) {
            load.runFor(SETTLE_NANOS);
            long heapBefore = hub.liveHeapBytes();
            long residentBefore = hub.residentBytes();
            load.subscribe(connections, "");
            load.runFor(SETTLE_NANOS);
            long heap = hub.liveHeapBytes() - heapBefore;
            long resident = hub.residentBytes() - residentBefore;
            return new Result(connections, (double) heap / connections, (double) resident / connections);
        }
    }
}
