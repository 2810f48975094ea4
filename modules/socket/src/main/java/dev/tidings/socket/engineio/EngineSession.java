package dev.tidings.socket.engineio;

import dev.tidings.edge.Duplex;
import dev.tidings.hub.Pipe;
import dev.tidings.model.Disconnect;
import dev.tidings.model.HubException;
import dev.tidings.socket.Line;
import dev.tidings.socket.WebSocket;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One Engine.IO session (revision 4): a line over HTTP long polling, over a WebSocket, or over the one and then the other.
 * Owned by its event loop, whichever loop its requests come in on.
 *
 * <p>A client that goes over to a WebSocket first ends its poll and its request under way; what is queued then goes out over
 * the WebSocket, in the order in which it was written.
 */
final class EngineSession {

    private static final int NORMAL_CLOSE = 1000;

    private final LoopEngines engines;
    private final String sid;
    private final String subject;
    private final Heartbeat heartbeat;
    private @Nullable Way way;
    private Line.@Nullable Owner owner;
    private @Nullable EngineLine line;
    private Pipe.@Nullable Offer offer;
    private State state = State.OPEN;

    /** Its way while it polls. */
    private @Nullable PollingWay polling;

    /** Its WebSocket when that is its way. */
    private @Nullable EngineSocket socket;

    /** A WebSocket that it may go over to. */
    private @Nullable EngineSocket candidate;

    /** Why it was closed, and until when the last words wait for a poll. */
    private int closeCode;

    private String closeReason = "";
    private long closedUntilMillis;

    private enum State {
        OPEN,
        /** Its owner has closed it; the last words wait. */
        CLOSED,
        GONE
    }

    /** @param subject whose it is: nobody else's requests are for it */
    EngineSession(LoopEngines engines, String sid, String subject) {
        this.engines = engines;
        this.sid = sid;
        this.subject = subject;
        this.heartbeat = new Heartbeat(engines.settings(), engines.nowMillis());
    }

    String sid() {
        return sid;
    }

    String subject() {
        return subject;
    }

    /** Requests that came in elsewhere find it until its end. */
    void offered(Pipe.Offer as) {
        offer = as;
    }

    /** Begins with the poll that asked for it; the answer says too what its owner says at once. */
    void begin(Answer poll, Function<? super Line, ? extends Line.Owner> opened) {
        PollingWay first = new PollingWay(this);
        polling = first;
        first.send(engines.greeting(sid, true));
        begin(first, opened);
        first.poll(poll);
        endIfSaid();
    }

    /** Begins on a WebSocket. */
    Duplex.Receiver begin(Duplex duplex, Function<? super Line, ? extends Line.Owner> opened) {
        return WebSocket.open(duplex, engines.frameLimits(), bare -> {
            EngineSocket only = EngineSocket.inUse(this, engines.port().loop(), bare);
            socket = only;
            Way first = new SocketWay(bare);
            first.send(engines.greeting(sid, false));
            begin(first, opened);
            return only;
        });
    }

    private void begin(Way first, Function<? super Line, ? extends Line.Owner> opened) {
        way = first;
        EngineLine begun = new EngineLine(this, engines.formats(), first);
        line = begun;
        try {
            owner = opened.apply(begun);
        } catch (RuntimeException e) {
            end();
            throw e;
        }
        if (state != State.OPEN) {
            tellOwner();
        }
    }

    /**
     * Keeps a poll until there is something to say.
     *
     * @param mark what its client tells it from all others by; empty when by nothing
     */
    void poll(String mark, Answer poll) {
        engines.counters().countRequest();
        PollingWay by = polling;
        if (isPastEnd() || (by != null && endsIf(by.isRepeatedPoll(mark)))) {
            poll.refuse(EngineRefusal.UNKNOWN_SESSION);
        } else if (by == null) {
            poll.refuse(EngineRefusal.BAD_REQUEST);
        } else if (by.isPolled()) {
            end(Packet.Type.CLOSE, Disconnect.BAD_REQUEST);
            poll.refuse(EngineRefusal.BAD_REQUEST);
        } else {
            by.poll(poll);
            if (candidate != null) {
                candidate.polled();
            }
            endIfSaid();
            if (line().isWritable()) {
                owner().writable();
            }
        }
    }

    /** The client of a poll is gone, and so is the session: nobody knows what it has missed. */
    void gone(Answer poll) {
        if (polling != null && polling.isPolled(poll)) {
            polling.forget();
            end(Packet.Type.NOOP, NORMAL_CLOSE, "");
        }
    }

    /**
     * Reads the packets of a body, which is not to be written to.
     *
     * @param mark as of a poll
     */
    void post(String mark, byte[] body, Answer answer) {
        engines.counters().countRequest();
        PollingWay by = polling;
        if (isPastEnd() || state != State.OPEN || (by != null && endsIf(by.isRepeatedPost(mark)))) {
            answer.refuse(EngineRefusal.UNKNOWN_SESSION);
        } else if (by == null) {
            answer.refuse(EngineRefusal.BAD_REQUEST);
        } else if (by.isPosted()) {
            end(Packet.Type.CLOSE, Disconnect.BAD_REQUEST);
            answer.refuse(EngineRefusal.BAD_REQUEST);
        } else {
            try {
                by.post(body, answer);
                line().flush();
            } catch (HubException e) {
                failed(e);
                answer.refuse(EngineRefusal.BAD_REQUEST);
            }
        }
    }

    /**
     * Ends it if a request is repeated, as browsers and proxies do by themselves when a connection breaks before the answer:
     * what the first answer said is lost, or the body is here twice, and the client knows nothing of it.
     */
    private boolean endsIf(boolean repeated) {
        if (repeated) {
            end(Packet.Type.CLOSE, Disconnect.BAD_REQUEST);
        }
        return repeated;
    }

    /** Why it can't go over to a WebSocket now; null when it can. */
    @Nullable
    EngineRefusal upgradeRefusal() {
        if (isPastEnd() || state != State.OPEN) {
            return EngineRefusal.UNKNOWN_SESSION;
        }
        return polling == null || candidate != null ? EngineRefusal.BAD_REQUEST : null;
    }

    /** Takes a WebSocket that it may go over to; only while there is no {@link #upgradeRefusal}. */
    Duplex.Receiver upgrade(Duplex duplex) {
        long until = engines.nowMillis() + engines.settings().upgradeMillis();
        return WebSocket.open(duplex, engines.frameLimits(), bare -> {
            EngineSocket offered = EngineSocket.offered(this, engines.port().loop(), bare, until);
            candidate = offered;
            return offered;
        });
    }

    /** The client has seen that its WebSocket works; it comes over when its poll is answered. */
    void probed() {
        if (polling != null) {
            polling.hurry();
        }
    }

    /** The client comes over. */
    void upgraded(EngineSocket over) {
        PollingWay before = Objects.requireNonNull(polling, "polls no more");
        Way next = new SocketWay(over.line());
        engines.counters().countUpgraded();
        candidate = null;
        polling = null;
        socket = over;
        way = next;
        line().over(next);
        before.leave(next);
        if (state == State.CLOSED) {
            next.close(closeCode, closeReason);
            end();
        } else if (state == State.OPEN) {
            next.read(line().isWanted());
            if (next.isWritable()) {
                owner().writable();
            }
        }
    }

    /** A WebSocket takes more. */
    void writable(EngineSocket which) {
        if (which == socket && state == State.OPEN) {
            owner().writable();
        }
    }

    /** A WebSocket is gone; if it was only tried, the session goes on polling. */
    void gone(EngineSocket which) {
        if (which == socket) {
            end();
        } else if (which == candidate) {
            candidate = null;
        }
    }

    /** Whether a ping of the WebSocket is answered. */
    boolean answersPing() {
        return state == State.OPEN && owner().ping();
    }

    /** @throws HubException {@code malformed} for a packet that no client sends */
    void packet(Packet packet) {
        if (state != State.OPEN) {
            return;
        }
        boolean owed = heartbeat.isAwaited();
        // who sends and never polls has not even seen the ping
        if (packet.type() == Packet.Type.PONG || polling == null || polling.isEmpty()) {
            heartbeat.heard();
        }
        owner().alive();
        switch (packet.type()) {
            case CLOSE -> end(Packet.Type.NOOP, NORMAL_CLOSE, "");
            case MESSAGE -> owner().message(!packet.binary(), packet.data());
            case PING -> throw Packet.malformed("It is the server that pings.");
            case PONG -> {
                if (!owed) {
                    owner().ping();
                }
            }
            // they say nothing, but must not come without end
            case OPEN, UPGRADE, NOOP -> owner().ping();
        }
    }

    /** What the client sent can't be taken, or met what nobody expected: then it may come back. */
    void failed(RuntimeException cause) {
        if (cause instanceof HubException) {
            end(Packet.Type.CLOSE, Disconnect.BAD_REQUEST);
        } else {
            engines.report(cause);
            end(Packet.Type.CLOSE, Disconnect.SERVER_ERROR);
        }
    }

    /** Time goes by. */
    void look(long nowMillis) {
        if (state == State.CLOSED && nowMillis >= closedUntilMillis) {
            end();
        }
        if (state != State.OPEN) {
            return;
        }
        if (candidate != null && candidate.isLate(nowMillis)) {
            dropCandidate();
        }
        if (!line().isWanted() || (socket != null && !way().isReading())) {
            heartbeat.unread(nowMillis);
        }
        switch (heartbeat.look(nowMillis)) {
            case PING -> {
                way().send(Outgoing.of(Packet.Type.PING));
                way().flush();
            }
            case END -> end(Packet.Type.CLOSE, Disconnect.NO_HEARTBEAT);
            case NOTHING -> {
                // it has time
            }
        }
    }

    /** Its owner has closed it. */
    void closed(int code, String reason) {
        state = State.CLOSED;
        closeCode = code;
        closeReason = reason;
        closedUntilMillis = engines.nowMillis() + engines.settings().closeMillis();
        tellOwner();
        if (way().close(code, reason)) {
            end();
        }
    }

    private void end(Packet.Type last, Disconnect why) {
        end(last, why.code(), why.reason());
    }

    private void end(Packet.Type last, int code, String reason) {
        way().end(last, code, reason);
        end();
    }

    /** Whether it has ended, as it does now when its client has owed a sign of life for too long. */
    private boolean isPastEnd() {
        if (state == State.OPEN && heartbeat.isOverdue(engines.nowMillis())) {
            end(Packet.Type.CLOSE, Disconnect.NO_HEARTBEAT);
        }
        return state == State.GONE;
    }

    /** Ends it if its last words were said. */
    private void endIfSaid() {
        if (state == State.CLOSED && polling != null && polling.isEmpty()) {
            end();
        }
    }

    private void dropCandidate() {
        EngineSocket dropped = candidate;
        candidate = null;
        if (dropped != null) {
            dropped.line().close(NORMAL_CLOSE, "");
        }
    }

    private void end() {
        if (state == State.GONE) {
            return;
        }
        boolean told = state == State.CLOSED;
        state = State.GONE;
        line().end();
        engines.ended(this);
        if (offer != null) {
            offer.close();
        }
        dropCandidate();
        if (!told) {
            tellOwner();
        }
    }

    /** Unless it is still being made; then that is told when it is. */
    private void tellOwner() {
        if (owner != null) {
            owner.gone();
        }
    }

    private Line.Owner owner() {
        return Objects.requireNonNull(owner, "not begun");
    }

    private EngineLine line() {
        return Objects.requireNonNull(line, "not begun");
    }

    private Way way() {
        return Objects.requireNonNull(way, "not begun");
    }
}
