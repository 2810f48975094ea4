package dev.tidings.socket.sockjs;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the loop that got a request tells the one that owns its session. Immutable.
 *
 * @param purpose what the request is for
 * @param subject whose it is, as the border found
 * @param mark what tells it from the next; at most 255 bytes
 */
record RequestHead(Purpose purpose, String subject, String mark) {

    /** What a request is for. */
    enum Purpose {
        /** To get one frame. */
        POLL(0),
        /** To get frames until the answer is long enough. */
        STREAM(1),
        /** To get frames for as long as there are any. */
        ENDLESS(3),
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
                case 3 -> ENDLESS;
                default -> null;
            };
        }
    }

    byte[] bytes() {
        byte[] word = mark.getBytes(StandardCharsets.UTF_8);
        byte[] name = subject.getBytes(StandardCharsets.UTF_8);
        return SockJsFrames.joined(new byte[] {purpose.code, (byte) word.length}, word, name);
    }

    /** @throws HubException {@code malformed} when another version of the program sent it */
    static RequestHead read(byte[] bytes) {
        Purpose purpose = bytes.length < 2 ? null : Purpose.of(bytes[0]);
        int name = bytes.length < 2 ? 0 : 2 + (bytes[1] & 0xff);
        if (purpose == null || name > bytes.length) {
            throw new HubException(ErrorCode.MALFORMED, "not a request of a SockJS session");
        }
        String subject = new String(bytes, name, bytes.length - name, StandardCharsets.UTF_8);
        return new RequestHead(purpose, subject, new String(bytes, 2, name - 2, StandardCharsets.UTF_8));
    }
}
