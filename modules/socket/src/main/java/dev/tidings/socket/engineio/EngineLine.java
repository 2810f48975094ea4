package dev.tidings.socket.engineio;

import dev.tidings.hub.FrameBatch;
import dev.tidings.socket.Line;
import dev.tidings.socket.MessageFormat;
import dev.tidings.socket.Tail;

/**
 * A session as its owner sees it: messages become packets on whatever way the session has. Owned by the session's event loop.
 */
final class EngineLine implements Line {

    private final EngineSession session;
    private final PacketFormats formats;
    private Way way;
    private boolean wanted = true;
    private boolean ended;

    EngineLine(EngineSession session, PacketFormats formats, Way way) {
        this.session = session;
        this.formats = formats;
        this.way = way;
    }

    /** The session has another way from now on. */
    void over(Way next) {
        way = next;
    }

    /** Whether the owner wants more from the client. */
    boolean isWanted() {
        return wanted;
    }

    /** Takes nothing more. */
    void end() {
        ended = true;
    }

    @Override
    public boolean isWritable() {
        return !ended && way.isWritable();
    }

    @Override
    public boolean isWaiting() {
        return way.isWaiting();
    }

    @Override
    public boolean hasProgressed() {
        return way.hasProgressed();
    }

    @Override
    public boolean isReading() {
        return way.isReading();
    }

    @Override
    public void read(boolean on) {
        wanted = on;
        if (!ended) {
            way.read(on);
            flush();
        }
    }

    @Override
    public boolean isWatched() {
        return true;
    }

    @Override
    public void ping() {}

    @Override
    public void deliver(FrameBatch batch, MessageFormat format) {
        if (!ended) {
            way.deliver(batch, formats.of(format));
        }
    }

    @Override
    public void deliver(FrameBatch batch, MessageFormat format, Tail tail) {
        if (!ended) {
            way.deliver(batch, formats.of(format), tail);
        }
    }

    @Override
    public void write(byte[]... parts) {
        if (!ended) {
            way.send(Outgoing.text(parts));
        }
    }

    @Override
    public void writeBinary(byte[] payload) {
        if (!ended) {
            way.send(Outgoing.bytes(payload));
        }
    }

    @Override
    public void flush() {
        if (!ended) {
            way.flush();
        }
    }

    @Override
    public void close(int code, String reason) {
        if (!ended) {
            ended = true;
            session.closed(code, reason);
        }
    }
}
