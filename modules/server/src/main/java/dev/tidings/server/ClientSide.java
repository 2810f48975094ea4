package dev.tidings.server;

import dev.tidings.api.ApiVerticle;
import dev.tidings.api.ChannelsBridge;
import dev.tidings.api.CollectionsBridge;
import dev.tidings.api.StatusBridge;
import dev.tidings.edge.Border;
import dev.tidings.edge.Bridge;
import dev.tidings.edge.ListenerSettings;
import dev.tidings.edge.ListenerVerticle;
import dev.tidings.edge.Visitors;
import dev.tidings.edge.identity.SessionBridge;
import dev.tidings.edge.identity.TicketBridge;
import dev.tidings.hub.HubPort;
import dev.tidings.server.config.ClientListener;
import dev.tidings.server.config.ClientListener.BridgeKind;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.SettingsTable;
import dev.tidings.server.config.SockJsTable;
import dev.tidings.socket.EchoBridge;
import dev.tidings.socket.SocketCounters;
import dev.tidings.socket.SocketService;
import dev.tidings.socket.SocketVerticle;
import dev.tidings.socket.engineio.EngineService;
import dev.tidings.socket.eventbus.EventBusService;
import dev.tidings.socket.socketio.SocketIoService;
import dev.tidings.sse.SseService;
import dev.tidings.sse.SseVerticle;
import dev.tidings.web.WebBridge;
import dev.tidings.web.WebFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What a node is to its clients, on however many listeners: they share one border, and the services behind the bridges.
 * Thread-safe because its parts are.
 */
final class ClientSide {

    private final Configuration configuration;
    private final NodeOptions options;
    private final NodeState state;
    private final Access access;
    private final SseService streams;
    private final SocketService sockets;
    private final SocketIoService realtime;

    private final SockJsEndpoints sockJs;
    private final EventBusService eventBus;

    /** For conformance mode alone. */
    private final EngineService engineEcho;

    private final Visitors visitors = new Visitors();
    private final Border border;
    private final WebFiles pages;

    ClientSide(
            Configuration configuration, NodeOptions options, NodeState state, Access access, RandomGenerator random) {
        this.configuration = configuration;
        this.options = options;
        this.state = state;
        this.access = access;
        this.streams = new SseService(options.streams(), random, access.doorkeeper());
        this.sockets = new SocketService(options.sockets(), random, access.doorkeeper());
        this.realtime = new SocketIoService(
                options.realtime(),
                options.engines(),
                new SocketService(options.sockets(), random, access.doorkeeper()),
                random);
        this.sockJs = new SockJsEndpoints(
                new SocketService(options.sockJsSessions(), random, access.doorkeeper()),
                options.sockJs("/sockjs"),
                configuration.get(SockJsTable.ENABLED),
                configuration.get(SettingsTable.CONFORMANCE),
                random);
        this.eventBus =
                new EventBusService(options.sockJsSessions(), options.sockJs("/eventbus"), random, access.doorkeeper());
        this.engineEcho = EngineService.echo("/engine.io", options.engines(), random);
        this.border = new Border(access.doorkeeper(), state::isDraining, visitors);
        this.pages = WebFiles.load(!configuration.auth().isDevelopmentMode());
    }

    SseService streams() {
        return streams;
    }

    SocketCounters sockets() {
        return sockets.counters();
    }

    SocketCounters sockJs() {
        return sockJs.counters();
    }

    EventBusService eventBus() {
        return eventBus;
    }

    SocketIoService realtime() {
        return realtime;
    }

    Visitors visitors() {
        return visitors;
    }

    /** The verticle of one event loop; one that serves a single thing has that thing's name. */
    ListenerVerticle verticle(ClientListener listener, Supplier<HubPort> ports) {
        ListenerSettings settings = options.listener(listener);
        List<Function<HubPort, Bridge>> bridges = bridges(listener.bridges());
        if (listener.bridges().equals(List.of(BridgeKind.API))) {
            return new ApiVerticle(settings, border, ports, bridges);
        }
        if (listener.bridges().equals(List.of(BridgeKind.SSE))) {
            return new SseVerticle(settings, border, ports, bridges);
        }
        if (listener.bridges().equals(List.of(BridgeKind.SOCKETS))) {
            return new SocketVerticle(settings, border, ports, bridges);
        }
        return new ListenerVerticle(settings, border, ports, bridges);
    }

    /** Every listener says how the node is, and lets people in. */
    private List<Function<HubPort, Bridge>> bridges(List<BridgeKind> kinds) {
        List<Function<HubPort, Bridge>> bridges = new ArrayList<>(List.of(
                hub -> new StatusBridge(Version.text(), state.ties().nodes()),
                hub -> new HealthBridge(state, false),
                hub -> new SessionBridge(access.sessions(), access.revocations()),
                hub -> new TicketBridge(access.tickets())));
        kinds.forEach(kind -> bridges.addAll(bridges(kind)));
        if (kinds.contains(BridgeKind.API) || kinds.contains(BridgeKind.SSE)) {
            bridges.add(streams::connections);
        }
        return bridges;
    }

    private List<Function<HubPort, Bridge>> bridges(BridgeKind kind) {
        return switch (kind) {
            case API -> List.of(hub -> new CollectionsBridge(options.api()), hub -> new ChannelsBridge(options.api()));
            case SSE -> List.of(streams::bridge);
            case SOCKETS -> bothWays();
            case WEB -> List.of(hub -> new WebBridge(pages));
        };
    }

    /** Whatever carries messages both ways. */
    private List<Function<HubPort, Bridge>> bothWays() {
        List<Function<HubPort, Bridge>> bridges = new ArrayList<>();
        bridges.add(sockets::bridge);
        bridges.add(realtime::bridge);
        bridges.addAll(sockJs.bridges());
        if (configuration.get(SockJsTable.EVENT_BUS)) {
            bridges.add(eventBus::bridge);
        }
        if (configuration.get(SettingsTable.CONFORMANCE)) {
            bridges.add(hub -> new EchoBridge());
            bridges.add(engineEcho::bridge);
        }
        return bridges;
    }
}
