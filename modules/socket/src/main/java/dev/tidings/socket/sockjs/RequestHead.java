package dev.tidings.socket.sockjs;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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
        POLL(0),
        /** To get frames until the answer is long enough. */
        STREAM(1),
        /** To bring messages. */
        SEND(2);

        private final byte code;

        Purpose(int code) {
            this.code = (byte) code;
        }

        private static @Nullable Purpose of(byte code) {
            return switch (code) {
                case 0 -> POLL;
                case 1 -> STREAM;
                case 2 -> SEND;
                default -> null;
            };
        }
    }

    byte[] bytes() {
        byte[] name = subject.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[name.length + 1];
        bytes[0] = purpose.code;
        System.arraycopy(name, 0, bytes, 1, name.length);
        return bytes;
    }

    /** @throws HubException {@code malformed} when another version of the program sent it */
    static RequestHead read(byte[] bytes) {
        Purpose purpose = bytes.length == 0 ? null : Purpose.of(bytes[0]);
        if (purpose == null) {
            throw new HubException(ErrorCode.MALFORMED, "not a request of a SockJS session");
        }
        byte[] name = Arrays.copyOfRange(bytes, 1, bytes.length);
        return new RequestHead(purpose, new String(name, StandardCharsets.UTF_8));
    }
}
