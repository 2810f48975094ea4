package dev.tidings.hub.peers;

import dev.tidings.model.Epoch;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes the fields of messages between nodes, big-endian. Owned by who made it. */
final class WireWriter {

    private static final int NOTHING = -1;

    private final Buffer buffer;

    WireWriter(Buffer buffer) {
        this.buffer = buffer;
    }

    WireWriter u8(int value) {
        buffer.appendByte((byte) value);
        return this;
    }

    WireWriter i32(int value) {
        buffer.appendInt(value);
        return this;
    }

    WireWriter i64(long value) {
        buffer.appendLong(value);
        return this;
    }

    WireWriter bytes(byte[] value) {
        buffer.appendInt(value.length).appendBytes(value);
        return this;
    }

    WireWriter text(@Nullable String value) {
        if (value == null) {
            return i32(NOTHING);
        }
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    WireWriter epoch(Epoch epoch) {
        buffer.appendBytes(epoch.value().getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    /** Begins a part whose length stands before it, so that a reader may skip what it does not know; see {@link #end}. */
    int begin() {
        buffer.appendInt(0);
        return buffer.length();
    }

    /** Ends the part that began there. */
    void end(int start) {
        buffer.setInt(start - Integer.BYTES, buffer.length() - start);
    }
}
