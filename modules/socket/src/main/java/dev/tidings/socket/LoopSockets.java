package dev.tidings.socket;

import dev.tidings.edge.Allowance;
import dev.tidings.edge.Identity;
import dev.tidings.hub.HubPort;
import dev.tidings.hub.Loop;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of one protocol on one event loop, and what they share. Owned by that loop. One timer looks after all of them,
 * and runs while there is any.
 */
public final class LoopSockets {

    private static final Logger LOG = LoggerFactory.getLogger(LoopSockets.class);
    private static final int MAX_TICK_MILLIS = 1_000;
    private static final int TICKS_A_WAIT = 4;

    private final SocketService service;
    private final HubPort port;
    private final int tickMillis;
    private final Set<SocketSession> open = new LinkedHashSet<>();
    private List<SocketSession> toFlush = new ArrayList<>();
    private List<SocketSession> flushing = new ArrayList<>();
    private Loop.@Nullable Timer timer;

    /** Those on the port's loop. */
    public LoopSockets(SocketService service, HubPort port) {
        this.service = service;
        this.port = port;
        int shortest = Math.min(settings().heartbeatMillis(), settings().answerMillis());
        this.tickMillis = Math.max(1, Math.min(MAX_TICK_MILLIS, shortest / TICKS_A_WAIT));
    }

    /** Greets the client of a new line in its dialect, or turns it away in words. */
    public SocketSession open(Dialect dialect, Line line, Identity identity, Allowance allowance) {
        SocketSession session = new SocketSession(this, dialect, line, identity, allowance);
        session.begin();
        return session;
    }

    /** The hub on this loop. */
    public HubPort port() {
        return port;
    }

    /** How sessions behave. */
    public SocketSettings settings() {
        return service.settings();
    }

    /** What a client may send in frames of a WebSocket. */
    public FrameLimits limits() {
        return service.limits();
    }

    /** What the sessions of the protocol did. */
    public SocketCounters counters() {
        return service.counters();
    }

    long retryMillis() {
        return service.retryMillis();
    }

    Future<Identity> check(String token) {
        return service.tokens().check(token);
    }

    /** Whether there are more than may be. */
    boolean isFull() {
        return open.size() > settings().maxSockets();
    }

    void opened(SocketSession session) {
        open.add(session);
        counters().countOpened();
        if (timer == null) {
            timer = port.loop().schedule(tickMillis, this::tick);
        }
    }

    void ended(SocketSession session) {
        open.remove(session);
        counters().countEnded();
        if (open.isEmpty() && timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** Flushes what a session wrote when this turn of the loop is over, once for all that it wrote. */
    void flushLater(SocketSession session) {
        toFlush.add(session);
        if (toFlush.size() == 1) {
            port.loop().execute(this::flushAll);
        }
    }

    /** What the client is told of a failure; one that nobody expected goes into the log. */
    public HubException refusal(Throwable cause) {
        if (cause instanceof HubException refusal) {
            return refusal;
        }
        LOG.error("a session failed", cause);
        return new HubException(ErrorCode.INTERNAL, "");
    }

    private void flushAll() {
        List<SocketSession> now = toFlush;
        toFlush = flushing;
        flushing = now;
        for (SocketSession session : now) {
            try {
                session.flushReplies();
            } catch (RuntimeException e) {
                fail(session, e);
            }
        }
        now.clear();
    }

    /** One that fails ends, and keeps no other from its turn. */
    private static void fail(SocketSession session, RuntimeException cause) {
        try {
            session.failed(cause);
        } catch (RuntimeException e) {
            LOG.error("a session failed once more at its end", e);
        }
    }

    private void tick() {
        timer = null;
        long now = port.loop().monotonicMillis();
        long wall = port.loop().wallMillis();
        List<SocketSession> due = new ArrayList<>();
        for (SocketSession session : open) {
            if (session.isDue(now, wall)) {
                due.add(session);
            }
        }
        for (SocketSession session : due) {
            try {
                session.look(now, wall);
            } catch (RuntimeException e) {
                fail(session, e);
            }
        }
        if (!open.isEmpty() && timer == null) {
            timer = port.loop().schedule(tickMillis, this::tick);
        }
    }
}
