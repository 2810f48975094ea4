package dev.tidings.socket;

import dev.tidings.hub.Frame;
import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.WireFormat;
import io.netty.buffer.ByteBuf;

/**
 * Messages as text frames of WebSockets. Immutable; compared by identity. A message that alone is larger than a frame is
 * encoded as the fragments of one, ready to be sent.
 */
final class TextFrames implements WireFormat, FrameBatch.Joiner {

    private final WireFormat messages;
    private final boolean lines;

    /**
     * @param messages a publication as the text of a message
     * @param lines whether several may be the lines of one
     */
    TextFrames(WireFormat messages, boolean lines) {
        this.messages = messages;
        this.lines = lines;
    }

    @Override
    public byte[] encode(Frame frame) {
        byte[] text = messages.encode(frame);
        return isFramed(text.length) ? Frames.fragmented(text) : text;
    }

    @Override
    public WireFormat format() {
        return this;
    }

    @Override
    public int maxPayloadBytes() {
        return lines ? Frames.MAX_PAYLOAD_BYTES : 1;
    }

    @Override
    public int overhead(int payloadBytes) {
        return isFramed(payloadBytes) ? 0 : Frames.headerBytes(payloadBytes);
    }

    @Override
    public void begin(ByteBuf out, int payloadBytes) {
        if (!isFramed(payloadBytes)) {
            Frames.header(out, FrameReader.TEXT, true, payloadBytes);
        }
    }

    @Override
    public void between(ByteBuf out) {
        out.writeByte('\n');
    }

    @Override
    public void end(ByteBuf out) {}

    @Override
    public int separatorBytes() {
        return 1;
    }

    /** What is larger than a frame stands alone, and is in frames already. */
    private static boolean isFramed(int payloadBytes) {
        return payloadBytes > Frames.MAX_PAYLOAD_BYTES;
    }
}
