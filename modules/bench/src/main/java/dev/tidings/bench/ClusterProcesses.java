package dev.tidings.bench;

import dev.tidings.verify.FreePorts;
import dev.tidings.verify.HubProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A Redis and several nodes on it, all on loopback and on any core. Owned by the benchmark, which closes it. */
final class ClusterProcesses implements AutoCloseable {

    private static final int ANY_CORE = -1;

    private final RedisProcess redis;
    private final List<HubProcess> nodes = new ArrayList<>();

    private ClusterProcesses(RedisProcess redis) {
        this.redis = redis;
    }

    /**
     * Starts Redis, then all nodes at once, and waits until each is ready, which it is when it knows all others.
     *
     * @param fsync when Redis flushes its file
     */
    static ClusterProcesses start(Path jar, Path folder, int count, List<String> jvmFlags, String fsync)
            throws IOException, InterruptedException {
        Path store = Files.createDirectories(folder.resolve("redis"));
        ClusterProcesses cluster = new ClusterProcesses(RedisProcess.start(store, ANY_CORE, fsync));
        try {
            List<Integer> ports = FreePorts.of(2 * count);
            for (int node = 0; node < count; node++) {
                cluster.nodes.add(new HubProcess(new HubProcess.Settings(
                        jar,
                        folder.resolve("node" + node),
                        ANY_CORE,
                        jvmFlags,
                        cluster.environment(ports, node, count))));
            }
            cluster.startNodes();
            return cluster;
        } catch (IOException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private Map<String, String> environment(List<Integer> ports, int node, int count) {
        List<String> members = ports.subList(0, count).stream()
                .map(port -> "127.0.0.1:" + port)
                .toList();
        return Map.of(
                "TIDINGS_LOG_STORE",
                "redis",
                "TIDINGS_LOG_REDIS_ENDPOINTS",
                redis.endpoint().host() + ":" + redis.endpoint().port(),
                "TIDINGS_CLUSTER_ENABLED",
                "true",
                "TIDINGS_CLUSTER_PORT",
                String.valueOf(ports.get(node)),
                "TIDINGS_CLUSTER_BUS_PORT",
                String.valueOf(ports.get(count + node)),
                "TIDINGS_CLUSTER_MEMBERS",
                String.join(",", members),
                "TIDINGS_CLUSTER_MINIMUM_NODES",
                String.valueOf(count),
                "TIDINGS_LOGGING_LEVEL",
                "warn");
    }

    private void startNodes() {
        CompletableFuture.allOf(nodes.stream()
                        .map(node -> CompletableFuture.runAsync(() -> start(node)))
                        .toArray(CompletableFuture[]::new))
                .orTimeout(120, TimeUnit.SECONDS)
                .join();
    }

    private static void start(HubProcess node) {
        try {
            node.start();
        } catch (IOException | InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    HubProcess node(int index) {
        return nodes.get(index);
    }

    /** All held at once, so that no two are the same. */
    /** Ends all of it; what they wrote is of no more use. */
    @Override
    public void close() {
        nodes.forEach(HubProcess::close);
        redis.close();
    }
}
