package dev.tidings.socket.engineio;

import dev.tidings.model.Disconnect;
import dev.tidings.model.HubException;
import dev.tidings.socket.Line;
import java.util.Arrays;

/**
 * One WebSocket of a session: its only way, or one that a session which polls may go over to, once it has proved that it
 * works (Engine.IO 4, "Upgrade"). Owned by the session's event loop.
 */
final class EngineSocket implements Line.Owner {

    private static final byte[] PROBE = {'p', 'r', 'o', 'b', 'e'};
    private static final byte[] PROBED = {'3', 'p', 'r', 'o', 'b', 'e'};

    private final EngineSession session;
    private final Line line;
    private final long untilMillis;
    private State state;

    private enum State {
        /** Nothing came yet. */
        NEW,
        /** The probe was answered. */
        PROBED,
        /** It is the session's way. */
        IN_USE
    }

    private EngineSocket(EngineSession session, Line line, State state, long untilMillis) {
        this.session = session;
        this.line = line;
        this.state = state;
        this.untilMillis = untilMillis;
    }

    /** The only way of a session. */
    static EngineSocket inUse(EngineSession session, Line line) {
        return new EngineSocket(session, line, State.IN_USE, Long.MAX_VALUE);
    }

    /** One that a session may go over to, until then by its loop's clock. */
    static EngineSocket offered(EngineSession session, Line line, long untilMillis) {
        return new EngineSocket(session, line, State.NEW, untilMillis);
    }

    Line line() {
        return line;
    }

    /** Whether its client should have come over by now. */
    boolean isLate(long nowMillis) {
        return nowMillis >= untilMillis;
    }

    /** Whether the client only has to say that it comes over. */
    boolean isProbed() {
        return state == State.PROBED;
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
        }
    }

    @Override
    public boolean ping() {
        return state != State.IN_USE || session.answersPing();
    }

    @Override
    public void writable() {
        session.writable(this);
    }

    @Override
    public void gone() {
        session.gone(this);
    }

    private void probe(Packet packet) {
        if (packet.type() == Packet.Type.PING && Arrays.equals(packet.data(), PROBE)) {
            state = State.PROBED;
            line.write(PROBED);
            session.probed();
        } else if (packet.type() == Packet.Type.UPGRADE && state == State.PROBED) {
            state = State.IN_USE;
            session.upgraded(this);
        } else {
            throw Packet.malformed("A WebSocket of a session that polls begins with a probe.");
        }
    }
}
