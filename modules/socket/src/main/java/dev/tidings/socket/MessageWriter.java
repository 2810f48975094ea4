package dev.tidings.socket;

import dev.tidings.edge.Duplex;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Writes whole messages to one connection, in order. Owned by its connection's event loop. A message larger than a frame
 * goes out in fragments as the connection takes them, so that a slow reader holds a reference to shared bytes and a few
 * fragments, not a copy; until its end no other message is written. While nothing waits it holds nothing but the connection.
 */
final class MessageWriter {

    /** The most that is given to the connection at a time. */
    static final int FRAGMENT_BYTES = 32 * 1024;

    private final Duplex duplex;

    /** What waits, in order; null when nothing does. */
    private @Nullable ArrayDeque<Waiting> waiting;

    /** Whether the connection took a fragment since somebody asked. */
    private boolean progressed;

    /** A message, and how much of it was written. Owned by its writer. */
    private static final class Waiting {
        private final int opcode;
        private final byte[][] parts;
        private int part;
        private int written;
        private int left;
        private boolean begun;

        private Waiting(int opcode, byte[][] parts) {
            this.opcode = opcode;
            this.parts = parts;
            this.left = Frames.length(parts);
        }

        private ByteBuf next() {
            int length = Math.min(FRAGMENT_BYTES, left);
            left -= length;
            ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(Frames.headerBytes(length) + length);
            Frames.header(out, begun ? FrameReader.CONTINUATION : opcode, left == 0, length);
            begun = true;
            while (length > 0) {
                byte[] current = parts[part];
                int count = Math.min(length, current.length - written);
                out.writeBytes(current, written, count);
                written += count;
                length -= count;
                if (written == current.length) {
                    part++;
                    written = 0;
                }
            }
            return out;
        }
    }

    MessageWriter(Duplex duplex) {
        this.duplex = duplex;
    }

    /** Whether a message would go out without waiting. */
    boolean isWritable() {
        return waiting == null && duplex.isWritable();
    }

    /** Whether a large message is under way. */
    boolean isWaiting() {
        return waiting != null;
    }

    /** Whether the connection took a part of what waits since the last call. */
    boolean hasProgressed() {
        boolean took = progressed;
        progressed = false;
        return took;
    }

    /** Writes one message, whose parts must not be written to afterwards. Flushes it only when it is large. */
    void write(int opcode, byte[]... parts) {
        if (waiting == null && Frames.length(parts) <= Frames.MAX_PAYLOAD_BYTES) {
            duplex.write(Frames.frame(opcode, parts));
            return;
        }
        if (waiting == null) {
            waiting = new ArrayDeque<>(2);
        }
        waiting.add(new Waiting(opcode, parts));
        pump();
    }

    /** Writes whole frames that were made before; takes over a reference. Only while nothing waits. */
    void write(ByteBuf frames) {
        if (waiting == null) {
            duplex.write(frames);
        } else {
            frames.release();
        }
    }

    /** Forgets what waits; a message that was begun stays in pieces. */
    void clear() {
        waiting = null;
    }

    /** Writes as much of what waits as the connection takes. */
    void pump() {
        while (waiting != null && duplex.isWritable()) {
            Waiting first = waiting.element();
            duplex.write(first.next());
            duplex.flush();
            progressed = true;
            if (first.left == 0) {
                waiting.remove();
                if (waiting.isEmpty()) {
                    waiting = null;
                }
            }
        }
    }
}
