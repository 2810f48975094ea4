package dev.tidings.socket.sockjs;

import dev.tidings.edge.Allowance;
import dev.tidings.edge.Identity;
import dev.tidings.hub.HubPort;
import dev.tidings.hub.Loop;
import dev.tidings.hub.Pipe;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.socket.Line;
import dev.tidings.socket.MessageFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one endpoint on one event loop whose messages go in requests. Owned by that loop. One timer looks after all of
 * them, and runs while there is any.
 */
final class LoopSessions {

    private static final int MAX_TICK_MILLIS = 1_000;
    private static final int TICKS_A_WAIT = 4;

    private final SockJsService service;
    private final HubPort port;
    private final Line.Acceptor acceptor;
    private final int tickMillis;
    private final Map<String, SockJsSession> byId = new HashMap<>();
    private Loop.@Nullable Timer timer;

    LoopSessions(SockJsService service, HubPort port, Line.Acceptor acceptor) {
        this.service = service;
        this.port = port;
        this.acceptor = acceptor;
        int shortest = Math.min(settings().heartbeatMillis(), settings().disconnectMillis());
        this.tickMillis = Math.max(1, Math.min(MAX_TICK_MILLIS, shortest / TICKS_A_WAIT));
    }

    SockJsSettings settings() {
        return service.settings();
    }

    QuotedFormat quoted(MessageFormat format) {
        return service.quoted(format);
    }

    Line.Acceptor acceptor() {
        return acceptor;
    }

    long nowMillis() {
        return port.loop().monotonicMillis();
    }

    void execute(Runnable task) {
        port.loop().execute(task);
    }

    /** The session of that name; null when there is none on this loop. */
    @Nullable
    SockJsSession get(String id) {
        return byId.get(id);
    }

    /** Under which name the loops and nodes know a session. */
    String name(String id) {
        return "sockjs" + settings().prefix() + "/" + id;
    }

    /** Opens a session; null when another loop of this node was quicker. */
    @Nullable
    SockJsSession open(String id, Identity identity, Allowance allowance) {
        Pipe.Offer offer =
                port.offer(name(id), (pipe, head) -> passedOn(id, pipe, head)).orElse(null);
        // a node that is going down offers nothing, and tells those who come to go elsewhere
        if (offer == null && !port.isDraining()) {
            return null;
        }
        SockJsSession session = new SockJsSession(this, id, offer, identity, allowance);
        byId.put(id, session);
        if (timer == null) {
            timer = port.loop().schedule(tickMillis, this::tick);
        }
        return session;
    }

    /** A request came to another loop, where the border was passed; here it shows whether the session is its subject's. */
    private Pipe.Receiver passedOn(String id, Pipe pipe, byte[] bytes) {
        RequestHead head = RequestHead.read(bytes);
        SockJsSession session = byId.get(id);
        if (session == null) {
            throw new HubException(ErrorCode.NOT_FOUND, "There is no such session.");
        }
        if (!session.belongsTo(head.subject())) {
            throw new HubException(ErrorCode.FORBIDDEN, "The session is another subject's.");
        }
        if (head.purpose() == RequestHead.Purpose.SEND) {
            return SentElsewhere.taking(pipe, session, head.mark(), settings().maxMessageBytes());
        }
        boolean streaming = head.purpose() != RequestHead.Purpose.POLL;
        PipeReceiver receiver =
                new PipeReceiver(pipe, session, streaming, settings().answerBytes(head.purpose()));
        session.attach(receiver, head.mark());
        return receiver;
    }

    void remove(SockJsSession session) {
        byId.remove(session.id(), session);
        if (byId.isEmpty() && timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void tick() {
        timer = null;
        long now = nowMillis();
        for (SockJsSession session : List.copyOf(byId.values())) {
            session.look(now);
        }
        if (!byId.isEmpty() && timer == null) {
            timer = port.loop().schedule(tickMillis, this::tick);
        }
    }
}
