package dev.tidings.socket.sockjs;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What the loop that got a request tells the one that owns its session. Immutable.
 *
 * @param purpose what the request is for
 * @param subject whose it is, as the border found
 */
record RequestHead(Purpose purpose, String subject) {

    /** What a request is for. */
    enum Purpose {
        /** To get one frame. */
        POLL,
        /** To get frames until the answer is long enough. */
        STREAM,
        /** To bring messages. */
        SEND
    }

    byte[] bytes() {
        byte[] name = subject.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[name.length + 1];
        bytes[0] = (byte) purpose.ordinal();
        System.arraycopy(name, 0, bytes, 1, name.length);
        return bytes;
    }

    /** @throws HubException {@code malformed} when another version of the program sent it */
    static RequestHead read(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] < 0 || bytes[0] >= Purpose.values().length) {
            throw new HubException(ErrorCode.MALFORMED, "not a request of a SockJS session");
        }
        byte[] name = Arrays.copyOfRange(bytes, 1, bytes.length);
        return new RequestHead(Purpose.values()[bytes[0]], new String(name, StandardCharsets.UTF_8));
    }
}
