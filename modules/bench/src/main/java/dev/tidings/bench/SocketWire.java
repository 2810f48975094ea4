package dev.tidings.bench;

import dev.tidings.verify.SocketDecoder;
import dev.tidings.verify.SocketRequest;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A WebSocket with one subscription. Owned by the load loop, one a connection. */
final class SocketWire implements Wire {

    private static final byte[] ALIVE = SocketRequest.text("{}");

    private final SocketScanner scanner;
    private final byte[] hello;
    private final SocketDecoder frames = new SocketDecoder();

    /** @param resumeFrom the position to go on from, or empty for "from now on" */
    SocketWire(SocketScanner scanner, String channel, String resumeFrom) {
        this.scanner = scanner;
        String resume = resumeFrom.isEmpty() ? "" : ",\"position\":\"" + resumeFrom + '"';
        this.hello = SocketRequest.text("{\"id\":1,\"subscribe\":{\"channel\":\"" + channel + "\"" + resume + "}}");
    }

    @Override
    public byte[] request() {
        return SocketRequest.upgrade();
    }

    @Override
    public String granted() {
        return SocketRequest.GRANTED;
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
        int end = frames.decode(in, out, at);
        if (frames.ended()) {
            throw new EOFException("the hub closed a WebSocket");
        }
        return end;
    }

    @Override
    public int scan(byte[] text, int end, FrameScanner.Sink sink) {
        return scanner.scan(text, end, sink);
    }
}
