package dev.tidings.bench;

import dev.tidings.verify.SocketDecoder;
import dev.tidings.verify.SocketRequest;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A protocol whose messages come over a WebSocket. Owned by the load loop, one a connection. */
abstract class MessageWire implements Wire {

    private final MessageScanner scanner;
    private final byte[] request;
    private final SocketDecoder frames = new SocketDecoder();
    private final MessageScanner.Listener listener = this::said;
    private byte[] answer = NOTHING;

    /** @param target of the handshake */
    MessageWire(MessageScanner scanner, String target) {
        this.scanner = scanner;
        this.request = SocketRequest.upgradeOf(target);
    }

    /** What the other side said that is no publication. */
    abstract void said(String message, FrameScanner.Sink sink);

    /** Has a message sent when everything that came was looked at; one at a time. */
    final void say(String message) {
        answer = SocketRequest.text(message);
    }

    @Override
    public final byte[] request() {
        return request;
    }

    @Override
    public final String granted() {
        return SocketRequest.GRANTED;
    }

    @Override
    public final byte[] hello() {
        return NOTHING;
    }

    @Override
    public final byte[] alive() {
        return NOTHING;
    }

    @Override
    public final byte[] answer() {
        byte[] said = frames.takePing() ? withPong(answer) : answer;
        answer = NOTHING;
        return said;
    }

    private static byte[] withPong(byte[] said) {
        byte[] pong = SocketRequest.pong();
        byte[] both = Arrays.copyOf(said, said.length + pong.length);
        System.arraycopy(pong, 0, both, said.length, pong.length);
        return both;
    }

    @Override
    public final int decode(ByteBuffer in, byte[] out, int at) throws IOException {
        int end = frames.decode(in, out, at);
        if (frames.ended()) {
            throw new EOFException("the other side closed a WebSocket");
        }
        return end;
    }

    @Override
    public final int scan(byte[] text, int end, FrameScanner.Sink sink) {
        return scanner.scan(text, end, sink, listener);
    }
}
