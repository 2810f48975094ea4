package dev.tidings.verify;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The redis-server of a run's nodes, and where they are to be cut off from it a proxy before it for each of them. Owned by the
 * thread that made it.
 */
final class OwnStore implements AutoCloseable {

    private static final long LIMIT_SECONDS = 30;

    private final RedisProcess redis;
    private final List<FaultProxy> proxies = new ArrayList<>();
    private final List<String> endpoints = new ArrayList<>();
    private final @Nullable Vertx loop;

    /**
     * @param proxied for how many nodes there is a proxy; 0 = they reach the store itself
     * @param fsync Redis's {@code appendfsync}
     * @param password what is asked of clients; empty for nothing
     * @param environment of the process, besides what it inherits
     */
    OwnStore(Path folder, String host, String fsync, String password, Map<String, String> environment, int proxied)
            throws IOException {
        redis = new RedisProcess(folder, host, fsync, password, environment, -1);
        if (proxied == 0) {
            loop = null;
            return;
        }
        Vertx proxyLoop = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        loop = proxyLoop;
        for (int i = 0; i < proxied; i++) {
            FaultProxy proxy = new FaultProxy(proxyLoop, SocketAddress.inetSocketAddress(redis.address()));
            int port = proxy.start(host)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                    .join();
            proxies.add(proxy);
            endpoints.add(host + ":" + port);
        }
    }

    /** Where a node finds it, as {@code HOST:PORT}. */
    String endpoint(int node) {
        return endpoints.isEmpty() ? redis.endpoint() : endpoints.get(node);
    }

    RedisProcess redis() {
        return redis;
    }

    /** Whether nodes can be cut off. */
    boolean isProxied() {
        return !proxies.isEmpty();
    }

    /** Cuts a node off from it for a while; returns when that is over. */
    void cutOff(int node, long millis) throws InterruptedException {
        FaultProxy proxy = proxies.get(node);
        run(() -> proxy.setUnreachable(true));
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } finally {
            run(() -> proxy.setUnreachable(false));
        }
    }

    private void run(Runnable task) {
        Vertx known = loop;
        if (known != null) {
            known.runOnContext(ignored -> task.run());
        }
    }

    @Override
    public void close() {
        redis.close();
        Vertx known = loop;
        if (known != null) {
            known.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                    .join();
        }
    }
}
