package dev.tidings.socket;

import dev.tidings.hub.Frame;
import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.PublicationText;
import dev.tidings.hub.WireFormat;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * How publications look on a WebSocket: {@code {"publication":{…}}}, those of a batch as lines of one text frame. Immutable;
 * compared by identity. One that alone is larger than a frame is encoded as the fragments of a message, ready to be sent.
 */
enum SocketFormat implements WireFormat, FrameBatch.Joiner {
    PUBLICATION;

    private static final byte[] BEGIN = "{\"publication\":".getBytes(StandardCharsets.US_ASCII);

    @Override
    public byte[] encode(Frame frame) {
        byte[] envelope = PublicationText.envelope(frame);
        byte[] line = new byte[BEGIN.length + envelope.length + 1];
        System.arraycopy(BEGIN, 0, line, 0, BEGIN.length);
        System.arraycopy(envelope, 0, line, BEGIN.length, envelope.length);
        line[line.length - 1] = '}';
        return line.length > Frames.MAX_PAYLOAD_BYTES ? Frames.fragmented(line) : line;
    }

    @Override
    public WireFormat format() {
        return this;
    }

    @Override
    public int maxPayloadBytes() {
        return Frames.MAX_PAYLOAD_BYTES;
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
