package dev.tidings.sse;

import dev.tidings.edge.Chunk;
import dev.tidings.hub.Frame;
import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Frames of a batch, each behind an id line of one stream's own. Immutable; pure functions. */
final class CursorFrames {

    private static final byte[] ID = "id: ".getBytes(StandardCharsets.US_ASCII);

    private CursorFrames() {}

    /**
     * One buffer for one write; the caller owns it. Each event has an id of its own, since a connection may be cut between
     * any two of them.
     *
     * @param cursor moved to the last frame when this returns
     * @param slot the batch's channel in it
     */
    static ByteBuf write(FrameBatch batch, WireFormat format, Cursor cursor, int slot, boolean inChunks) {
        List<Frame> frames = batch.frames();
        int payload = 0;
        for (int i = 0; i < frames.size(); i++) {
            cursor.advance(slot, frames.get(i).offset());
            payload += ID.length + cursor.length() + 1 + frames.get(i).encoded(format).length;
        }
        ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(payload + (inChunks ? Chunk.overhead(payload) : 0));
        if (inChunks) {
            Chunk.begin(out, payload);
        }
        for (int i = 0; i < frames.size(); i++) {
            cursor.advance(slot, frames.get(i).offset());
            out.writeBytes(ID);
            cursor.write(out);
            out.writeByte('\n');
            out.writeBytes(frames.get(i).encoded(format));
        }
        if (inChunks) {
            Chunk.end(out);
        }
        return out;
    }
}
