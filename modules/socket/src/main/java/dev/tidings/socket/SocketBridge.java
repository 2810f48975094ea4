package dev.tidings.socket;

import dev.tidings.edge.Allowance;
import dev.tidings.edge.Bridge;
import dev.tidings.edge.Exchange;
import dev.tidings.edge.Identity;
import dev.tidings.edge.Operation;
import java.util.List;

/** The request for a WebSocket. Owned by its event loop, like the sockets that it opens. */
final class SocketBridge implements Bridge {

    /** The subprotocol; a client may leave it out. */
    static final String SUBPROTOCOL = "tidings.v1";

    private final LoopSockets sockets;
    private final Dialect dialect;

    SocketBridge(LoopSockets sockets) {
        this.sockets = sockets;
        this.dialect = TidingsDialect.withHeartbeat(sockets);
    }

    @Override
    public List<Operation> operations() {
        return List.of(SocketOperations.upgrade(
                "openSocket",
                "/ws",
                "Go over to a WebSocket of the subprotocol " + SUBPROTOCOL + ": subscriptions and commands, both ways.",
                this::open));
    }

    private void open(Exchange exchange) {
        Handshake.check(exchange, SUBPROTOCOL);
        Identity identity = exchange.identity();
        Allowance allowance = exchange.allowance();
        exchange.upgrade(
                Handshake.PROTOCOL,
                duplex -> WebSocket.open(
                        duplex, sockets.limits(), line -> sockets.open(dialect, line, identity, allowance)));
    }
}
