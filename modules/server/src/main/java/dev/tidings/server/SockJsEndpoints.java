package dev.tidings.server;

import dev.tidings.edge.Bridge;
import dev.tidings.hub.HubPort;
import dev.tidings.socket.EchoSocket;
import dev.tidings.socket.Line;
import dev.tidings.socket.LoopSockets;
import dev.tidings.socket.SocketCounters;
import dev.tidings.socket.SocketService;
import dev.tidings.socket.TidingsDialect;
import dev.tidings.socket.sockjs.CloseService;
import dev.tidings.socket.sockjs.SockJsService;
import dev.tidings.socket.sockjs.SockJsSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** What a node serves over SockJS (contract §7, §13). Thread-safe because it is immutable, and so are its parts. */
final class SockJsEndpoints {

    private final SocketService sessions;
    private final List<Function<HubPort, Bridge>> bridges = new ArrayList<>();

    /**
     * @param sessions what the sessions of {@code /sockjs} share
     * @param enabled whether there is {@code /sockjs}
     * @param conformance whether there are the services of the public suite
     */
    SockJsEndpoints(
            SocketService sessions,
            SockJsSettings settings,
            boolean enabled,
            boolean conformance,
            RandomGenerator random) {
        this.sessions = sessions;
        if (enabled) {
            SockJsService hub = new SockJsService(settings, random, List.of(TidingsDialect.PUBLICATIONS));
            bridges.add(port -> hub.bridge(port, hub(new LoopSockets(sessions, port))));
        }
        if (conformance) {
            suite(SockJsSettings.suite("/echo", true, false), random, EchoSocket::new);
            suite(SockJsSettings.suite("/disabled_websocket_echo", false, false), random, EchoSocket::new);
            suite(SockJsSettings.suite("/cookie_needed_echo", true, true), random, EchoSocket::new);
            suite(SockJsSettings.suite("/close", true, false), random, CloseService::new);
        }
    }

    /** The bridges that each event loop has. */
    List<Function<HubPort, Bridge>> bridges() {
        return List.copyOf(bridges);
    }

    /** What the sessions of {@code /sockjs} did. */
    SocketCounters counters() {
        return sessions.counters();
    }

    private static Line.Acceptor hub(LoopSockets sockets) {
        TidingsDialect dialect = TidingsDialect.withoutHeartbeat(sockets);
        return (line, identity, allowance) -> sockets.open(dialect, line, identity, allowance);
    }

    private void suite(SockJsSettings settings, RandomGenerator random, Function<Line, Line.Owner> owner) {
        SockJsService service = new SockJsService(settings, random, List.of());
        bridges.add(port -> service.bridge(port, (line, identity, allowance) -> owner.apply(line)));
    }
}
