package dev.tidings.socket;

import dev.tidings.edge.Bridge;
import dev.tidings.edge.Operation;
import java.util.List;

/** {@code GET /echo-ws} of the conformance mode, on the same handshake and frame handler as {@code /ws}. Immutable. */
public final class EchoBridge implements Bridge {

    /** The echo; for conformance mode alone. */
    public EchoBridge() {}

    @Override
    public List<Operation> operations() {
        return List.of(SocketOperations.upgrade(
                "echo", "/echo-ws", "Conformance mode: send every message back.", exchange -> {
                    Handshake.check(exchange, "echo");
                    exchange.upgrade(
                            Handshake.PROTOCOL, duplex -> WebSocket.open(duplex, EchoSocket.LIMITS, EchoSocket::new));
                }));
    }
}
