package dev.tidings.socket.sockjs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.edge.Border;
import dev.tidings.edge.Bridge;
import dev.tidings.edge.ListenerSettings;
import dev.tidings.edge.TokenCheck;
import dev.tidings.hub.HubPort;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.socket.EchoSocket;
import dev.tidings.socket.Line;
import dev.tidings.socket.LoopSockets;
import dev.tidings.socket.SocketNode;
import dev.tidings.socket.SocketService;
import dev.tidings.socket.SocketSettings;
import dev.tidings.socket.TidingsDialect;
import dev.tidings.socket.WireClient;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.awaitility.Awaitility;

/** A node with {@code /sockjs} and the services of the public suite, on two event loops. Owned by its test. */
final class SockJsNode implements AutoCloseable {

    static final SecureRandom RANDOM = new SecureRandom();

    private static final TokenCheck NO_TOKENS =
            token -> Future.failedFuture(new HubException(ErrorCode.UNAUTHENTICATED, "there are no tokens here"));

    private final SocketNode node;
    private final SocketService service;
    private final List<RawHttp> open = new ArrayList<>();

    SockJsNode() {
        this(patient(SockJsSettings.at("/sockjs")));
    }

    SockJsNode(SockJsSettings settings) {
        this(settings, ListenerSettings.development(0), Border.development());
    }

    SockJsNode(SockJsSettings settings, ListenerSettings listening, Border border) {
        service = new SocketService(SocketSettings.DEFAULT, RANDOM, NO_TOKENS);
        List<Function<HubPort, Bridge>> bridges = new ArrayList<>();
        SockJsService hub = new SockJsService(settings, RANDOM, List.of(TidingsDialect.PUBLICATIONS));
        bridges.add(port -> hub.bridge(port, hub(new LoopSockets(service, port))));
        suite(bridges, SockJsSettings.suite("/echo", true, false), EchoSocket::new);
        suite(bridges, SockJsSettings.suite("/disabled_websocket_echo", false, false), EchoSocket::new);
        suite(bridges, SockJsSettings.suite("/cookie_needed_echo", true, true), EchoSocket::new);
        suite(bridges, SockJsSettings.suite("/close", true, false), CloseService::new);
        node = new SocketNode(SocketSettings.DEFAULT, listening, border, NO_TOKENS, bridges);
    }

    /** The same, but it waits a minute for who does not ask: the machine may be busy. */
    static SockJsSettings patient(SockJsSettings settings) {
        return new SockJsSettings(
                settings.prefix(),
                settings.webSocket(),
                settings.frames(),
                settings.conformance(),
                settings.cookie(),
                settings.heartbeatMillis(),
                60_000,
                settings.responseBytes(),
                settings.maxBodyBytes(),
                settings.maxMessageBytes());
    }

    /** A connection of its own, closed with the node. */
    RawHttp http() {
        RawHttp http = new RawHttp(node.port());
        open.add(http);
        return http;
    }

    /** One request on a connection of its own. */
    RawHttp.Answer ask(String method, String path, String body, String... further) {
        try (RawHttp http = new RawHttp(node.port())) {
            return http.ask(method, path, body, further);
        }
    }

    RawHttp.Answer get(String path, String... further) {
        return ask("GET", path, "", further);
    }

    RawHttp.Answer post(String path, String body, String... further) {
        return ask("POST", path, body, further);
    }

    /** A streaming request whose head was read. */
    RawHttp stream(String method, String path, String... further) {
        RawHttp http = http();
        http.send(method, path, "", further);
        http.readHead();
        return http;
    }

    /** A request that waits for messages of a session: of two that come at the same time one is turned away, and this is the other. */
    RawHttp waiting(String session) {
        RawHttp one = http();
        RawHttp two = http();
        one.send("POST", session + "/xhr", "");
        two.send("POST", session + "/xhr", "");
        Awaitility.await().until(() -> one.hasCome() || two.hasCome());
        RawHttp second = one.hasCome() ? one : two;
        assertThat(second.read().body()).isEqualTo("c[2010,\"Another connection still open\"]\n");
        return second == one ? two : one;
    }

    WireClient socket(String path) {
        return WireClient.open(node.port(), path);
    }

    /** The path of a session that nobody had. */
    static String fresh(String prefix) {
        return prefix + "/000/" + UUID.randomUUID();
    }

    SocketNode node() {
        return node;
    }

    SocketService service() {
        return service;
    }

    @Override
    public void close() {
        open.forEach(RawHttp::close);
        node.close();
    }

    private static Line.Acceptor hub(LoopSockets sockets) {
        TidingsDialect dialect = TidingsDialect.withoutHeartbeat(sockets);
        return (line, identity, allowance) -> sockets.open(dialect, line, identity, allowance);
    }

    private static void suite(
            List<Function<HubPort, Bridge>> bridges, SockJsSettings settings, Function<Line, Line.Owner> owner) {
        SockJsService service = new SockJsService(patient(settings), RANDOM, List.of());
        bridges.add(port -> service.bridge(port, (line, identity, allowance) -> owner.apply(line)));
    }
}
