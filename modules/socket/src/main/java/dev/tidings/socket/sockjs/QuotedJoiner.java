package dev.tidings.socket.sockjs;

import dev.tidings.edge.Chunk;
import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.WireFormat;
import dev.tidings.socket.Frames;
import io.netty.buffer.ByteBuf;

/** Joins the messages of a batch to frames of SockJS, framed for what carries them. Immutable; compared by identity. */
final class QuotedJoiner implements FrameBatch.Joiner {

    /** The messages of one frame at the most; one that is larger stands alone. */
    private static final int MAX_FRAME_BYTES = 32 * 1024;

    private final WireFormat format;
    private final byte[] begin;
    private final byte[] end;
    private final Around around;

    /** What stands around a whole frame. */
    enum Around {
        NOTHING,
        WEB_SOCKET_FRAME,
        CHUNK
    }

    QuotedJoiner(WireFormat format, byte[] begin, byte[] end, Around around) {
        this.format = format;
        this.begin = begin;
        this.end = end;
        this.around = around;
    }

    @Override
    public WireFormat format() {
        return format;
    }

    @Override
    public int overhead(int payloadBytes) {
        int whole = begin.length + payloadBytes + end.length;
        int frame = begin.length + end.length;
        return switch (around) {
            case NOTHING -> frame;
            case WEB_SOCKET_FRAME -> frame + Frames.headerBytes(whole);
            case CHUNK -> frame + Chunk.overhead(whole);
        };
    }

    @Override
    public void begin(ByteBuf out, int payloadBytes) {
        int whole = begin.length + payloadBytes + end.length;
        switch (around) {
            case NOTHING -> {}
            case WEB_SOCKET_FRAME -> Frames.textHeader(out, whole);
            case CHUNK -> Chunk.begin(out, whole);
        }
        out.writeBytes(begin);
    }

    @Override
    public void between(ByteBuf out) {
        out.writeByte(',');
    }

    @Override
    public void end(ByteBuf out) {
        out.writeBytes(end);
        if (around == Around.CHUNK) {
            Chunk.end(out);
        }
    }

    @Override
    public int separatorBytes() {
        return 1;
    }

    @Override
    public int maxPayloadBytes() {
        // bare messages are put into a frame later, all of them into one
        return begin.length == 0 ? Integer.MAX_VALUE : MAX_FRAME_BYTES;
    }
}
