package dev.tidings.server;

import dev.tidings.api.ApiLimits;
import dev.tidings.edge.ClientLimits;
import dev.tidings.edge.ListenerLimits;
import dev.tidings.edge.ListenerSettings;
import dev.tidings.edge.Proxies;
import dev.tidings.hub.HubSettings;
import dev.tidings.log.LogLimits;
import dev.tidings.server.bus.BusLimits;
import dev.tidings.server.cluster.ClusterOptions;
import dev.tidings.server.config.ClientListener;
import dev.tidings.server.config.ClusterTable;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.LimitsTable;
import dev.tidings.server.config.RealtimeTable;
import dev.tidings.server.config.Setting;
import dev.tidings.server.config.SettingsTable;
import dev.tidings.server.config.SockJsTable;
import dev.tidings.socket.SocketSettings;
import dev.tidings.socket.engineio.EngineSettings;
import dev.tidings.socket.socketio.MappedCollection;
import dev.tidings.socket.socketio.SocketIoSettings;
import dev.tidings.socket.sockjs.SockJsSettings;
import dev.tidings.sse.SseSettings;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The configuration as each room wants it. Immutable; pure. */
final class NodeOptions {

    private static final long BLOCKED_MILLIS = 200;
    private static final int BLOCKED_CHECK_MILLIS = 100;
    private static final int WORKERS = 4;

    private final Configuration configuration;
    private final OpenFiles files = OpenFiles.ofThisProcess();

    NodeOptions(Configuration configuration) {
        this.configuration = configuration;
    }

    int eventLoops() {
        int configured = configuration.get(SettingsTable.EVENT_LOOPS);
        return configured == 0 ? Runtime.getRuntime().availableProcessors() : configured;
    }

    /** Vert.x with the native transport where there is one. */
    VertxOptions vertx() {
        return new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(eventLoops())
                .setWorkerPoolSize(WORKERS)
                .setInternalBlockingPoolSize(WORKERS)
                .setMaxEventLoopExecuteTime(BLOCKED_MILLIS)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
                .setBlockedThreadCheckInterval(BLOCKED_CHECK_MILLIS)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS);
    }

    /** How this node is a member of a cluster; null when it is alone. */
    @Nullable
    ClusterOptions cluster() {
        if (!configuration.get(ClusterTable.ENABLED)) {
            return null;
        }
        String certificate = configuration.get(ClusterTable.TLS_CERTIFICATE);
        return new ClusterOptions(
                configuration.get(ClusterTable.HOST),
                configuration.get(ClusterTable.PORT),
                configuration.get(ClusterTable.BUS_PORT),
                configuration.get(ClusterTable.MEMBERS),
                configuration.get(ClusterTable.SECRET),
                certificate.isEmpty()
                        ? null
                        : new ClusterOptions.Tls(
                                certificate,
                                configuration.get(ClusterTable.TLS_KEY),
                                configuration.get(ClusterTable.TLS_AUTHORITY)));
    }

    /** Tells the nodes of one log and the starts of one node apart. */
    String nodeName(RandomGenerator random) {
        return "n" + Long.toString(random.nextLong(1L << 40), 36);
    }

    HubSettings hub(String node) {
        HubSettings defaults = HubSettings.defaults(node, configuration::channel, configuration.collections());
        return new HubSettings(
                node,
                configuration::channel,
                configuration.collections(),
                configuration.get(LimitsTable.WINDOW_BYTES),
                defaults.lingerMillis(),
                defaults.holeMillis(),
                defaults.checkMillis(),
                defaults.graceMillis(),
                configuration.get(LimitsTable.LOG_TIME).toMillis(),
                configuration.get(LimitsTable.WRITE_TIME).toMillis(),
                configuration.get(LimitsTable.STALL_TIME).toMillis(),
                configuration.get(LimitsTable.PENDING_WRITES),
                configuration.get(LimitsTable.PENDING_BYTES),
                defaults.maxConcurrentReads(),
                defaults.maxWaitingReads(),
                defaults.blockCacheBytes());
    }

    LogLimits log() {
        LogLimits defaults = LogLimits.DEFAULT;
        return new LogLimits(
                configuration.get(LimitsTable.KEYS),
                configuration.get(LimitsTable.KEY_BYTES),
                defaults.keyLifeMillis(),
                defaults.maxTombstones(),
                defaults.maxIndexEntries());
    }

    ApiLimits api() {
        return new ApiLimits(
                bytes(LimitsTable.BODY_BYTES),
                bytes(LimitsTable.DOCUMENT_BYTES),
                ApiLimits.DEFAULT.maxBatchItems(),
                ApiLimits.DEFAULT.maxPatchOperations());
    }

    BusLimits bus() {
        return BusLimits.DEFAULT.withSizes(bytes(LimitsTable.BODY_BYTES), bytes(LimitsTable.DOCUMENT_BYTES));
    }

    SseSettings streams() {
        SseSettings defaults = SseSettings.DEFAULT;
        return new SseSettings(
                millis(SettingsTable.HEARTBEAT),
                defaults.minRetryMillis(),
                defaults.maxRetryMillis(),
                millis(SettingsTable.COALESCE),
                bytes(SettingsTable.PAYLOAD_BYTES),
                configuration.get(LimitsTable.CONNECTIONS));
    }

    SocketSettings sockets() {
        SocketSettings defaults = SocketSettings.DEFAULT;
        return new SocketSettings(
                millis(SettingsTable.SOCKET_HEARTBEAT),
                millis(SettingsTable.SOCKET_ANSWER_TIME),
                defaults.maxFrameBytes(),
                bytes(LimitsTable.DOCUMENT_BYTES),
                defaults.minRetryMillis(),
                defaults.maxRetryMillis(),
                configuration.get(LimitsTable.CONNECTIONS));
    }

    /** As of {@link #sockets}, with the heartbeat of SockJS. */
    SocketSettings sockJsSessions() {
        SocketSettings sockets = sockets();
        return new SocketSettings(
                millis(SockJsTable.HEARTBEAT),
                sockets.answerMillis(),
                sockets.maxFrameBytes(),
                sockets.maxPublicationBytes(),
                sockets.minRetryMillis(),
                sockets.maxRetryMillis(),
                sockets.maxSockets());
    }

    SockJsSettings sockJs(String prefix) {
        SockJsSettings defaults = SockJsSettings.at(prefix);
        return new SockJsSettings(
                defaults.prefix(),
                defaults.webSocket(),
                defaults.frames(),
                defaults.conformance(),
                defaults.cookie(),
                millis(SockJsTable.HEARTBEAT),
                millis(SockJsTable.DISCONNECT_DELAY),
                bytes(SockJsTable.RESPONSE_BYTES),
                defaults.maxBodyBytes(),
                defaults.maxMessageBytes());
    }

    EngineSettings engines() {
        return new EngineSettings(
                millis(RealtimeTable.PING_INTERVAL),
                millis(RealtimeTable.PING_TIMEOUT),
                bytes(RealtimeTable.PAYLOAD_BYTES),
                millis(RealtimeTable.UPGRADE_TIME),
                EngineSettings.DEFAULT.closeMillis(),
                configuration.get(LimitsTable.CONNECTIONS));
    }

    SocketIoSettings realtime() {
        List<MappedCollection> mapped = configuration.realtime().entrySet().stream()
                .map(entry -> new MappedCollection(entry.getKey(), entry.getValue()))
                .toList();
        return new SocketIoSettings(
                millis(RealtimeTable.CONNECT_TIME),
                bytes(RealtimeTable.PAYLOAD_BYTES),
                mapped,
                configuration.get(SettingsTable.CONFORMANCE));
    }

    ListenerSettings listener(ClientListener listener) {
        return new ListenerSettings(
                listener.host(),
                listener.port(),
                listener.certificate().isEmpty()
                        ? null
                        : new ListenerSettings.Tls(listener.certificate(), listener.key()),
                configuration.get(SettingsTable.CONFORMANCE),
                configuration.auth().isDevelopmentMode(),
                configuration.get(SettingsTable.ORIGINS),
                limits(connections()),
                new Proxies(configuration.get(SettingsTable.PROXIES), configuration.get(SettingsTable.PROXY_PROTOCOL)));
    }

    ListenerSettings adminListener() {
        return new ListenerSettings(
                configuration.get(SettingsTable.ADMIN_HOST),
                configuration.get(SettingsTable.ADMIN_PORT),
                null,
                false,
                true,
                List.of(),
                limits(files.forOperator()));
    }

    /** How many connections clients may have: as many as are configured, if there are files for them. */
    int connections() {
        return files.forClients(configuration.get(LimitsTable.CONNECTIONS));
    }

    private ListenerLimits limits(int connections) {
        return new ListenerLimits(
                bytes(LimitsTable.REQUEST_LINE_BYTES),
                bytes(LimitsTable.HEADER_BYTES),
                millis(LimitsTable.HEADER_TIME),
                millis(LimitsTable.BODY_TIME),
                millis(LimitsTable.IDLE_TIME),
                millis(LimitsTable.STALL_TIME),
                connections,
                clients(),
                ListenerLimits.DEFAULT.tickMillis());
    }

    private ClientLimits clients() {
        return new ClientLimits(
                configuration.get(LimitsTable.CONNECTIONS_PER_ADDRESS),
                configuration.get(LimitsTable.CONNECTS_PER_SECOND),
                configuration.get(LimitsTable.REQUESTS_PER_SECOND),
                configuration.get(LimitsTable.WRITES_PER_SECOND),
                configuration.get(LimitsTable.CONNECTIONS_PER_USER),
                configuration.get(LimitsTable.REQUESTS_PER_SECOND_PER_USER),
                configuration.get(LimitsTable.WRITES_PER_SECOND_PER_USER),
                configuration.get(LimitsTable.COMMANDS_PER_SECOND),
                configuration.get(LimitsTable.SPARE_LOOPBACK));
    }

    private int bytes(Setting<Long> setting) {
        return Math.toIntExact(configuration.get(setting));
    }

    private int millis(Setting<Duration> setting) {
        return Math.toIntExact(configuration.get(setting).toMillis());
    }
}
