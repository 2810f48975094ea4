package dev.tidings.socket.engineio;

import dev.tidings.edge.Bridge;
import dev.tidings.edge.Exchange;
import dev.tidings.edge.Operation;
import dev.tidings.edge.Operation.Parameter;
import dev.tidings.edge.Operation.Place;
import dev.tidings.edge.Operation.Response;
import dev.tidings.socket.Handshake;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The requests of Engine.IO at one path, with a slash at its end and without. Owned by its event loop. What the protocol does
 * not know is refused here, in the order of its reference server; the rest is the sessions'.
 */
final class EngineBridge implements Bridge {

    private static final String POLLING = "polling";
    private static final String REVISION = "4";

    private static final JsonObject TEXT = new JsonObject().put("type", "string");

    private static final List<Parameter> PARAMETERS = List.of(
            new Parameter(Place.QUERY, "EIO", false, TEXT, "The revision of the protocol: 4."),
            new Parameter(Place.QUERY, "transport", false, TEXT, "How it goes on: polling or websocket."),
            new Parameter(Place.QUERY, "sid", false, TEXT, "The name of the session; absent to open one."),
            new Parameter(Place.QUERY, "t", false, TEXT, "Differs from request to request of a session."));

    /** A body is text whatever its sender calls it. */
    private static final Map<String, JsonObject> BODIES = Map.of(Operation.Body.ANY_TYPE, TEXT);

    private static final Map<Integer, Response> RESPONSES = Map.of(
            200, new Response("Packets, or that those of the request were taken.", Map.of(), Map.of()),
            400, new Response("What the protocol does not know: {code, message}.", Map.of(), Map.of()));

    private final String path;
    private final int maxPayloadBytes;
    private final EngineRequests requests;

    EngineBridge(String path, LoopEngines engines) {
        this.path = path;
        this.maxPayloadBytes = engines.settings().maxPayloadBytes();
        this.requests = new EngineRequests(engines);
    }

    @Override
    public List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        for (String at : List.of(path, path + '/')) {
            operations.add(
                    operation(HttpMethod.GET, at, "Engine.IO: wait for packets, or go on in a WebSocket.", this::get));
            // no write by itself, and taken while the node goes down, as what comes over a WebSocket is
            operations.add(
                    operation(HttpMethod.POST, at, "Engine.IO: bring packets.", Operation.Handler.noWrite(this::post)));
            for (HttpMethod other : List.of(HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE)) {
                operations.add(operation(other, at, "Engine.IO: refused in its own words.", EngineBridge::other));
            }
        }
        return operations;
    }

    private Operation operation(HttpMethod method, String at, String summary, Operation.Handler handler) {
        String id =
                method.name().toLowerCase(Locale.ROOT) + at.replace('/', '-').replace('.', '-');
        Operation.Body body =
                method.equals(HttpMethod.POST) ? new Operation.Body(false, maxPayloadBytes, BODIES) : null;
        return new Operation(id, method, at, "sockets", summary, PARAMETERS, body, RESPONSES, false, handler);
    }

    private void get(Exchange exchange) {
        String sid = sid(exchange);
        boolean upgrade = exchange.asksFor(Handshake.PROTOCOL);
        EngineRefusal refusal = refusal(exchange, sid, upgrade);
        if (refusal != null) {
            refuse(exchange, refusal);
            return;
        }
        if (upgrade) {
            Handshake.check(exchange, null);
        }
        if (sid == null && upgrade) {
            requests.openSocket(exchange);
        } else if (sid == null) {
            requests.openPolling(exchange);
        } else if (upgrade) {
            requests.upgrade(sid, exchange);
        } else {
            requests.poll(sid, exchange);
        }
    }

    private void post(Exchange exchange) {
        String sid = sid(exchange);
        EngineRefusal refusal = refusal(exchange, sid, false);
        if (refusal == null && sid != null) {
            requests.post(sid, exchange);
        } else {
            refuse(exchange, refusal == null ? EngineRefusal.BAD_METHOD : refusal);
        }
    }

    private static void other(Exchange exchange) {
        refuse(exchange, EngineRefusal.BAD_METHOD);
    }

    private static @Nullable EngineRefusal refusal(Exchange exchange, @Nullable String sid, boolean upgrade) {
        String transport = exchange.query("transport");
        if (!POLLING.equals(transport) && !Handshake.PROTOCOL.equals(transport)) {
            return EngineRefusal.UNKNOWN_TRANSPORT;
        }
        HttpMethod method = exchange.request().method();
        if (method.equals(HttpMethod.HEAD) || (sid == null && !method.equals(HttpMethod.GET))) {
            return EngineRefusal.BAD_METHOD;
        }
        if (upgrade != Handshake.PROTOCOL.equals(transport)) {
            return EngineRefusal.BAD_REQUEST;
        }
        boolean revision = sid != null || REVISION.equals(exchange.query("EIO"));
        return revision ? null : EngineRefusal.UNSUPPORTED_REVISION;
    }

    private static @Nullable String sid(Exchange exchange) {
        String sid = exchange.query("sid");
        return sid == null || sid.isEmpty() ? null : sid;
    }

    private static void refuse(Exchange exchange, EngineRefusal refusal) {
        exchange.respond(refusal.status(), refusal.body());
    }
}
