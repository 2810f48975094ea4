package dev.tidings.socket;

import dev.tidings.edge.Duplex;
import dev.tidings.hub.FrameBatch;
import io.netty.buffer.ByteBuf;
import java.util.function.Function;

/**
 * One WebSocket (RFC 6455) from its 101 to its end: answers pings, echoes closes, and ends a client that breaks the protocol
 * with the code that the RFC names. Owned by its connection's event loop.
 *
 * <p>The client is read only while it takes what is sent to it, and while its owner wants it: so neither what is owed to it
 * nor what it asks for piles up here.
 */
public final class WebSocket implements Line, Duplex.Receiver, FrameReader.Sink {

    private final Duplex duplex;
    private final Owner owner;
    private final FrameReader reader;
    private final MessageWriter writer;
    private boolean wanted = true;
    private boolean reading = true;
    private boolean ended;

    private WebSocket(Duplex duplex, FrameLimits limits, Function<? super WebSocket, ? extends Owner> owner) {
        this.duplex = duplex;
        this.reader = new FrameReader(limits, this);
        this.writer = new MessageWriter(duplex);
        this.owner = owner.apply(this);
    }

    /**
     * Takes a connection over that has become a WebSocket (see {@link Handshake}).
     *
     * @param limits what the client may send
     * @param owner makes the one who speaks over it, who may write and close at once
     */
    public static Duplex.Receiver open(
            Duplex duplex, FrameLimits limits, Function<? super WebSocket, ? extends Owner> owner) {
        return new WebSocket(duplex, limits, owner);
    }

    @Override
    public boolean isWritable() {
        return !ended && writer.isWritable();
    }

    @Override
    public boolean isWaiting() {
        return writer.isWaiting();
    }

    @Override
    public boolean isReading() {
        return reading;
    }

    @Override
    public boolean hasProgressed() {
        return writer.hasProgressed();
    }

    @Override
    public boolean isWatched() {
        return false;
    }

    @Override
    public void ping() {
        if (!ended && !writer.isWaiting()) {
            duplex.write(Frames.frame(FrameReader.PING));
        }
    }

    @Override
    public void deliver(FrameBatch batch, MessageFormat format) {
        deliver(batch, format.frames());
    }

    @Override
    public void deliver(FrameBatch batch, MessageFormat format, Tail tail) {
        deliver(batch, tail.frames(format));
    }

    /** Takes the frames of a batch, joined to whole frames of a WebSocket. Only while {@link #isWritable}. Does not flush. */
    public void deliver(FrameBatch batch, FrameBatch.Joiner joiner) {
        if (!ended) {
            writer.write(batch.joined(joiner).retainedDuplicate());
        }
    }

    @Override
    public void write(byte[]... parts) {
        if (!ended) {
            writer.write(FrameReader.TEXT, parts);
        }
    }

    @Override
    public void writeBinary(byte[] payload) {
        if (!ended) {
            writer.write(FrameReader.BINARY, payload);
        }
    }

    @Override
    public void flush() {
        duplex.flush();
        adjust();
    }

    @Override
    public void read(boolean on) {
        wanted = on;
        adjust();
    }

    @Override
    public void close(int code, String reason) {
        if (ended) {
            return;
        }
        ended = true;
        reader.end();
        writer.clear();
        duplex.write(Frames.close(code, reason));
        duplex.close();
    }

    @Override
    public void received(ByteBuf bytes) {
        owner.alive();
        reader.read(bytes);
        if (!ended) {
            flush();
        }
    }

    @Override
    public void writable() {
        writer.pump();
        adjust();
        if (isWritable()) {
            owner.writable();
        }
    }

    @Override
    public void closed() {
        ended = true;
        reader.end();
        writer.clear();
        owner.gone();
    }

    @Override
    public void message(boolean text, byte[] payload) {
        owner.message(text, payload);
    }

    @Override
    public void ping(byte[] payload) {
        if (owner.ping()) {
            duplex.write(Frames.frame(FrameReader.PONG, payload));
        }
    }

    @Override
    public void closed(int code) {
        close(code, "");
    }

    @Override
    public void fault(int code, String reason) {
        close(code, reason);
    }

    private void adjust() {
        boolean now = wanted && isWritable();
        if (now != reading && !ended) {
            reading = now;
            duplex.read(now);
        }
    }
}
