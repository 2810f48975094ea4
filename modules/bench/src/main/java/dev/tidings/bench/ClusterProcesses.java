package dev.tidings.bench;

import dev.tidings.verify.FreePorts;
import dev.tidings.verify.HubProcess;
import dev.tidings.verify.RedisProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A Redis and several nodes on it, all on loopback and on any core. Owned by the benchmark, which closes it. */
final class ClusterProcesses implements AutoCloseable {

    private static final int ANY_CORE = -1;
    private static final String HOST = "127.0.0.1";

    private final RedisProcess redis;
    private final List<HubProcess> nodes = new ArrayList<>();

    private ClusterProcesses(RedisProcess redis) {
        this.redis = redis;
    }

    /**
     * Starts Redis, then all nodes at once, and waits until each is ready, which it is when it knows all others.
     *
     * @param fsync when Redis flushes its file
     * @param eventLoops of each node; 0 = as many as there are cores
     */
    static ClusterProcesses start(Path jar, Path folder, int count, List<String> jvmFlags, String fsync, int eventLoops)
            throws IOException, InterruptedException {
        ClusterProcesses cluster = new ClusterProcesses(new RedisProcess(folder.resolve("redis"), fsync, ANY_CORE));
        try {
            cluster.redis.start();
            List<Integer> ports = FreePorts.of(2 * count);
            List<String> members = ports.subList(0, count).stream()
                    .map(port -> HOST + ":" + port)
                    .toList();
            for (int node = 0; node < count; node++) {
                Map<String, String> settings = new HashMap<>(HubProcess.clustered(
                        cluster.redis.endpoint(), HOST, ports.get(node), ports.get(count + node), members));
                settings.put("TIDINGS_CLUSTER_MINIMUM_NODES", String.valueOf(count));
                settings.put("TIDINGS_LOGGING_LEVEL", "warn");
                settings.put("TIDINGS_EVENT_LOOPS", String.valueOf(eventLoops));
                cluster.nodes.add(new HubProcess(
                        new HubProcess.Settings(jar, folder.resolve("node" + node), ANY_CORE, jvmFlags, settings)));
            }
            HubProcess.startAll(cluster.nodes);
            return cluster;
        } catch (IOException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    HubProcess node(int index) {
        return nodes.get(index);
    }

    /** Reads the processor time of one node. */
    CpuMeter cpuOfNode(int index) throws IOException {
        return CpuMeter.read(nodes.get(index).pid());
    }

    /** The processor time of Redis and of all nodes, in seconds. */
    double cpuSeconds() throws IOException {
        double sum = CpuMeter.read(redis.pid()).processSeconds();
        for (HubProcess node : nodes) {
            sum += CpuMeter.read(node.pid()).processSeconds();
        }
        return sum;
    }

    /** Ends all of it; what they wrote is of no more use. */
    @Override
    public void close() {
        nodes.forEach(HubProcess::close);
        redis.close();
    }
}
