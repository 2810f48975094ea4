package dev.tidings.socket.engineio;

import dev.tidings.model.HubException;
import dev.tidings.socket.Utf8;
import java.util.NoSuchElementException;

/**
 * Reads the packets of a request's body one by one (Engine.IO 4, "HTTP long-polling"). Owned by its session's event loop.
 * Nothing is decoded before it is asked for, so that who reads may stop between two packets.
 */
final class PayloadReader {

    /** What stands between two packets. */
    static final byte SEPARATOR = 0x1e;

    private final byte[] payload;
    private int next;

    /**
     * @param payload the body, not to be written to
     * @throws HubException {@code malformed} when it is no text
     */
    PayloadReader(byte[] payload) {
        if (Utf8.next(Utf8.WHOLE, payload, 0, payload.length) != Utf8.WHOLE) {
            throw Packet.malformed("The payload is not UTF-8.");
        }
        this.payload = payload;
    }

    /** Whether a packet was read. */
    boolean hasBegun() {
        return next > 0;
    }

    /** Whether there is one more; there always is a first. */
    boolean hasNext() {
        return next <= payload.length;
    }

    /**
     * The next packet.
     *
     * @throws HubException {@code malformed}; nothing is to be read afterwards
     */
    Packet next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the payload is at its end");
        }
        int end = next;
        while (end < payload.length && payload[end] != SEPARATOR) {
            end++;
        }
        int begin = next;
        next = end + 1;
        return Packet.parse(payload, begin, end);
    }
}
