package dev.tidings.socket.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidings.edge.Border;
import dev.tidings.edge.ListenerSettings;
import dev.tidings.edge.TokenCheck;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.socket.LoopSockets;
import dev.tidings.socket.SocketNode;
import dev.tidings.socket.SocketService;
import dev.tidings.socket.SocketSettings;
import dev.tidings.socket.TidingsDialect;
import dev.tidings.socket.WireClient;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * A node with a bare echo of Engine.IO at {@code /engine.io/}, as in conformance mode, and the objects of contract §6 over Engine.IO
 * at {@code /objects/}. Owned by its test.
 */
final class EngineNode implements AutoCloseable {

    static final String PATH = "/engine.io/";
    static final String OBJECTS = "/objects/";
    static final String OPENING = "?EIO=4&transport=polling";

    /** Those of the conformance mode (contract §13). */
    static final EngineSettings CONFORMANCE = new EngineSettings(300, 200, 1_000_000, 1_000, 5_000, 1_000);

    /** Slow enough that nothing happens by itself in a test on a loaded machine. */
    static final EngineSettings CALM = new EngineSettings(120_000, 60_000, 1_000_000, 60_000, 60_000, 1_000);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SecureRandom RANDOM = new SecureRandom();

    private final EngineService echo;
    private final EngineService objects;
    private final SocketNode node;

    EngineNode(EngineSettings settings) {
        this(settings, Border.development());
    }

    EngineNode(EngineSettings settings, Border border) {
        TokenCheck tokens =
                token -> Future.failedFuture(new HubException(ErrorCode.UNAUTHENTICATED, "there are no tokens here"));
        SocketService sockets = new SocketService(SocketSettings.DEFAULT, RANDOM, tokens);
        echo = EngineService.echo("/engine.io", settings, RANDOM);
        objects = new EngineService(
                "/objects",
                settings,
                RANDOM,
                port -> {
                    LoopSockets loop = new LoopSockets(sockets, port);
                    TidingsDialect dialect = TidingsDialect.withoutHeartbeat(loop);
                    return (line, identity, allowance) -> loop.open(dialect, line, identity, allowance);
                },
                List.of(TidingsDialect.PUBLICATIONS));
        node = new SocketNode(
                SocketSettings.DEFAULT,
                ListenerSettings.development(0),
                border,
                tokens,
                List.of(echo::bridge, objects::bridge));
    }

    int port() {
        return node.port();
    }

    /** What the sessions of the echo did. */
    EngineCounters counters() {
        return echo.counters();
    }

    /** What those of the objects did. */
    EngineCounters objects() {
        return objects.counters();
    }

    SocketNode node() {
        return node;
    }

    HttpLine line() {
        return new HttpLine(port());
    }

    /** Opens a session of the echo that polls; its name. */
    String open() {
        try (HttpLine line = line()) {
            HttpLine.Answer answer = line.ask("GET", PATH + OPENING, "");
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            return greeting(answer.body()).get("sid").textValue();
        }
    }

    /** Opens a session on a WebSocket, and skips the greeting. */
    WireClient socket() {
        WireClient client = WireClient.open(port(), PATH + "?EIO=4&transport=websocket");
        greeting(client.message());
        return client;
    }

    /** Offers a WebSocket to a session that polls. */
    WireClient candidate(String sid) {
        return WireClient.open(port(), PATH + "?EIO=4&transport=websocket&sid=" + sid);
    }

    HttpLine.Answer poll(String sid) {
        try (HttpLine line = line()) {
            return line.ask("GET", target(sid), "");
        }
    }

    HttpLine.Answer post(String sid, String body) {
        try (HttpLine line = line()) {
            return line.ask("POST", target(sid), body, "Content-Type: text/plain;charset=UTF-8");
        }
    }

    static String target(String sid) {
        return PATH + "?EIO=4&transport=polling&sid=" + sid;
    }

    static JsonNode greeting(String packet) {
        assertThat(packet).startsWith("0");
        return json(packet.substring(1));
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    /** Waits until sessions of the echo have taken so many requests. */
    void awaitRequests(long count) {
        Awaitility.await().until(() -> counters().requests() >= count);
    }

    @Override
    public void close() {
        node.close();
    }
}
