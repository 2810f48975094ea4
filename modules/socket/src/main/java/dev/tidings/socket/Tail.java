package dev.tidings.socket;

import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.WireFormat;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What several clients of one event loop add to the end of each message of a batch. Owned by that loop; compared by identity:
 * who hands the same one to the lines of all of them has the batch joined once for all.
 */
public final class Tail {

    private final byte[] bytes;
    private @Nullable TailFrames frames;

    /** @param bytes UTF-8, not to be written to afterwards */
    public Tail(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The text itself, not to be written to. */
    public byte[] bytes() {
        return bytes;
    }

    /** The messages of a batch, each with this at its end, as frames of a WebSocket; one frame a message, however long. */
    FrameBatch.Joiner frames(MessageFormat messages) {
        TailFrames known = frames;
        if (known == null || known.messages != messages) {
            known = new TailFrames(messages, bytes);
            frames = known;
        }
        return known;
    }

    /** Immutable; compared by identity. */
    private static final class TailFrames implements FrameBatch.Joiner {

        private final MessageFormat messages;
        private final byte[] tail;

        private TailFrames(MessageFormat messages, byte[] tail) {
            this.messages = messages;
            this.tail = tail;
        }

        @Override
        public WireFormat format() {
            return messages.text();
        }

        @Override
        public int maxPayloadBytes() {
            return 1;
        }

        @Override
        public int overhead(int payloadBytes) {
            return Frames.headerBytes(payloadBytes + tail.length) + tail.length;
        }

        @Override
        public void begin(ByteBuf out, int payloadBytes) {
            Frames.header(out, FrameReader.TEXT, true, payloadBytes + tail.length);
        }

        @Override
        public void between(ByteBuf out) {}

        @Override
        public void end(ByteBuf out) {
            out.writeBytes(tail);
        }

        @Override
        public int separatorBytes() {
            return 0;
        }
    }
}
