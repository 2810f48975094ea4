package dev.tidings.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** The frames that the hub sends (RFC 6455 §5.2): never masked, never compressed, none with more than 64 KiB. Pure functions. */
public final class Frames {

    /** The payload of one frame at the most; a longer message goes in fragments. */
    static final int MAX_PAYLOAD_BYTES = 64 * 1024;

    /** How many bytes stand before a payload at the most. */
    static final int MAX_HEADER_BYTES = 10;

    private static final int FIN = 0x80;
    private static final int MAX_REASON_BYTES = 123;

    private Frames() {}

    /** How many bytes stand before a payload. */
    public static int headerBytes(int payloadBytes) {
        return payloadBytes < 126 ? 2 : payloadBytes < 1 << 16 ? 4 : MAX_HEADER_BYTES;
    }

    /** Writes what stands before the {@code payloadBytes} bytes of a message of text in one frame. */
    public static void textHeader(ByteBuf out, int payloadBytes) {
        header(out, FrameReader.TEXT, true, payloadBytes);
    }

    /** Writes what stands before a payload. */
    static void header(ByteBuf out, int opcode, boolean last, int payloadBytes) {
        out.writeByte(last ? FIN | opcode : opcode);
        if (payloadBytes < 126) {
            out.writeByte(payloadBytes);
        } else if (payloadBytes < 1 << 16) {
            out.writeByte(126).writeShort(payloadBytes);
        } else {
            out.writeByte(127).writeLong(payloadBytes);
        }
    }

    /** A message in one frame. */
    static ByteBuf frame(int opcode, byte[]... parts) {
        int length = length(parts);
        ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(headerBytes(length) + length);
        header(out, opcode, true, length);
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out;
    }

    /** A close frame; without a code when it is {@link Close#NONE}. A long reason is cut, between characters. */
    static ByteBuf close(int code, String reason) {
        if (code == Close.NONE) {
            return frame(FrameReader.CLOSE);
        }
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, MAX_REASON_BYTES);
        while (length < text.length && length > 0 && (text[length] & 0xc0) == 0x80) {
            length--;
        }
        ByteBuf payload = Unpooled.buffer(2 + length).writeShort(code).writeBytes(text, 0, length);
        return frame(FrameReader.CLOSE, payload.array());
    }

    /** A long text as the fragments of one message. */
    static byte[] fragmented(byte[] text) {
        int frames = (text.length + MAX_PAYLOAD_BYTES - 1) / MAX_PAYLOAD_BYTES;
        ByteBuf out = Unpooled.buffer(text.length + frames * MAX_HEADER_BYTES);
        for (int from = 0; from < text.length; from += MAX_PAYLOAD_BYTES) {
            int length = Math.min(MAX_PAYLOAD_BYTES, text.length - from);
            int opcode = from == 0 ? FrameReader.TEXT : FrameReader.CONTINUATION;
            header(out, opcode, from + length == text.length, length);
            out.writeBytes(text, from, length);
        }
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    /** The length of all parts together. */
    public static int length(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        return length;
    }
}
