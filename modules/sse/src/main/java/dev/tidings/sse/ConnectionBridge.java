package dev.tidings.sse;

import dev.tidings.edge.Bridge;
import dev.tidings.edge.Exchange;
import dev.tidings.edge.Operation;
import dev.tidings.edge.Right;
import dev.tidings.hub.ConnectionChange;
import dev.tidings.hub.HubPort;
import java.util.List;

/** The change of a live stream, which may be on another loop, listener or node. Immutable. */
final class ConnectionBridge implements Bridge {

    private final HubPort port;

    ConnectionBridge(HubPort port) {
        this.port = port;
    }

    @Override
    public List<Operation> operations() {
        return List.of(SseOperations.change(this));
    }

    /** {@code POST /api/connections/{connection}}. */
    void change(Exchange exchange) {
        ConnectionChange change = StreamRequests.change(exchange);
        change.subscribe().keySet().forEach(channel -> exchange.require(Right.SUBSCRIBE, channel));
        port.change(exchange.path("connection"), change)
                .onSuccess(done -> exchange.respond(204))
                .onFailure(exchange::fail);
    }
}
