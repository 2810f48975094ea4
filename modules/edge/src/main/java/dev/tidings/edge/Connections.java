package dev.tidings.edge;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.Http1xServerConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/** Gives each new connection of a server its wire, and its requests to the dispatcher. Owned by its event loop. */
final class Connections {

    private final ListenerLimits limits;
    private final Deadlines deadlines;
    private final boolean belowEncoder;
    private final Dispatcher dispatcher;

    private Connections(ListenerLimits limits, Deadlines deadlines, boolean belowEncoder, Dispatcher dispatcher) {
        this.limits = limits;
        this.deadlines = deadlines;
        this.belowEncoder = belowEncoder;
        this.dispatcher = dispatcher;
    }

    /** Sets the handlers of a server that does not listen yet. */
    static void serve(
            HttpServer server,
            ListenerLimits limits,
            Deadlines deadlines,
            boolean belowEncoder,
            Dispatcher dispatcher) {
        Connections connections = new Connections(limits, deadlines, belowEncoder, dispatcher);
        // Vert.x wants one; each connection gets its own below
        server.requestHandler(request -> request.response().reset());
        server.connectionHandler(connections::opened);
    }

    private void opened(HttpConnection opened) {
        HttpServerConnection connection = (HttpServerConnection) opened;
        Wire wire = wire(connection);
        connection.handler(request -> handle(request, wire));
        connection.invalidRequestHandler(request -> {
            wire.began(request);
            dispatcher.refuse(request, wire, unreadable(request));
        });
    }

    private Wire wire(HttpServerConnection connection) {
        if (connection instanceof Http1xServerConnection) {
            return Http1Wire.install(connection, limits, deadlines, belowEncoder);
        }
        Http1Wire.remove(connection);
        return Http2Wire.install(connection, limits, deadlines);
    }

    private void handle(HttpServerRequest request, Wire wire) {
        wire.began(request);
        if (request.version() == null) {
            dispatcher.refuse(
                    request, wire, new HubException(ErrorCode.MALFORMED, "This version of HTTP is not spoken."));
        } else {
            dispatcher.handle(request, wire);
        }
    }

    private static HubException unreadable(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        if (cause instanceof TooLongHttpLineException) {
            return new HubException(ErrorCode.URI_TOO_LONG, "The request line is too long.");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new HubException(ErrorCode.HEADERS_TOO_LARGE, "The header fields together are too large.");
        }
        return new HubException(ErrorCode.MALFORMED, "This is not a request in HTTP.");
    }
}
