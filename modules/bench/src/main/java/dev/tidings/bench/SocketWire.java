package dev.tidings.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A WebSocket with one subscription. Owned by the load loop, one a connection. */
final class SocketWire implements Wire {

    /** RFC 6455 wants a nonce; here nobody caches. */
    private static final byte[] REQUEST = ("GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGlkaW5ncyBiZW5jaC4uLg==\r\n"
                    + "Sec-WebSocket-Protocol: tidings.v1\r\n\r\n")
            .getBytes(US_ASCII);

    private static final int TEXT = 0x81;
    private static final int MASKED = 0x80;
    private static final int MAX_SHORT = 125;
    private static final byte[] MASK = {0x5a, 0x17, 0x3c, 0x61};
    private static final byte[] ALIVE = masked("{}");

    private final SocketScanner scanner;
    private final byte[] hello;
    private final SocketDecoder frames = new SocketDecoder();

    /** @param resumeFrom the position to go on from, or empty for "from now on" */
    SocketWire(SocketScanner scanner, String channel, String resumeFrom) {
        this.scanner = scanner;
        String resume = resumeFrom.isEmpty() ? "" : ",\"position\":\"" + resumeFrom + '"';
        this.hello = masked("{\"id\":1,\"subscribe\":{\"channel\":\"" + channel + "\"" + resume + "}}");
    }

    /** A text frame as a client sends it (RFC 6455 §5.3), of at most 64 KiB. */
    static byte[] masked(String text) {
        byte[] payload = text.getBytes(US_ASCII);
        boolean small = payload.length <= MAX_SHORT;
        ByteBuffer frame = ByteBuffer.allocate((small ? 2 : 4) + MASK.length + payload.length)
                .put((byte) TEXT);
        if (small) {
            frame.put((byte) (MASKED | payload.length));
        } else {
            frame.put((byte) (MASKED | 126)).putShort((short) payload.length);
        }
        frame.put(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ MASK[i % MASK.length]));
        }
        return frame.array();
    }

    @Override
    public byte[] request() {
        return REQUEST;
    }

    @Override
    public String granted() {
        return "HTTP/1.1 101";
    }

    @Override
    public byte[] hello() {
        return hello;
    }

    @Override
    public byte[] alive() {
        return ALIVE;
    }

    @Override
    public int decode(ByteBuffer in, byte[] out, int at) throws IOException {
        return frames.decode(in, out, at);
    }

    @Override
    public int scan(byte[] text, int end, FrameScanner.Sink sink) {
        return scanner.scan(text, end, sink);
    }
}
