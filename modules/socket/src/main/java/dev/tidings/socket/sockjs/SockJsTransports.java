package dev.tidings.socket.sockjs;

import dev.tidings.edge.Allowance;
import dev.tidings.edge.Exchange;
import dev.tidings.edge.Identity;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.socket.Handshake;
import dev.tidings.socket.WebSocket;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The requests of sessions, as each transport makes them. Owned by its event loop. */
final class SockJsTransports {

    private static final String SOCKET = "websocket";
    private static final String SEND = "xhr_send";
    private static final String SEND_FORM = "jsonp_send";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String GET_METHODS = "OPTIONS, GET";
    private static final String POST_METHODS = "OPTIONS, POST";
    private static final int MAX_ID_LENGTH = 128;

    /** What the public suite's clients speak; the frames are alike. */
    private static final Set<String> OLD_VERSIONS = Set.of("7", "8", "13");

    private final SockJsService service;
    private final SockJsSettings settings;
    private final LoopSessions sessions;
    private final SockJsRequests requests;
    private final SockJsHeaders headers;

    SockJsTransports(SockJsService service, LoopSessions sessions, SockJsRequests requests, SockJsHeaders headers) {
        this.service = service;
        this.settings = service.settings();
        this.sessions = sessions;
        this.requests = requests;
        this.headers = headers;
    }

    void get(Exchange exchange) {
        String word = word(exchange);
        Transport transport = transport(word);
        if (exchange.request().method().equals(HttpMethod.HEAD)) {
            notAllowed(exchange, transport == null || !transport.isPost() ? GET_METHODS : POST_METHODS);
        } else if (word.equals(SOCKET) && settings.webSocket()) {
            socket(exchange);
        } else if (word.equals(SEND) || word.equals(SEND_FORM) || (transport != null && transport.isPost())) {
            notAllowed(exchange, POST_METHODS);
        } else if (transport != null) {
            receive(exchange, transport);
        } else {
            throw nothing();
        }
    }

    void post(Exchange exchange) {
        String word = word(exchange);
        Transport transport = transport(word);
        if (word.equals(SEND) || word.equals(SEND_FORM)) {
            send(exchange, word.equals(SEND_FORM));
        } else if (transport != null && transport.isPost()) {
            receive(exchange, transport);
        } else if (transport != null || (word.equals(SOCKET) && settings.webSocket())) {
            notAllowed(exchange, GET_METHODS);
        } else {
            throw nothing();
        }
    }

    void options(Exchange exchange) {
        String word = word(exchange);
        Transport transport = transport(word);
        boolean post = word.equals(SEND) || word.equals(SEND_FORM) || (transport != null && transport.isPost());
        if (!post && transport == null && !(word.equals(SOCKET) && settings.webSocket())) {
            throw nothing();
        }
        headers.methods(exchange, post ? POST_METHODS : GET_METHODS);
    }

    /** The service over a WebSocket without frames of SockJS. */
    void bareSocket(Exchange exchange) {
        Identity identity = exchange.identity();
        Allowance allowance = exchange.allowance();
        shake(exchange);
        exchange.upgrade(
                Handshake.PROTOCOL,
                duplex -> WebSocket.open(
                        duplex, service.bare(), line -> sessions.acceptor().open(line, identity, allowance)));
    }

    private void socket(Exchange exchange) {
        if (!exchange.asksFor(Handshake.PROTOCOL)) {
            boolean named = Handshake.PROTOCOL.equalsIgnoreCase(exchange.header("Upgrade"));
            String text = named ? "\"Connection\" must be \"Upgrade\"." : "Can \"Upgrade\" only to \"WebSocket\".";
            exchange.respond(400, SockJsHeaders.PLAIN, text.getBytes(StandardCharsets.US_ASCII));
            return;
        }
        Identity identity = exchange.identity();
        Allowance allowance = exchange.allowance();
        shake(exchange);
        exchange.upgrade(
                Handshake.PROTOCOL,
                duplex -> WebSocket.open(
                        duplex, service.framed(), socket -> SockJsSocket.open(sessions, socket, identity, allowance)));
    }

    private void shake(Exchange exchange) {
        if (settings.conformance()) {
            Handshake.check(exchange, null, OLD_VERSIONS);
        } else {
            Handshake.check(exchange, null);
        }
    }

    private void receive(Exchange exchange, Transport transport) {
        headers.session(exchange);
        String callback = "";
        if (transport.hasCallback()) {
            callback = callback(exchange);
            if (callback.isEmpty()) {
                fault(exchange, "\"callback\" parameter required");
                return;
            }
            if (!Transport.isCallback(callback)) {
                fault(exchange, "invalid \"callback\" parameter");
                return;
            }
            refuseForeignScript(exchange);
        }
        requests.receive(exchange, transport, exchange.path("session"), callback);
    }

    private static String callback(Exchange exchange) {
        String name = exchange.query("c");
        String chosen = name == null ? exchange.query("callback") : name;
        return chosen == null ? "" : chosen;
    }

    /**
     * A script is asked for without an Origin, and what it calls is anybody's: so a page of another site may not ask, even where
     * nobody needs a credential.
     */
    private void refuseForeignScript(Exchange exchange) {
        String site = exchange.header("Sec-Fetch-Site");
        if (!settings.conformance() && site != null && !site.equals("same-origin") && !site.equals("none")) {
            throw new HubException(ErrorCode.ORIGIN_REFUSED, "A page of another site asked for this as a script.");
        }
    }

    private void send(Exchange exchange, boolean form) {
        headers.session(exchange);
        byte[] body = exchange.body();
        boolean encoded = form && exchange.mediaType().equals(FORM);
        byte[] payload = encoded ? field(body) : body;
        if (payload.length == 0) {
            fault(exchange, "Payload expected.");
            return;
        }
        try {
            SentMessages.parse(payload, settings.maxMessageBytes());
        } catch (HubException e) {
            if (e.code() == ErrorCode.TOO_LARGE) {
                throw e;
            }
            fault(exchange, "Broken JSON encoding.");
            return;
        }
        requests.send(exchange, exchange.path("session"), payload, new Answer(exchange, form));
    }

    /** The field {@code d} of a form. */
    private static byte[] field(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        List<String> values;
        try {
            values = new QueryStringDecoder(text, StandardCharsets.UTF_8, false, 16)
                    .parameters()
                    .get("d");
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
        return values == null ? new byte[0] : values.get(0).getBytes(StandardCharsets.UTF_8);
    }

    /** Answers who brought messages. Owned by the request's event loop. */
    private record Answer(Exchange exchange, boolean form) implements SockJsSession.Sender {

        @Override
        public void taken() {
            if (form) {
                // an old browser does strange things with 204
                exchange.respond(200, SockJsHeaders.PLAIN, new byte[] {'o', 'k'});
            } else {
                exchange.set("Content-Type", SockJsHeaders.PLAIN);
                exchange.respond(204);
            }
        }

        @Override
        public void unknown() {
            exchange.fail(new HubException(ErrorCode.NOT_FOUND, "There is no such session."));
        }

        @Override
        public void refused() {
            exchange.fail(new HubException(ErrorCode.TOO_MANY_REQUESTS, "Too many of the session's requests wait.")
                    .withRetryAfterMillis(1_000));
        }
    }

    private static void fault(Exchange exchange, String text) {
        exchange.respond(500, SockJsHeaders.PLAIN, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void notAllowed(Exchange exchange, String methods) {
        exchange.set("Allow", methods);
        exchange.respond(405);
    }

    /** The last part of the path, of a session whose name may be one. */
    private static String word(Exchange exchange) {
        if (!isName(exchange.path("server")) || !isName(exchange.path("session"))) {
            throw nothing();
        }
        return exchange.path("transport");
    }

    private @Nullable Transport transport(String word) {
        Transport transport = Transport.of(word);
        return transport == Transport.HTMLFILE && !settings.frames() ? null : transport;
    }

    private static boolean isName(String text) {
        return !text.isEmpty() && text.length() <= MAX_ID_LENGTH && text.indexOf('.') < 0;
    }

    private static HubException nothing() {
        return new HubException(ErrorCode.NOT_FOUND, "There is nothing at this path.");
    }
}
