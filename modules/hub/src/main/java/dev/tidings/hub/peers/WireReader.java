package dev.tidings.hub.peers;

import dev.tidings.model.Epoch;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link WireWriter} wrote. Every length is compared with the bytes that are there before anything is made of
 * it, so that a wrong one costs nothing. Owned by who made it.
 */
final class WireReader {

    private final Buffer buffer;
    private final int end;
    private int position;

    /** The bytes don't fit the format. */
    static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Malformed(String reason) {
            super(reason, null, false, false);
        }
    }

    WireReader(Buffer buffer, int start, int end) {
        this.buffer = buffer;
        this.position = start;
        this.end = end;
    }

    boolean hasMore() {
        return position < end;
    }

    int u8() {
        return buffer.getUnsignedByte(advance(1));
    }

    int i32() {
        return buffer.getInt(advance(Integer.BYTES));
    }

    long i64() {
        return buffer.getLong(advance(Long.BYTES));
    }

    /** How many records follow, each of at least {@code minBytes}. */
    int count(int minBytes) {
        int count = i32();
        if (count < 0 || count > (end - position) / minBytes) {
            throw new Malformed("a count of " + count + " with " + (end - position) + " bytes left");
        }
        return count;
    }

    byte[] bytes() {
        return bytes(i32());
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    @Nullable
    String textOrNull() {
        int length = i32();
        return length == -1 ? null : new String(bytes(length), StandardCharsets.UTF_8);
    }

    Epoch epoch() {
        return new Epoch(new String(bytes(Epoch.LENGTH), StandardCharsets.US_ASCII));
    }

    /** A part with its own length; what it holds beyond what is read of it is skipped. */
    WireReader part() {
        int length = i32();
        int start = advance(length);
        return new WireReader(buffer, start, start + length);
    }

    private byte[] bytes(int length) {
        int start = advance(length);
        return buffer.getBytes(start, start + length);
    }

    private int advance(int length) {
        if (length < 0 || length > end - position) {
            throw new Malformed("a length of " + length + " with " + (end - position) + " bytes left");
        }
        int start = position;
        position += length;
        return start;
    }
}
