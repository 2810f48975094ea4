package dev.tidings.socket.engineio;

import dev.tidings.hub.Loop;
import dev.tidings.model.Disconnect;
import dev.tidings.model.HubException;
import dev.tidings.socket.Line;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket of a session: its only way, or one that a session which polls may go over to, once it has proved that it
 * works (Engine.IO 4, "Upgrade"). Owned by the session's event loop.
 */
final class EngineSocket implements Line.Owner {

    /** How long a poll waits that comes while the client is about to come over. */
    private static final int POLL_MILLIS = 100;

    private static final byte[] PROBE = {'p', 'r', 'o', 'b', 'e'};
    private static final byte[] PROBED = {'3', 'p', 'r', 'o', 'b', 'e'};

    private final EngineSession session;
    private final Loop loop;
    private final Line line;
    private final long untilMillis;
    private State state;

    /** Whether a poll came since this WebSocket is there. */
    private boolean polled;

    /** Ends a poll that came too late. */
    private Loop.@Nullable Timer timer;

    private enum State {
        /** Nothing came yet. */
        NEW,
        /** The probe was answered. */
        PROBED,
        /** It is the session's way. */
        IN_USE
    }

    private EngineSocket(EngineSession session, Loop loop, Line line, State state, long untilMillis) {
        this.session = session;
        this.loop = loop;
        this.line = line;
        this.state = state;
        this.untilMillis = untilMillis;
    }

    /** The only way of a session. */
    static EngineSocket inUse(EngineSession session, Loop loop, Line line) {
        return new EngineSocket(session, loop, line, State.IN_USE, Long.MAX_VALUE);
    }

    /** One that a session may go over to, until then by its loop's clock. */
    static EngineSocket offered(EngineSession session, Loop loop, Line line, long untilMillis) {
        return new EngineSocket(session, loop, line, State.NEW, untilMillis);
    }

    Line line() {
        return line;
    }

    /** Whether its client should have come over by now. */
    boolean isLate(long nowMillis) {
        return nowMillis >= untilMillis;
    }

    /**
     * A poll came, which holds up a client that is about to come over. It ends soon, but not at once: a client may say that
     * it comes over, poll, and be heard in the other order, since these are two connections.
     */
    void polled() {
        polled = true;
        if (state == State.PROBED) {
            endPollSoon();
        }
    }

    @Override
    public void alive() {}

    @Override
    public void message(boolean text, byte[] payload) {
        try {
            Packet packet = text ? Packet.parse(payload, 0, payload.length) : Packet.binary(payload);
            if (state == State.IN_USE) {
                session.packet(packet);
            } else {
                probe(packet);
            }
        } catch (HubException e) {
            line.close(Disconnect.BAD_REQUEST.code(), e.detail());
        } catch (RuntimeException e) {
            session.failed(e);
        }
    }

    @Override
    public boolean ping() {
        return session.answersPing();
    }

    @Override
    public void writable() {
        session.writable(this);
    }

    @Override
    public void gone() {
        cancelTimer();
        session.gone(this);
    }

    private void probe(Packet packet) {
        if (packet.type() == Packet.Type.PING && Arrays.equals(packet.data(), PROBE)) {
            if (session.answersPing()) {
                state = State.PROBED;
                line.write(PROBED);
                if (polled) {
                    endPollSoon();
                } else {
                    session.probed();
                }
            }
        } else if (packet.type() == Packet.Type.UPGRADE && state == State.PROBED) {
            state = State.IN_USE;
            cancelTimer();
            session.upgraded(this);
        } else {
            throw Packet.malformed("A WebSocket of a session that polls begins with a probe.");
        }
    }

    private void endPollSoon() {
        if (timer == null) {
            timer = loop.schedule(POLL_MILLIS, () -> {
                timer = null;
                session.probed();
            });
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
