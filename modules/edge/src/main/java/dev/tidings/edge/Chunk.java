package dev.tidings.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/** The chunks in which HTTP/1.1 sends a body whose length isn't known before (RFC 9112 §7.1). */
public final class Chunk {

    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int CRLF = ('\r' << 8) | '\n';

    private Chunk() {}

    /** How many bytes stand around {@code payloadBytes} (1 or more) bytes of a chunk. */
    public static int overhead(int payloadBytes) {
        return digits(payloadBytes) + 4;
    }

    /** Writes what goes before the {@code payloadBytes} (1 or more: an empty chunk would end the body) bytes of a chunk. */
    public static void begin(ByteBuf out, int payloadBytes) {
        if (payloadBytes <= 0) {
            throw new IllegalArgumentException("a chunk of " + payloadBytes + " bytes");
        }
        for (int shift = 4 * (digits(payloadBytes) - 1); shift >= 0; shift -= 4) {
            out.writeByte(DIGITS[(payloadBytes >>> shift) & 15]);
        }
        out.writeShort(CRLF);
    }

    /** Writes what goes after them. */
    public static void end(ByteBuf out) {
        out.writeShort(CRLF);
    }

    /** A chunk around bytes, at least one; the caller owns the buffer. */
    public static ByteBuf of(ByteBufAllocator allocator, byte[] payload) {
        ByteBuf out = allocator.buffer(payload.length + overhead(payload.length));
        begin(out, payload.length);
        out.writeBytes(payload);
        end(out);
        return out;
    }

    private static int digits(int payloadBytes) {
        return Math.max(1, (35 - Integer.numberOfLeadingZeros(payloadBytes)) / 4);
    }
}
