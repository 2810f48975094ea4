package dev.tidings.socket.engineio;

import dev.tidings.hub.HubPort;
import dev.tidings.hub.Loop;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.socket.FrameLimits;
import dev.tidings.socket.Line;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Engine.IO sessions of one event loop, and what they share. Owned by that loop. One timer looks after all of them, and
 * runs while there is any.
 */
final class LoopEngines {

    private static final Logger LOG = LoggerFactory.getLogger(LoopEngines.class);

    private final EngineService service;
    private final HubPort port;
    private final Line.Acceptor acceptor;
    private final Map<String, EngineSession> sessions = new HashMap<>();
    private Loop.@Nullable Timer timer;

    LoopEngines(EngineService service, HubPort port) {
        this.service = service;
        this.port = port;
        this.acceptor = service.acceptor(port);
    }

    HubPort port() {
        return port;
    }

    Line.Acceptor acceptor() {
        return acceptor;
    }

    EngineSettings settings() {
        return service.settings();
    }

    FrameLimits frameLimits() {
        return service.frameLimits();
    }

    EngineCounters counters() {
        return service.counters();
    }

    long nowMillis() {
        return port.loop().monotonicMillis();
    }

    /** Under which name a session's requests find it from other loops and nodes. */
    String offerName(String sid) {
        return "engineio" + service.path() + '/' + sid;
    }

    /** The node that a session's name tells; empty when it tells none. */
    static String nodeOf(String sid) {
        return sid.substring(0, Math.max(0, sid.indexOf('.')));
    }

    /** How messages of each format look as packets. */
    PacketFormats formats() {
        return service.formats();
    }

    /** @throws HubException {@code overloaded} when there can't be one session more */
    void requireRoom() {
        if (sessions.size() >= settings().maxSessions()) {
            throw new HubException(ErrorCode.OVERLOADED, "There are too many sessions on this node.");
        }
    }

    /** Opens a session, which is begun at once. */
    EngineSession open(String subject) {
        EngineSession session = new EngineSession(this, service.sid(port.node()), subject);
        sessions.put(session.sid(), session);
        port.offer(offerName(session.sid()), new PipedRequests(session, port.loop()))
                .ifPresent(session::offered);
        counters().countOpened();
        if (timer == null) {
            timer = port.loop().schedule(settings().tickMillis(), this::tick);
        }
        return session;
    }

    /** The session of that name on this loop; null when there is none. */
    @Nullable
    EngineSession find(String sid) {
        return sessions.get(sid);
    }

    void ended(EngineSession session) {
        sessions.remove(session.sid());
        counters().countEnded();
        if (sessions.isEmpty() && timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** The first packet of a session. */
    Outgoing greeting(String sid, boolean mayUpgrade) {
        EngineSettings settings = settings();
        String text = "0{\"sid\":\"" + sid + "\",\"upgrades\":[" + (mayUpgrade ? "\"websocket\"" : "")
                + "],\"pingInterval\":" + settings.pingIntervalMillis()
                + ",\"pingTimeout\":" + settings.pingTimeoutMillis()
                + ",\"maxPayload\":" + settings.maxPayloadBytes() + "}";
        return new Outgoing(false, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Says what nobody expected. */
    void report(Throwable cause) {
        LOG.error("a session of Engine.IO failed", cause);
    }

    private void tick() {
        timer = null;
        long now = nowMillis();
        for (EngineSession session : List.copyOf(sessions.values())) {
            try {
                session.look(now);
            } catch (RuntimeException e) {
                fail(session, e);
            }
        }
        if (!sessions.isEmpty() && timer == null) {
            timer = port.loop().schedule(settings().tickMillis(), this::tick);
        }
    }

    /** One that fails ends, and keeps no other from its turn. */
    private void fail(EngineSession session, RuntimeException cause) {
        try {
            session.failed(cause);
        } catch (RuntimeException e) {
            report(e);
        }
    }
}
