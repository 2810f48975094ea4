package dev.tidings.sse;

import dev.tidings.edge.BodyStream;
import dev.tidings.edge.Chunk;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Writes whole events to one connection, in order. Owned by its stream's event loop. An event larger than a slice goes out
 * slice by slice as the connection takes it, so that a slow reader holds a reference to shared bytes and a few slices, not a
 * copy; until its end nothing else is written. While nothing waits it holds nothing but the connection.
 */
final class EventWriter {

    /** The most that is given to the connection at a time. */
    static final int SLICE_BYTES = 32 * 1024;

    private final BodyStream body;
    private final Owner owner;

    /** What waits, in order; null when nothing does. */
    private @Nullable ArrayDeque<byte[]> waiting;

    /** How much of the first that waits is written. */
    private int writtenOfFirst;

    /** Whether the connection took a slice since somebody asked. */
    private boolean progressed;

    private boolean finished;

    /** Whose events they are. */
    interface Owner {

        /** What waited is written; more may be written, though it may wait again. */
        void emptied();

        /** The connection takes more, after it did not. */
        void writable();

        /** The connection is gone or has ended; called once. */
        void gone();
    }

    EventWriter(BodyStream body, Owner owner) {
        this.body = body;
        this.owner = owner;
    }

    /** Begins to tell the owner what happens; the connection may be gone already. */
    void start() {
        body.onWritable(this::pump);
        body.onClose(this::closed);
    }

    /** Whether shared buffers for it are chunks. */
    boolean isChunked() {
        return body.isChunked();
    }

    /** Whether an event would go out without waiting. */
    boolean isWritable() {
        return waiting == null && !finished && body.isWritable();
    }

    /** Whether a large event is being written. */
    boolean isWaiting() {
        return waiting != null;
    }

    /** Whether the connection took a part of what waits since the last call. */
    boolean hasProgressed() {
        boolean took = progressed;
        progressed = false;
        return took;
    }

    /** Writes events as they are; not to be written to afterwards. Does not flush. */
    void write(byte[] events) {
        if (finished) {
            return;
        }
        if (waiting == null) {
            body.write(events);
        } else {
            waiting.add(events);
        }
    }

    /** Writes events that are framed for this connection; takes over a reference. Only while nothing waits. */
    void write(ByteBuf framed) {
        if (finished || waiting != null || !framed.isReadable()) {
            framed.release();
        } else {
            body.write(framed);
        }
    }

    /**
     * Writes one event whose data may be large. Flushes what it writes.
     *
     * @param opening everything before the data
     * @param data shared: on a single line
     * @param closing everything after it
     */
    void write(byte[] opening, byte[] data, byte[] closing) {
        if (finished) {
            return;
        }
        ArrayDeque<byte[]> queue = waiting;
        if (queue == null) {
            queue = new ArrayDeque<>(4);
            waiting = queue;
        }
        queue.add(opening);
        queue.add(data);
        queue.add(closing);
        pump();
    }

    /** Sends what was written. */
    void flush() {
        if (!finished) {
            body.flush();
        }
    }

    /** Writes last words, unless it would be in the midst of an event, and ends. */
    void finish(byte[] words) {
        if (finished) {
            return;
        }
        finished = true;
        boolean whole = waiting == null;
        waiting = null;
        if (whole) {
            body.write(words);
        }
        boolean stuck = !body.isWritable();
        body.flush();
        if (stuck) {
            body.abort();
        } else {
            body.end();
        }
    }

    private void pump() {
        boolean waited = waiting != null;
        while (waiting != null && body.isWritable()) {
            writeSlice(waiting);
        }
        if (finished) {
            return;
        }
        if (waited && waiting == null) {
            owner.emptied();
        }
        if (isWritable()) {
            owner.writable();
        }
    }

    private void writeSlice(ArrayDeque<byte[]> queue) {
        byte[] first = queue.element();
        int length = Math.min(SLICE_BYTES, first.length - writtenOfFirst);
        if (length > 0) {
            body.write(slice(first, writtenOfFirst, length));
            body.flush();
            progressed = true;
        }
        writtenOfFirst += length;
        if (writtenOfFirst == first.length) {
            writtenOfFirst = 0;
            queue.remove();
            if (queue.isEmpty()) {
                waiting = null;
            }
        }
    }

    private ByteBuf slice(byte[] bytes, int from, int length) {
        boolean chunked = body.isChunked();
        ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(length + (chunked ? Chunk.overhead(length) : 0));
        if (chunked) {
            Chunk.begin(out, length);
        }
        out.writeBytes(bytes, from, length);
        if (chunked) {
            Chunk.end(out);
        }
        return out;
    }

    private void closed() {
        finished = true;
        waiting = null;
        owner.gone();
    }
}
