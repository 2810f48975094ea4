package dev.tidings.socket.engineio;

import dev.tidings.edge.Duplex;
import dev.tidings.hub.Loop;
import dev.tidings.hub.Pipe;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A connection that came in elsewhere, as its session's loop sees it: the bytes of both directions go through a pipe. Owned by
 * the session's event loop.
 */
final class PipeDuplex implements Duplex, Pipe.Receiver {

    private static final byte[] NO_REASON = {};

    private final Pipe pipe;
    private final Loop loop;
    private final PipeSender sender;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream(0);
    private @Nullable Receiver receiver;
    private boolean closed;

    private PipeDuplex(Pipe pipe, Loop loop) {
        this.pipe = pipe;
        this.loop = loop;
        this.sender = new PipeSender(pipe);
    }

    /** Gives it to its owner. */
    static PipeDuplex open(Pipe pipe, Loop loop, Function<? super Duplex, ? extends Receiver> owner) {
        PipeDuplex duplex = new PipeDuplex(pipe, loop);
        duplex.receiver = owner.apply(duplex);
        duplex.flush();
        return duplex;
    }

    @Override
    public void write(ByteBuf bytes) {
        if (!closed) {
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.readBytes(copy);
            written.writeBytes(copy);
        }
        bytes.release();
    }

    @Override
    public void flush() {
        if (written.size() == 0) {
            return;
        }
        boolean wasFull = written.size() >= Pipe.CREDIT_BYTES;
        sender.send(written.toByteArray());
        written.reset();
        if (wasFull && isWritable()) {
            // the pipe was never full, so that it won't say that there is room again
            loop.execute(this::writable);
        }
    }

    @Override
    public boolean isWritable() {
        return !closed && written.size() < Pipe.CREDIT_BYTES && sender.isWritable();
    }

    @Override
    public void read(boolean on) {
        if (on) {
            pipe.resume();
        } else {
            pipe.pause();
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        flush();
        sender.end(NO_REASON);
        leave();
    }

    @Override
    public void abort() {
        if (!closed) {
            pipe.close(NO_REASON);
            leave();
        }
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void message(byte[] message) {
        if (!closed) {
            receiver().received(Unpooled.wrappedBuffer(message));
        }
    }

    @Override
    public void writable() {
        sender.pump();
        if (isWritable()) {
            receiver().writable();
        }
    }

    @Override
    public void closed(Pipe.End end) {
        if (!closed) {
            closed = true;
            receiver().closed();
        }
    }

    /** The pipe says nothing of an end that this side began. */
    private void leave() {
        closed = true;
        loop.execute(() -> receiver().closed());
    }

    private Receiver receiver() {
        return Objects.requireNonNull(receiver, "nobody receives");
    }
}
