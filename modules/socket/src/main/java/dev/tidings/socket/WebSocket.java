package dev.tidings.socket;

import dev.tidings.edge.Duplex;
import io.netty.buffer.ByteBuf;

/**
 * One WebSocket (RFC 6455) from its 101 to its end: answers pings, echoes closes, and ends a client that breaks the protocol
 * with the code that the RFC names. Owned by its connection's event loop.
 *
 * <p>The client is read only while it takes what is sent to it, and while its owner wants it: so neither what is owed to it
 * nor what it asks for piles up here.
 */
final class WebSocket implements Duplex.Receiver, FrameReader.Sink {

    private final Duplex duplex;
    private final Owner owner;
    private final FrameReader reader;
    private final MessageWriter writer;
    private boolean wanted = true;
    private boolean reading = true;
    private boolean ended;

    /** Whose it is. */
    interface Owner {

        /** Bytes came, whatever they say. */
        void alive();

        /** A whole message came; the array is the owner's. */
        void message(boolean text, byte[] payload);

        /** A ping came; whether it is answered. */
        boolean ping();

        /** More can be written, after it could not. */
        void writable();

        /** The connection is gone; called once. */
        void gone();
    }

    WebSocket(Duplex duplex, FrameLimits limits, Owner owner) {
        this.duplex = duplex;
        this.owner = owner;
        this.reader = new FrameReader(limits, this);
        this.writer = new MessageWriter(duplex);
    }

    /** Whether a message would go out without waiting. */
    boolean isWritable() {
        return !ended && writer.isWritable();
    }

    /** Whether a large message is on its way, so that nothing can be said before its end but the close. */
    boolean isWaiting() {
        return writer.isWaiting();
    }

    /** Whether the client is read. */
    boolean isReading() {
        return reading;
    }

    /** Whether the client took a part of a large message since the last call. */
    boolean hasProgressed() {
        return writer.hasProgressed();
    }

    /** Writes a message whose parts must not be written to afterwards. Does not flush. */
    void write(int opcode, byte[]... parts) {
        if (!ended) {
            writer.write(opcode, parts);
        }
    }

    /** Writes whole frames; takes over a reference. Only while {@link #isWritable}. Does not flush. */
    void write(ByteBuf frames) {
        if (ended) {
            frames.release();
        } else {
            writer.write(frames);
        }
    }

    /** Sends what was written. */
    void flush() {
        duplex.flush();
        adjust();
    }

    /** Whether the owner wants more from the client. */
    void read(boolean on) {
        wanted = on;
        adjust();
    }

    /** Ends with a code; what was written goes out before. Idempotent. */
    void close(int code, String reason) {
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
