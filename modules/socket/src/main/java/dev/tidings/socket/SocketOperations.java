package dev.tidings.socket;

import dev.tidings.edge.Operation;
import dev.tidings.edge.Operation.Response;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;

/** Rows of the table of operations for requests that become WebSockets. Pure functions. */
final class SocketOperations {

    private SocketOperations() {}

    static Operation upgrade(String id, String path, String summary, Operation.Handler handler) {
        Map<Integer, Response> responses = Map.of(
                101, new Response("The connection is a WebSocket from here on.", Map.of(), Map.of()),
                426, new Response("It asked for something else.", Map.of(), Map.of()));
        return new Operation(id, HttpMethod.GET, path, "sockets", summary, List.of(), null, responses, false, handler);
    }
}
