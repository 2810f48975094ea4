package dev.tidings.socket.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidings.edge.Border;
import dev.tidings.edge.ListenerSettings;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.socket.SocketNode;
import dev.tidings.socket.SocketSettings;
import dev.tidings.socket.WireClient;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.List;
import org.awaitility.Awaitility;

/** A node with a bare echo of Engine.IO at {@code /engine.io/}, as in conformance mode. Owned by its test. */
final class EngineNode implements AutoCloseable {

    static final String PATH = "/engine.io/";

    /** Those of the conformance mode (contract §13). */
    static final EngineSettings CONFORMANCE = new EngineSettings(300, 200, 1_000_000, 1_000, 5_000, 1_000);

    /** Slow enough that nothing happens by itself in a test on a loaded machine. */
    static final EngineSettings CALM = new EngineSettings(120_000, 60_000, 1_000_000, 60_000, 60_000, 1_000);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final EngineService service;
    private final SocketNode node;

    EngineNode(EngineSettings settings) {
        service = EngineService.echo("/engine.io", settings, new SecureRandom());
        node = new SocketNode(
                SocketSettings.DEFAULT,
                ListenerSettings.development(0),
                Border.development(),
                token -> Future.failedFuture(new HubException(ErrorCode.UNAUTHENTICATED, "there are no tokens here")),
                List.of(service::bridge));
    }

    int port() {
        return node.port();
    }

    EngineCounters counters() {
        return service.counters();
    }

    SocketNode node() {
        return node;
    }

    HttpLine line() {
        return new HttpLine(port());
    }

    /** Opens a session that polls; its name. */
    String open() {
        try (HttpLine line = line()) {
            HttpLine.Answer answer = line.ask("GET", PATH + "?EIO=4&transport=polling", "");
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

    /** Waits until so many requests of sessions have come in: the last of them is in its session's hands. */
    void awaitRequests(long count) {
        Awaitility.await().until(() -> counters().requests() >= count);
    }

    void awaitOpen(long count) {
        Awaitility.await().until(() -> counters().open() == count);
    }

    @Override
    public void close() {
        node.close();
    }
}
