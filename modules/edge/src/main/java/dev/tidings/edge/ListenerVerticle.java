package dev.tidings.edge;

import dev.tidings.hub.HubPort;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP server on one event loop with the bridges that are mounted on it; deployed once a loop, all of them share the
 * port. Owned by its event loop, but for {@link #port}.
 */
public class ListenerVerticle extends VerticleBase {

    /** A client that does not read costs the kernel this much twice over, and not megabytes. */
    private static final int SEND_BUFFER_BYTES = 32 * 1024;

    private static final int BACKLOG = 1024;

    private final ListenerSettings settings;
    private final Border border;
    private final Supplier<HubPort> ports;
    private final List<? extends Function<HubPort, ? extends Bridge>> bridges;
    private volatile int port;
    private @Nullable HttpServer server;
    private @Nullable Deadlines deadlines;

    /**
     * @param ports gives the hub as the calling event loop sees it
     * @param bridges make the bridges of one event loop, there
     */
    public ListenerVerticle(
            ListenerSettings settings,
            Border border,
            Supplier<HubPort> ports,
            List<? extends Function<HubPort, ? extends Bridge>> bridges) {
        this.settings = settings;
        this.border = border;
        this.ports = ports;
        this.bridges = List.copyOf(bridges);
    }

    /** The port that it listens on; 0 before it does. From any thread. */
    public final int port() {
        return port;
    }

    /** Its event loop; after its start. */
    final Context context() {
        return context;
    }

    /** How many connections and bodies it watches over; on its event loop. */
    final int watched() {
        return deadlines == null ? 0 : deadlines.size();
    }

    @Override
    public final Future<?> start() {
        HubPort hub = ports.get();
        List<Operation> operations = new ArrayList<>();
        for (Function<HubPort, ? extends Bridge> bridge : bridges) {
            operations.addAll(bridge.apply(hub).operations());
        }
        Gate gate = new Gate(settings.developmentMode(), settings.allowedOrigins());
        Dispatcher dispatcher = new Dispatcher(
                gate,
                new Routes(OpenApi.describing(operations)),
                border,
                settings.limits().clients(),
                hub);
        return BelowEncoder.works(vertx, options()).compose(below -> listen(dispatcher, below));
    }

    private Future<?> listen(Dispatcher dispatcher, boolean belowEncoder) {
        Deadlines clock = new Deadlines(vertx, settings.limits().tickMillis());
        deadlines = clock;
        HttpServer created = vertx.createHttpServer(options());
        server = created;
        Connections.serve(created, border.visitors(), settings, clock, belowEncoder, dispatcher);
        int wanted = settings.port() == 0 ? anyPort() : settings.port();
        return created.listen(wanted, settings.host()).onSuccess(listening -> port = listening.actualPort());
    }

    @Override
    public final Future<?> stop() {
        Future<?> closed = server == null ? Future.succeededFuture() : server.close();
        return closed.onComplete(end -> {
            if (deadlines != null) {
                deadlines.close();
            }
        });
    }

    /** To Vert.x a negative port is a free one, shared by all who name the same: here the instances of one deployment. */
    private int anyPort() {
        return -1 - Math.floorMod(context.deploymentID().hashCode(), 1 << 30);
    }

    private HttpServerOptions options() {
        ListenerLimits limits = settings.limits();
        HttpServerOptions options = new HttpServerOptions()
                .setStrictThreadMode(true)
                .setHttp2ClearTextEnabled(settings.clearTextHttp2())
                .setCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                // it does not see what is written below the encoder: the deadlines are our own
                .setIdleTimeout(0)
                .setMaxInitialLineLength(limits.maxRequestLineBytes())
                .setMaxHeaderSize(limits.maxHeaderBytes())
                .setSendBufferSize(SEND_BUFFER_BYTES)
                .setAcceptBacklog(BACKLOG)
                .setTcpNoDelay(true)
                // a peer that went without a word: the native transport alone can tell the kernel
                .setTcpUserTimeout(limits.stallMillis())
                .setUseProxyProtocol(settings.proxies().proxyProtocol())
                .setProxyProtocolTimeout(limits.headerMillis())
                .setProxyProtocolTimeoutUnit(TimeUnit.MILLISECONDS)
                .setSslHandshakeTimeout(limits.headerMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        options.getInitialSettings().setMaxHeaderListSize(limits.maxHeaderBytes());
        ListenerSettings.Tls tls = settings.tls();
        if (tls != null) {
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setCertPath(tls.certificatePath())
                            .setKeyPath(tls.keyPath()));
        }
        return options;
    }
}
