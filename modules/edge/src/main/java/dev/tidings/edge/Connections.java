package dev.tidings.edge;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.AttributeKey;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.Http1xServerConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives each new connection of a server its wire, and its requests to the dispatcher. Owned by its event loop. */
final class Connections {

    private static final AttributeKey<Client> CLIENT = AttributeKey.valueOf(Client.class, "client");

    private final Visitors visitors;
    private final ListenerLimits limits;
    private final Proxies proxies;
    private final Deadlines deadlines;
    private final boolean belowEncoder;
    private final Dispatcher dispatcher;

    private Connections(
            Visitors visitors,
            ListenerSettings settings,
            Deadlines deadlines,
            boolean belowEncoder,
            Dispatcher dispatcher) {
        this.visitors = visitors;
        this.limits = settings.limits();
        this.proxies = settings.proxies();
        this.deadlines = deadlines;
        this.belowEncoder = belowEncoder;
        this.dispatcher = dispatcher;
    }

    /** Sets the handlers of a server that does not listen yet. */
    static void serve(
            HttpServer server,
            Visitors visitors,
            ListenerSettings settings,
            Deadlines deadlines,
            boolean belowEncoder,
            Dispatcher dispatcher) {
        Connections connections = new Connections(visitors, settings, deadlines, belowEncoder, dispatcher);
        // Vert.x wants one; each connection gets its own below
        server.requestHandler(request -> request.response().reset());
        server.connectionHandler(connections::opened);
    }

    private void opened(HttpConnection opened) {
        HttpServerConnection connection = (HttpServerConnection) opened;
        Client client = client(connection);
        if (client == null) {
            cut(connection);
            return;
        }
        Wire wire = wire(connection);
        connection.handler(request -> {
            if (request.version() == null) {
                refuseVersion(connection);
            } else {
                handle(request, wire, client);
            }
        });
        connection.invalidRequestHandler(request -> {
            if (wire.began(request)) {
                dispatcher.refuse(request, wire, client, unreadable(request));
            }
        });
    }

    /** Whose connection it is; null when it is one too many. */
    private @Nullable Client client(HttpServerConnection connection) {
        Channel channel = connection.channelHandlerContext().channel();
        // one that went on from HTTP/1 to HTTP/2 comes twice
        Client known = channel.attr(CLIENT).get();
        if (known != null) {
            return known;
        }
        if (proxies.proxyProtocol() && !proxies.trusts(Visitors.text(connection.remoteAddress(true)))) {
            return null;
        }
        String address = Visitors.text(connection.remoteAddress());
        boolean proxy = proxies.trusts(address);
        Share share = proxy ? visitors.arriveProxy(limits) : visitors.arrive(address, limits);
        if (share == null) {
            return null;
        }
        Client client =
                new Client(address, connection.isSsl(), proxy, !(connection instanceof Http1xServerConnection), share);
        channel.attr(CLIENT).set(client);
        channel.closeFuture().addListener(closed -> visitors.leave(share));
        return client;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it
    private static void cut(HttpServerConnection connection) {
        connection.channelHandlerContext().channel().close();
    }

    /** Below the encoder: an answer of Vert.x's would repeat the version that the request came with. */
    @SuppressWarnings("FutureReturnValueIgnored") // it is closed either way
    private static void refuseVersion(HttpServerConnection connection) {
        HubException refusal =
                new HubException(ErrorCode.MALFORMED, "This is a version of HTTP that is not spoken here.");
        byte[] problem = Problem.json(refusal);
        String head = "HTTP/1.1 400 Bad Request\r\nContent-Type: " + Problem.MEDIA_TYPE + "\r\nContent-Length: "
                + problem.length + "\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff"
                + "\r\nConnection: close\r\n\r\n";
        connection
                .channelHandlerContext()
                .pipeline()
                .context(Http1Wire.ENCODER)
                .writeAndFlush(Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.ISO_8859_1), problem))
                .addListener(ChannelFutureListener.CLOSE);
    }

    private Wire wire(HttpServerConnection connection) {
        if (connection instanceof Http1xServerConnection) {
            return Http1Wire.install(connection, limits, deadlines, belowEncoder);
        }
        Http1Wire.remove(connection);
        return Http2Wire.install(connection, limits, deadlines);
    }

    private void handle(HttpServerRequest request, Wire wire, Client connected) {
        if (!wire.began(request)) {
            return;
        }
        Client sender = connected.proxied() ? forwarded(request, connected) : connected;
        if (isAmbiguous(request)) {
            dispatcher.refuse(
                    request,
                    wire,
                    sender,
                    new HubException(ErrorCode.MALFORMED, "Where the request ends isn't told clearly."));
        } else {
            dispatcher.handle(request, wire, sender);
        }
    }

    /** Who sent a request that came over the connection of a trusted proxy. */
    private Client forwarded(HttpServerRequest request, Client proxy) {
        String address = proxies.client(proxy.address(), request.headers());
        Boolean secure = Proxies.secure(request.headers());
        return new Client(
                address,
                secure == null ? proxy.secure() : secure,
                true,
                proxy.multiplexed(),
                visitors.address(address, limits.clients()));
    }

    /**
     * Whether another program on the way may have seen another end of the request (RFC 9112 §6.3, §11.2): what the decoder
     * lets pass, but for us one Content-Length or one plain Transfer-Encoding is the measure.
     */
    private static boolean isAmbiguous(HttpServerRequest request) {
        MultiMap headers = request.headers();
        List<String> encodings = headers.getAll(HttpHeaders.TRANSFER_ENCODING);
        List<String> lengths = headers.getAll(HttpHeaders.CONTENT_LENGTH);
        return encodings.size() + lengths.size() > 1
                || (!encodings.isEmpty() && !encodings.get(0).equalsIgnoreCase("chunked"))
                || headers.contains("");
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
