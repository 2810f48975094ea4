package dev.tidings.socket.sockjs;

import dev.tidings.edge.Exchange;
import dev.tidings.hub.HubPort;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import java.util.function.Function;

/**
 * Leads requests to their sessions: on this event loop, on another of this node, or on another node. Owned by its event loop.
 * The border was passed where the request came in; whose session it is, is for its owner to know.
 */
final class SockJsRequests {

    private final LoopSessions sessions;
    private final HubPort port;

    SockJsRequests(LoopSessions sessions, HubPort port) {
        this.sessions = sessions;
        this.port = port;
    }

    /** A request waits for messages; where nobody knows the session, it begins one. */
    void receive(Exchange exchange, Transport transport, String id, String callback) {
        if (!receiveHere(exchange, transport, id, callback)) {
            receiveElsewhere(exchange, transport, id, callback, true);
        }
    }

    /** A request brought messages. */
    void send(Exchange exchange, String id, byte[] body, SockJsSession.Sender sender) {
        String subject = exchange.identity().subject();
        SockJsSession known = sessions.get(id);
        if (known == null) {
            byte[] head = new RequestHead(RequestHead.Purpose.SEND, subject).bytes();
            port.connect("", sessions.name(id), head, new SentElsewhere(exchange, sender))
                    .onSuccess(pipe -> pipe.send(body))
                    .onFailure(cause -> refused(exchange, sender, cause));
        } else if (known.belongsTo(subject)) {
            known.take(SentMessages.parse(body, sessions.settings().maxMessageBytes()), sender);
        } else {
            sender.unknown();
        }
    }

    private static void refused(Exchange exchange, SockJsSession.Sender sender, Throwable cause) {
        if (is(cause, ErrorCode.NOT_FOUND) || is(cause, ErrorCode.FORBIDDEN)) {
            sender.unknown();
        } else {
            exchange.fail(cause);
        }
    }

    private boolean receiveHere(Exchange exchange, Transport transport, String id, String callback) {
        SockJsSession known = sessions.get(id);
        if (known == null) {
            return false;
        }
        if (known.belongsTo(exchange.identity().subject())) {
            attach(known, exchange, transport, callback);
        } else {
            exchange.fail(unknown());
        }
        return true;
    }

    private void receiveElsewhere(Exchange exchange, Transport transport, String id, String callback, boolean mayOpen) {
        RequestHead.Purpose purpose = transport.isStreaming() ? RequestHead.Purpose.STREAM : RequestHead.Purpose.POLL;
        byte[] head = new RequestHead(purpose, exchange.identity().subject()).bytes();
        Function<LocalReceiver.Listener, LocalReceiver> answer =
                listener -> LocalReceiver.of(exchange, transport, callback, Integer.MAX_VALUE, listener);
        PipedAnswer piped = new PipedAnswer();
        port.connect("", sessions.name(id), head, piped)
                .onSuccess(pipe -> piped.begin(pipe, answer))
                .onFailure(cause -> {
                    if (mayOpen && is(cause, ErrorCode.NOT_FOUND)) {
                        open(exchange, transport, id, callback);
                    } else {
                        exchange.fail(is(cause, ErrorCode.FORBIDDEN) ? unknown() : cause);
                    }
                });
    }

    /** Begins a session, unless another request did meanwhile: then this one is led there. */
    private void open(Exchange exchange, Transport transport, String id, String callback) {
        if (exchange.response().closed() || receiveHere(exchange, transport, id, callback)) {
            return;
        }
        SockJsSession session = sessions.open(id, exchange.identity(), exchange.allowance());
        if (session == null) {
            receiveElsewhere(exchange, transport, id, callback, false);
        } else {
            attach(session, exchange, transport, callback);
        }
    }

    private void attach(SockJsSession session, Exchange exchange, Transport transport, String callback) {
        Attached.to(session, exchange, transport, callback, sessions.settings().responseBytes());
    }

    private static HubException unknown() {
        return new HubException(ErrorCode.NOT_FOUND, "There is no such session.");
    }

    private static boolean is(Throwable cause, ErrorCode code) {
        return cause instanceof HubException refusal && refusal.code() == code;
    }
}
