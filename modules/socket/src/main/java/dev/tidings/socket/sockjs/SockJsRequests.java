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
        String mark = RequestMark.ofSending(exchange, body);
        SockJsSession known = sessions.get(id);
        if (known == null) {
            byte[] head = new RequestHead(RequestHead.Purpose.SEND, subject, mark).bytes();
            port.connect("", sessions.name(id), head, new SentElsewhere(exchange, sender))
                    .onSuccess(pipe -> pipe.send(body))
                    .onFailure(cause -> refused(exchange, sender, cause));
        } else if (known.belongsTo(subject)) {
            known.take(SentMessages.parse(body, sessions.settings().maxMessageBytes()), mark, sender);
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
        String mark = RequestMark.ofWaiting(exchange);
        byte[] head = new RequestHead(purpose(transport), exchange.identity().subject(), mark).bytes();
        Function<LocalReceiver.Listener, LocalReceiver> answer =
                listener -> LocalReceiver.of(exchange, transport, callback, Long.MAX_VALUE, listener);
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
        Attached.to(session, exchange, transport, callback, sessions.settings().answerBytes(purpose(transport)));
    }

    private RequestHead.Purpose purpose(Transport transport) {
        if (!transport.isStreaming()) {
            return RequestHead.Purpose.POLL;
        }
        boolean endless =
                transport == Transport.EVENTSOURCE && !sessions.settings().conformance();
        return endless ? RequestHead.Purpose.ENDLESS : RequestHead.Purpose.STREAM;
    }

    private static HubException unknown() {
        return new HubException(ErrorCode.NOT_FOUND, "There is no such session.");
    }

    private static boolean is(Throwable cause, ErrorCode code) {
        return cause instanceof HubException refusal && refusal.code() == code;
    }
}
