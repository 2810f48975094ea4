package dev.tidings.socket.sockjs;

import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.Pipe;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A request that waits on another event loop: frames go there in parts, as the pipe takes them. Owned by the session's event
 * loop.
 */
final class PipeReceiver implements Receiver, Pipe.Receiver {

    /** A part that is followed by others of the same frame. */
    static final byte MORE = 1;

    /** The last part of a frame. */
    static final byte LAST = 0;

    private static final byte[] NO_REASON = {};
    private static final int PART_BYTES = 32 * 1024;

    private final Pipe pipe;
    private final SockJsSession session;
    private final boolean streaming;
    private final long maxBytes;
    private final ArrayDeque<byte[]> parts = new ArrayDeque<>(2);
    private final List<byte[]> quoted = new ArrayList<>(1);
    private int quotedBytes;
    private long writtenBytes;
    private boolean framed;
    private boolean ended;

    PipeReceiver(Pipe pipe, SockJsSession session, boolean streaming, long maxBytes) {
        this.pipe = pipe;
        this.session = session;
        this.streaming = streaming;
        this.maxBytes = maxBytes;
    }

    @Override
    public boolean takes() {
        boolean full = quotedBytes >= PollReceiver.MAX_BYTES || writtenBytes + quotedBytes >= maxBytes;
        return !ended && !full && parts.isEmpty() && pipe.isWritable();
    }

    @Override
    public void frame(byte[] whole) {
        framed = true;
        writtenBytes += whole.length;
        for (int from = 0; from < whole.length; from += PART_BYTES) {
            int length = Math.min(PART_BYTES, whole.length - from);
            byte[] part = new byte[length + 1];
            part[0] = from + length == whole.length ? LAST : MORE;
            System.arraycopy(whole, from, part, 1, length);
            parts.add(part);
        }
    }

    @Override
    public void messages(List<byte[]> more) {
        more.forEach(this::add);
    }

    @Override
    public void deliver(FrameBatch batch, QuotedFormat format) {
        add(ByteBufUtil.getBytes(batch.joined(format.elements())));
    }

    @Override
    public boolean flush() {
        if (!quoted.isEmpty()) {
            frame(SockJsFrames.messages(quoted));
            quoted.clear();
            quotedBytes = 0;
        }
        if (framed && (!streaming || writtenBytes >= maxBytes)) {
            ended = true;
        }
        pump();
        return !ended;
    }

    @Override
    public void end() {
        ended = true;
        pump();
    }

    @Override
    public void message(byte[] message) {
        // who waits says nothing
    }

    @Override
    public void writable() {
        pump();
        if (takes()) {
            session.drained();
        }
    }

    @Override
    public void closed(Pipe.End end) {
        ended = true;
        parts.clear();
        session.cut(this);
    }

    private void add(byte[] message) {
        quoted.add(message);
        quotedBytes += message.length;
    }

    private void pump() {
        while (!parts.isEmpty() && pipe.isWritable()) {
            pipe.send(parts.remove());
        }
        if (ended && parts.isEmpty()) {
            pipe.close(NO_REASON);
        }
    }
}
