package dev.tidings.socket.sockjs;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Frames of the SockJS protocol as bytes. Pure functions. */
final class SockJsFrames {

    /** A session has begun. */
    static final byte[] OPEN = {'o'};

    /** The connection lives. */
    static final byte[] HEARTBEAT = {'h'};

    /** What begins and ends a frame of messages. */
    static final byte[] BEGIN = {'a', '['};

    static final byte[] END = {']'};

    /** What is told to a second request that waits. */
    static final byte[] SECOND = close(2010, "Another connection still open");

    /** What is told to a browser that asks again for an answer which nobody has any more. */
    static final byte[] LOST = close(1006, "An answer was lost");

    private SockJsFrames() {}

    /** The parts in a row. */
    static byte[] joined(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] whole = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }

    /** A frame of messages, each quoted, or several with commas between. */
    static byte[] messages(List<byte[]> quoted) {
        byte[][] parts = new byte[2 * quoted.size() + 1][];
        for (int i = 0; i < quoted.size(); i++) {
            parts[2 * i] = i == 0 ? BEGIN : new byte[] {','};
            parts[2 * i + 1] = quoted.get(i);
        }
        parts[2 * quoted.size()] = END;
        return joined(parts);
    }

    /** The session has ended. */
    static byte[] close(int code, String reason) {
        byte[] quoted = Quoting.quoted(reason.getBytes(StandardCharsets.UTF_8));
        return joined(("c[" + code + ",").getBytes(StandardCharsets.US_ASCII), quoted, END);
    }
}
