package dev.tidings.socket.sockjs;

import dev.tidings.edge.Bridge;
import dev.tidings.edge.Exchange;
import dev.tidings.edge.Operation;
import dev.tidings.hub.HubPort;
import dev.tidings.model.JsonText;
import dev.tidings.socket.Handshake;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The operations of one SockJS endpoint (protocol 0.3.3). Owned by its event loop, like the sessions that it opens. */
final class SockJsBridge implements Bridge {

    private static final byte[] GREETING = "Welcome to SockJS!\n".getBytes(StandardCharsets.US_ASCII);
    private static final JsonObject TEXT = new JsonObject().put("type", "string");

    private final SockJsService service;
    private final SockJsSettings settings;
    private final SockJsHeaders headers;
    private final SockJsTransports transports;

    SockJsBridge(SockJsService service, HubPort port, LoopSessions sessions) {
        this.service = service;
        this.settings = service.settings();
        this.headers = new SockJsHeaders(settings, port.loop());
        this.transports = new SockJsTransports(service, sessions, new SockJsRequests(sessions, port), headers);
    }

    @Override
    public List<Operation> operations() {
        String prefix = settings.prefix();
        List<Operation> operations = new ArrayList<>();
        operations.add(get("Greeting", prefix, "Say that this is SockJS.", SockJsBridge::greet));
        operations.add(get("GreetingToo", prefix + "/", "The same.", SockJsBridge::greet));
        operations.add(get("Info", prefix + "/info", "What the endpoint offers.", this::info));
        operations.add(options("InfoOptions", prefix + "/info", exchange -> headers.methods(exchange, "OPTIONS, GET")));
        if (settings.webSocket()) {
            operations.add(get(
                    "Bare",
                    prefix + "/websocket",
                    "Go over to a WebSocket whose messages are bare.",
                    transports::bareSocket));
        }
        if (settings.frames()) {
            List<Operation.Parameter> page = List.of(path("page", "The page's name."));
            operations.add(operation(
                    "Page", HttpMethod.GET, prefix + "/{page}", "The page of a frame.", page, null, new FramePage()));
        }
        operations.addAll(sessions(prefix + "/{server}/{session}/{transport}"));
        return operations;
    }

    private List<Operation> sessions(String path) {
        List<Operation.Parameter> parameters = List.of(
                path("server", "Any word; for balancers alone."),
                path("session", "The session's name, which the client makes up."),
                path("transport", "How messages come or go."));
        Operation.Body body =
                new Operation.Body(false, settings.maxBodyBytes(), Map.of(Operation.Body.ANY_TYPE, new JsonObject()));
        return List.of(
                operation(
                        "Get",
                        HttpMethod.GET,
                        path,
                        "Wait for messages: websocket, eventsource, jsonp.",
                        parameters,
                        null,
                        transports::get),
                operation(
                        "Post",
                        HttpMethod.POST,
                        path,
                        "Wait for messages: xhr, xhr_streaming; bring some: xhr_send, jsonp_send.",
                        parameters,
                        body,
                        // what they bring is counted as commands are
                        Operation.Handler.noWrite(transports::post)),
                operation(
                        "Options",
                        HttpMethod.OPTIONS,
                        path,
                        "How a page of another origin may ask.",
                        parameters,
                        null,
                        transports::options));
    }

    private static void greet(Exchange exchange) {
        exchange.respond(200, SockJsHeaders.PLAIN, GREETING);
    }

    private void info(Exchange exchange) {
        headers.answer(exchange);
        String info = "{\"websocket\":" + settings.webSocket() + ",\"origins\":[\"*:*\"],\"cookie_needed\":"
                + settings.cookie() + ",\"entropy\":" + service.entropy() + "}";
        exchange.respond(
                200, "application/json; charset=UTF-8", JsonText.of(info).sharedBytes());
    }

    private Operation get(String id, String path, String summary, Operation.Handler handler) {
        return operation(id, HttpMethod.GET, path, summary, List.of(), null, handler);
    }

    private Operation options(String id, String path, Operation.Handler handler) {
        return operation(
                id, HttpMethod.OPTIONS, path, "How a page of another origin may ask.", List.of(), null, handler);
    }

    private Operation operation(
            String id,
            HttpMethod method,
            String path,
            String summary,
            List<Operation.Parameter> parameters,
            Operation.@Nullable Body body,
            Operation.Handler handler) {
        Map<Integer, Operation.Response> responses = Map.of(
                200, new Operation.Response("As the SockJS protocol says.", Map.of(), Map.of()),
                101, new Operation.Response("A " + Handshake.PROTOCOL + " from here on.", Map.of(), Map.of()));
        String name = settings.prefix().substring(1) + id;
        return new Operation(
                name, method, path, "sockjs", summary, parameters, body, responses, settings.conformance(), handler);
    }

    private static Operation.Parameter path(String name, String description) {
        return new Operation.Parameter(Operation.Place.PATH, name, true, TEXT, description);
    }
}
