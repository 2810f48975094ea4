package dev.tidings.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/** What a client sends on a WebSocket, as bytes. Pure functions. */
public final class SocketRequest {

    /** How the answer to {@link #upgrade} begins when it was granted. */
    public static final String GRANTED = "HTTP/1.1 101";

    private static final int TEXT = 0x81;
    private static final int MASKED = 0x80;
    private static final int LENGTH_OF_16_BITS = 126;
    private static final int MAX_BYTES = 0xffff;
    private static final byte[] MASK = {0x5a, 0x17, 0x3c, 0x61};

    private SocketRequest() {}

    /** The handshake with {@code /ws} of the hub on this machine. */
    public static byte[] upgrade() {
        return upgrade("localhost", "");
    }

    /** The same without a subprotocol, for an endpoint whose protocol is another. */
    public static byte[] upgradeOf(String target) {
        return new String(upgrade(), US_ASCII)
                .replace("GET /ws ", "GET " + target + " ")
                .replace("Sec-WebSocket-Protocol: tidings.v1\r\n", "")
                .getBytes(US_ASCII);
    }

    /**
     * The handshake with {@code /ws} (RFC 6455 §4.1). Its nonce is always the same: nothing is cached here.
     *
     * @param authority {@code HOST:PORT}
     * @param token what the hub is shown; empty for nothing
     */
    public static byte[] upgrade(String authority, String token) {
        String credential = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
        String request = """
                GET /ws HTTP/1.1\r
                Host: %s\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Key: dGlkaW5ncyBiZW5jaC4uLg==\r
                Sec-WebSocket-Protocol: tidings.v1\r
                %s\r
                """.formatted(authority, credential);
        return request.getBytes(US_ASCII);
    }

    /** An empty pong (RFC 6455 §5.5.3), masked with zeros. */
    public static byte[] pong() {
        return new byte[] {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0};
    }

    /**
     * A text frame (RFC 6455 §5.2), masked as a client's must be.
     *
     * @throws IllegalArgumentException when it has more than 65,535 bytes
     */
    public static byte[] text(String text) {
        byte[] payload = text.getBytes(UTF_8);
        if (payload.length > MAX_BYTES) {
            throw new IllegalArgumentException("a frame of " + payload.length + " bytes");
        }
        boolean isShort = payload.length < LENGTH_OF_16_BITS;
        ByteBuffer frame = ByteBuffer.allocate((isShort ? 2 : 4) + MASK.length + payload.length)
                .put((byte) TEXT);
        if (isShort) {
            frame.put((byte) (MASKED | payload.length));
        } else {
            frame.put((byte) (MASKED | LENGTH_OF_16_BITS)).putShort((short) payload.length);
        }
        frame.put(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ MASK[i % MASK.length]));
        }
        return frame.array();
    }
}
