package dev.tidings.bench;

import java.nio.ByteBuffer;

/**
 * Takes the chunks of an HTTP/1.1 body out of their framing (RFC 9112 §7.1), however the segments cut them. Owned by the
 * load loop, one a connection.
 */
final class ChunkDecoder {

    private static final int SIZE = 0;
    private static final int EXTENSION = 1;
    private static final int DATA = 2;
    private static final int DATA_END = 3;

    private int state = SIZE;
    private int remaining;
    private boolean sizeSeen;
    private boolean ended;

    /** Whether the body's last chunk was read. */
    boolean ended() {
        return ended;
    }

    /**
     * Moves the content of all of {@code in} to {@code out} from {@code at} on, which must have room for it.
     *
     * @return where the content ends in {@code out}
     */
    int decode(ByteBuffer in, byte[] out, int at) {
        int end = at;
        while (in.hasRemaining() && !ended) {
            if (state == DATA) {
                int part = Math.min(remaining, in.remaining());
                in.get(out, end, part);
                end += part;
                remaining -= part;
                state = remaining == 0 ? DATA_END : DATA;
            } else {
                step(in.get());
            }
        }
        return end;
    }

    private void step(byte b) {
        if (b == '\n') {
            endOfLine();
        } else if (state == SIZE && b == ';') {
            state = EXTENSION;
        } else if (state == SIZE && b != '\r') {
            remaining = remaining * 16 + digit(b);
            sizeSeen = true;
        }
    }

    private void endOfLine() {
        if (state == DATA_END) {
            state = SIZE;
            remaining = 0;
            sizeSeen = false;
        } else if (!sizeSeen) {
            throw new IllegalStateException("a chunk without a size");
        } else if (remaining == 0) {
            ended = true;
        } else {
            state = DATA;
        }
    }

    private static int digit(byte b) {
        int value = Character.digit(b, 16);
        if (value < 0) {
            throw new IllegalStateException("not a chunk size: byte " + b);
        }
        return value;
    }
}
