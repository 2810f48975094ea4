package dev.tidings.socket.eventbus;

import dev.tidings.edge.Border;
import dev.tidings.edge.ListenerSettings;
import dev.tidings.edge.TokenCheck;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.socket.SocketNode;
import dev.tidings.socket.SocketSettings;
import dev.tidings.socket.WireClient;
import dev.tidings.socket.sockjs.SockJsSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.List;

/** A node with the bridge, and clients of it on plain WebSockets. Owned by its test. */
final class BridgeNode implements AutoCloseable {

    private final EventBusService service;
    private final SocketNode node;

    BridgeNode() {
        this(Vertx.vertx());
    }

    BridgeNode(Vertx vertx) {
        this(
                vertx,
                SocketSettings.DEFAULT,
                Border.development(),
                token -> Future.failedFuture(new HubException(ErrorCode.UNAUTHENTICATED, "there are no tokens here")));
    }

    BridgeNode(Vertx vertx, SocketSettings settings, Border border, TokenCheck tokens) {
        service = new EventBusService(settings, SockJsSettings.at("/eventbus"), new SecureRandom(), tokens);
        node = new SocketNode(
                vertx, settings, ListenerSettings.development(0), border, tokens, List.of(service::bridge));
    }

    SocketNode node() {
        return node;
    }

    EventBusService service() {
        return service;
    }

    WireClient connect(String... headers) {
        return WireClient.open(node.port(), "/eventbus/websocket", headers);
    }

    @Override
    public void close() {
        node.close();
    }
}
