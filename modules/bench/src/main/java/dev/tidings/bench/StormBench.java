package dev.tidings.bench;

import dev.tidings.verify.HubProcess;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Measures how long it takes until clients that all come back at once have what they missed. */
final class StormBench {

    private static final int PUBLICATIONS_A_SECOND = 100;
    private static final int PAYLOAD_BYTES = 128;

    private StormBench() {}

    /** How long the storm took, and what each client had missed. */
    record Result(int clients, long missed, double seconds, double cpuSeconds) {}

    /** @param atOnce how many of them connect at a time: as many as the listen backlog takes */
    static Result run(HubProcess hub, Transport transport, int clients, int atOnce) throws IOException {
        String channel = "storm:1";
        String start;
        long missed;
        try (LoadRun witness = new LoadRun(hub.address(), channel, transport, 1, PAYLOAD_BYTES)) {
            witness.subscribe(1, "");
            start = witness.subscribers().get(0).livePosition();
            witness.runPaced(PUBLICATIONS_A_SECOND, TimeUnit.SECONDS.toNanos(1));
            witness.stop();
            missed = witness.published();
        }
        try (LoadRun storm = new LoadRun(hub.address(), channel, transport, clients, PAYLOAD_BYTES)) {
            CpuMeter before = CpuMeter.read(hub.pid());
            storm.subscribe(clients, start, atOnce);
            storm.await("the history to arrive", () -> storm.deliveries().total() >= missed * clients);
            CpuMeter used = CpuMeter.read(hub.pid()).since(before);
            return new Result(clients, missed, used.seconds(), used.processSeconds());
        }
    }
}
