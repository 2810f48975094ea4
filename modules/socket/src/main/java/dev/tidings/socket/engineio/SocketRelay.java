package dev.tidings.socket.engineio;

import dev.tidings.edge.Duplex;
import dev.tidings.hub.Loop;
import dev.tidings.hub.Pipe;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose session lives elsewhere, on the loop that it came in on: hands its bytes on, both ways, as fast as each
 * side takes them. Owned by its event loop.
 */
final class SocketRelay implements Duplex.Receiver, Pipe.Receiver {

    private static final byte[] NO_REASON = {};

    private final Loop loop;
    private @Nullable Pipe pipe;
    private @Nullable Duplex duplex;
    private boolean ended;
    private boolean dirty;

    SocketRelay(Loop loop) {
        this.loop = loop;
    }

    /** Hands on from now on what comes through the pipe. */
    SocketRelay relay(Pipe from, Duplex to) {
        pipe = from;
        duplex = to;
        if (ended) {
            to.close();
        }
        return this;
    }

    @Override
    public void received(ByteBuf bytes) {
        byte[] copy = new byte[bytes.readableBytes()];
        bytes.readBytes(copy);
        pipe().send(copy);
        if (!pipe().isWritable() && !ended) {
            duplex().read(false);
        }
    }

    @Override
    public void message(byte[] message) {
        Duplex to = duplex();
        to.write(Unpooled.wrappedBuffer(message));
        if (!dirty) {
            dirty = true;
            loop.execute(this::flush);
        }
        if (!to.isWritable() && !to.isClosed()) {
            pipe().pause();
        }
    }

    /** Of the one side or of the other: there is room again. */
    @Override
    public void writable() {
        Duplex to = duplex();
        if (pipe().isWritable()) {
            to.read(true);
        }
        if (to.isWritable()) {
            pipe().resume();
        }
    }

    @Override
    public void closed() {
        if (!ended) {
            ended = true;
            pipe().close(NO_REASON);
        }
    }

    @Override
    public void closed(Pipe.End end) {
        ended = true;
        if (duplex != null) {
            duplex.close();
        }
    }

    private void flush() {
        dirty = false;
        duplex().flush();
    }

    private Pipe pipe() {
        return Objects.requireNonNull(pipe, "not relayed");
    }

    private Duplex duplex() {
        return Objects.requireNonNull(duplex, "not relayed");
    }
}
