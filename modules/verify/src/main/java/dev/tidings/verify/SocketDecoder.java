package dev.tidings.verify;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Takes a server's messages out of their frames (RFC 6455 §5.2), however the segments cut them; each message ends with a line
 * feed. Owned by its connection's loop.
 */
public final class SocketDecoder {

    private static final int FIRST = 0;
    private static final int SECOND = 1;
    private static final int LENGTH = 2;
    private static final int PAYLOAD = 3;

    private static final int FINAL = 0x80;
    private static final int OPCODE = 0x0f;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int LONG_HEADER_BYTES = 4;
    private static final int LENGTH_OF_16_BITS = 126;
    private static final int LENGTH_OF_64_BITS = 127;

    private int state = FIRST;
    private int first;
    private int lengthBytesLeft;
    private long remaining;
    private boolean ended;
    private boolean pinged;

    /** Whether the hub has closed. */
    public boolean ended() {
        return ended;
    }

    /** Whether the hub has asked by a ping since the last call; its pings are empty, as a pong may then be. */
    public boolean takePing() {
        boolean asked = pinged;
        pinged = false;
        return asked;
    }

    /**
     * Moves the content of all of {@code in} to {@code out} from {@code at} on, which must have room for as many bytes and one
     * more: a message that began earlier may end in it.
     *
     * @return where the content ends in {@code out}
     * @throws IOException when the hub sent what it never sends
     */
    public int decode(ByteBuffer in, byte[] out, int at) throws IOException {
        int end = at;
        while (in.hasRemaining() && !ended) {
            if (state == FIRST) {
                end = wholeTexts(in, out, end);
            }
            if (state == PAYLOAD) {
                int part = (int) Math.min(remaining, in.remaining());
                if ((first & OPCODE) >= CLOSE) {
                    in.position(in.position() + part);
                } else {
                    in.get(out, end, part);
                    end += part;
                }
                remaining -= part;
            } else if (in.hasRemaining()) {
                header(in.get() & 0xff);
            }
            if (state == PAYLOAD && remaining == 0) {
                end = endOfFrame(out, end);
            }
        }
        return end;
    }

    /** The quick way through what nearly all is: unfragmented messages of text, whole, of less than 64 KiB. */
    private static int wholeTexts(ByteBuffer in, byte[] out, int at) {
        int end = at;
        while (in.remaining() >= LONG_HEADER_BYTES && (in.get(in.position()) & 0xff) == (FINAL | TEXT)) {
            int begin = in.position();
            int length = in.get(begin + 1);
            int header = LONG_HEADER_BYTES / 2;
            if (length == LENGTH_OF_16_BITS) {
                length = in.getShort(begin + 2) & 0xffff;
                header = LONG_HEADER_BYTES;
            } else if (length < 0 || length == LENGTH_OF_64_BITS) {
                return end;
            }
            if (in.remaining() < header + length) {
                return end;
            }
            in.position(begin + header);
            in.get(out, end, length);
            end += length;
            out[end++] = '\n';
        }
        return end;
    }

    private void header(int b) throws IOException {
        switch (state) {
            case FIRST -> {
                int opcode = b & ~FINAL;
                if (opcode > TEXT && opcode != CLOSE && opcode != PING) {
                    throw new IOException("a frame that begins with byte " + b);
                }
                first = b;
                state = SECOND;
            }
            case SECOND -> {
                boolean isLong = b == LENGTH_OF_16_BITS || b == LENGTH_OF_64_BITS;
                if (b > LENGTH_OF_64_BITS) {
                    throw new IOException("a masked frame from a server");
                }
                remaining = isLong ? 0 : b;
                lengthBytesLeft = b == LENGTH_OF_64_BITS ? 8 : 2;
                state = isLong ? LENGTH : PAYLOAD;
            }
            default -> {
                remaining = remaining << 8 | b;
                lengthBytesLeft--;
                state = lengthBytesLeft == 0 ? PAYLOAD : LENGTH;
            }
        }
    }

    private int endOfFrame(byte[] out, int end) {
        state = FIRST;
        int opcode = first & OPCODE;
        ended = opcode == CLOSE;
        pinged |= opcode == PING;
        if (opcode >= CLOSE || (first & FINAL) == 0) {
            return end;
        }
        out[end] = '\n';
        return end + 1;
    }
}
