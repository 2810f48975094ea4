package dev.tidings.socket.engineio;

import dev.tidings.edge.Allowance;
import dev.tidings.edge.Exchange;
import dev.tidings.edge.Identity;
import dev.tidings.hub.Pipe;
import dev.tidings.model.HubException;
import dev.tidings.socket.Handshake;
import dev.tidings.socket.Line;
import dev.tidings.socket.engineio.PipedRequest.Kind;
import io.vertx.core.Future;
import java.util.function.Function;

/**
 * Hands requests to their sessions: those of this loop directly, others through a pipe to the loop or the node that the
 * session's name tells. Owned by its event loop.
 */
final class EngineRequests {

    private static final byte[] NO_REASON = {};
    private static final int MAX_MARK_LENGTH = 64;

    private final LoopEngines engines;

    EngineRequests(LoopEngines engines) {
        this.engines = engines;
    }

    /** Opens a session that polls. */
    void openPolling(Exchange exchange) {
        engines.requireRoom();
        EngineSession session = engines.open(exchange.identity().subject());
        session.begin(answerOfPoll(exchange, session), owner(exchange));
    }

    /** Opens a session on a WebSocket. */
    void openSocket(Exchange exchange) {
        engines.requireRoom();
        String subject = exchange.identity().subject();
        Function<Line, Line.Owner> owner = owner(exchange);
        exchange.upgrade(Handshake.PROTOCOL, duplex -> engines.open(subject).begin(duplex, owner));
    }

    /** Waits for packets. */
    void poll(String sid, Exchange exchange) {
        EngineSession session = engines.find(sid);
        if (session == null) {
            RequestRelay relay = new RequestRelay(exchange);
            connect(sid, Kind.POLL, exchange, relay).onSuccess(relay::found);
        } else if (isOwn(session, exchange)) {
            session.poll(mark(exchange), answerOfPoll(exchange, session));
        }
    }

    /** Brings packets. */
    void post(String sid, Exchange exchange) {
        EngineSession session = engines.find(sid);
        if (session == null) {
            connect(sid, Kind.POST, exchange, new RequestRelay(exchange)).onSuccess(pipe -> pipe.send(exchange.body()));
        } else if (isOwn(session, exchange)) {
            session.post(mark(exchange), exchange.body(), new ExchangeAnswer(exchange));
        }
    }

    /** Offers a WebSocket to a session that polls. */
    void upgrade(String sid, Exchange exchange) {
        EngineSession session = engines.find(sid);
        if (session == null) {
            SocketRelay relay = new SocketRelay(engines.port().loop());
            connect(sid, Kind.UPGRADE, exchange, relay).onSuccess(pipe -> upgrade(exchange, relay, pipe));
        } else if (isOwn(session, exchange)) {
            EngineRefusal refusal = session.upgradeRefusal();
            if (refusal == null) {
                exchange.upgrade(Handshake.PROTOCOL, session::upgrade);
            } else {
                refuse(exchange, refusal);
            }
        }
    }

    private static void upgrade(Exchange exchange, SocketRelay relay, Pipe pipe) {
        try {
            exchange.upgrade(Handshake.PROTOCOL, duplex -> relay.relay(pipe, duplex));
        } catch (HubException e) {
            pipe.close(NO_REASON);
            exchange.fail(e);
        }
    }

    /** Finds the session elsewhere; answers the request when that fails. */
    private Future<Pipe> connect(String sid, Kind kind, Exchange exchange, Pipe.Receiver receiver) {
        String node = LoopEngines.nodeOf(sid);
        if (node.isEmpty()) {
            refuse(exchange, EngineRefusal.UNKNOWN_SESSION);
            return Future.failedFuture(EngineRefusal.UNKNOWN_SESSION.toException());
        }
        byte[] head = new PipedRequest(kind, mark(exchange), exchange.identity().subject()).toBytes();
        return engines.port()
                .connect(node, engines.offerName(sid), head, receiver)
                .onFailure(cause -> {
                    EngineRefusal refusal = EngineRefusal.of(cause);
                    if (refusal == null) {
                        exchange.fail(cause);
                    } else {
                        refuse(exchange, refusal);
                    }
                });
    }

    /** What the client wrote into the request's address to tell it from all others; empty when nothing that can be kept. */
    private static String mark(Exchange exchange) {
        String mark = exchange.query("t");
        return mark == null || mark.length() > MAX_MARK_LENGTH || mark.indexOf('\n') >= 0 ? "" : mark;
    }

    private static Answer answerOfPoll(Exchange exchange, EngineSession session) {
        ExchangeAnswer answer = new ExchangeAnswer(exchange);
        answer.onGone(() -> session.gone(answer));
        return answer;
    }

    private Function<Line, Line.Owner> owner(Exchange exchange) {
        Identity identity = exchange.identity();
        Allowance allowance = exchange.allowance();
        return line -> engines.acceptor().open(line, identity, allowance);
    }

    /** Whether the session belongs to who asks; who asks for another's is refused here. */
    private static boolean isOwn(EngineSession session, Exchange exchange) {
        boolean own = session.subject().equals(exchange.identity().subject());
        if (!own) {
            refuse(exchange, EngineRefusal.FORBIDDEN);
        }
        return own;
    }

    private static void refuse(Exchange exchange, EngineRefusal refusal) {
        new ExchangeAnswer(exchange).refuse(refusal);
    }
}
