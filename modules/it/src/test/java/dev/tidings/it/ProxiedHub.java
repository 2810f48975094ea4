package dev.tidings.it;

import dev.tidings.verify.FaultProxy;
import dev.tidings.verify.HubProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The hub that was built, behind a proxy that cuts its clients' lines. Owned by its test class, which closes it. */
public final class ProxiedHub implements AutoCloseable {

    private final HubProcess process;

    /** One loop, on which the proxy lives. */
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    private final FaultProxy proxy;
    private final String url;

    /**
     * Starts both.
     *
     * @param folder for the hub's data and what it prints
     * @param environment settings, such as {@code TIDINGS_HEARTBEAT}
     */
    public ProxiedHub(Path folder, Map<String, String> environment) throws Exception {
        process = TestedHub.in(folder, environment);
        process.start();
        proxy = new FaultProxy(vertx, SocketAddress.inetSocketAddress(process.address()));
        url = "http://127.0.0.1:" + await(proxy.start());
    }

    /** Where clients find the proxy; the hub itself is at its {@link #process}. */
    public String url() {
        return url;
    }

    /** The hub, which can also be reached without the proxy. */
    public HubProcess process() {
        return process;
    }

    /** Resets every line that there is; new ones are let through, also those that begin when this returns. */
    public void drop() {
        await(Future.future(cut -> vertx.runOnContext(ignored -> {
            proxy.cutAll();
            cut.complete();
        })));
    }

    /** Kills the hub and starts it again. */
    public void kill() throws Exception {
        process.kill();
        process.start();
    }

    /** Has the hub send its clients away, stop, and start again. */
    public void drain() throws Exception {
        process.stop();
        process.start();
    }

    /** Does what a script asks for in the middle: {@code drop}, {@code kill} or {@code drain}; no answer. */
    public Object step(String what, Object value) throws Exception {
        switch (what) {
            case "drop" -> drop();
            case "kill" -> kill();
            case "drain" -> drain();
            default -> throw new IllegalArgumentException(what);
        }
        return null;
    }

    @Override
    public void close() {
        process.close();
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }
}
