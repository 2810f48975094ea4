package dev.tidings.hub;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive frames of one channel, handed to every subscription that stands before the first of them. Owned by its
 * event loop, for the length of one tick: who wants to keep something of it keeps frames, or a retained duplicate.
 */
public final class FrameBatch {

    private final List<Frame> frames;
    private final List<Joined> joined = new ArrayList<>(2);

    /** How the frames of a batch become one buffer for one write. Immutable; compared by identity. */
    public interface Joiner {
        /** The format of the frames. */
        WireFormat format();

        /** How many bytes stand around {@code payloadBytes} bytes of frames at the most. */
        int overhead(int payloadBytes);

        /** Writes what goes before the frames; {@code payloadBytes} is the length of all of them together. */
        void begin(ByteBuf out, int payloadBytes);

        /** Writes what stands between two frames. */
        void between(ByteBuf out);

        /** Writes what goes after the frames. */
        void end(ByteBuf out);

        /** The length in bytes of what {@link #between} writes. */
        int separatorBytes();

        /**
         * How many bytes of frames go between one {@link #begin} and its {@link #end} at the most; what is more begins anew. A
         * frame that alone has more stands alone.
         */
        default int maxPayloadBytes() {
            return Integer.MAX_VALUE;
        }
    }

    private record Joined(Joiner joiner, ByteBuf bytes) {}

    /** @param frames at least one, with ascending offsets; taken over */
    public FrameBatch(List<Frame> frames) {
        this.frames = frames;
    }

    /** The frames, at least one. */
    public List<Frame> frames() {
        return frames;
    }

    /** The offset of the last frame. */
    public long lastOffset() {
        return frames.get(frames.size() - 1).offset();
    }

    /**
     * The frames as one buffer, built once for all connections of the loop that want this form. Whoever writes it to a
     * connection writes a retained duplicate.
     */
    public ByteBuf joined(Joiner joiner) {
        for (Joined known : joined) {
            if (known.joiner == joiner) {
                return known.bytes;
            }
        }
        ByteBuf bytes = join(joiner);
        joined.add(new Joined(joiner, bytes));
        return bytes;
    }

    /** Gives the joined buffers back. Called once, by the loop, when the tick is over. */
    void release() {
        for (Joined known : joined) {
            known.bytes.release();
        }
        joined.clear();
    }

    /** Behind the last frame that goes with the one at {@code from}. */
    private int groupEnd(Joiner joiner, int from) {
        int to = from + 1;
        long payload = frames.get(from).encoded(joiner.format()).length;
        while (to < frames.size()) {
            payload += joiner.separatorBytes() + frames.get(to).encoded(joiner.format()).length;
            if (payload > joiner.maxPayloadBytes()) {
                break;
            }
            to++;
        }
        return to;
    }

    private int payload(Joiner joiner, int from, int to) {
        int payload = joiner.separatorBytes() * (to - from - 1);
        for (int i = from; i < to; i++) {
            payload += frames.get(i).encoded(joiner.format()).length;
        }
        return payload;
    }

    private void join(Joiner joiner, int from, int to, ByteBuf out) {
        joiner.begin(out, payload(joiner, from, to));
        for (int i = from; i < to; i++) {
            if (i > from) {
                joiner.between(out);
            }
            out.writeBytes(frames.get(i).encoded(joiner.format()));
        }
        joiner.end(out);
    }

    private ByteBuf join(Joiner joiner) {
        int capacity = 0;
        for (int from = 0; from < frames.size(); ) {
            int to = groupEnd(joiner, from);
            int payload = payload(joiner, from, to);
            capacity += payload + joiner.overhead(payload);
            from = to;
        }
        ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(capacity);
        @Nullable ByteBuf unfinished = out;
        try {
            for (int from = 0; from < frames.size(); ) {
                int to = groupEnd(joiner, from);
                join(joiner, from, to, out);
                from = to;
            }
            unfinished = null;
            return out;
        } finally {
            if (unfinished != null) {
                unfinished.release();
            }
        }
    }
}
