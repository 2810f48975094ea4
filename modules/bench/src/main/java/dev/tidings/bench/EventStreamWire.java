package dev.tidings.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An event stream of one channel. Owned by the load loop, one a connection. */
final class EventStreamWire implements Wire {

    private final FrameScanner scanner;
    private final byte[] request;
    private final ChunkDecoder chunks = new ChunkDecoder();

    /** @param resumeFrom the position to go on from, or empty for "from now on" */
    EventStreamWire(FrameScanner scanner, String channel, String resumeFrom) {
        this.scanner = scanner;
        String resume = resumeFrom.isEmpty() ? "" : "Last-Event-ID: " + resumeFrom + "\r\n";
        this.request = ("GET /api/events/" + channel + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
                        + resume + "\r\n")
                .getBytes(US_ASCII);
    }

    @Override
    public byte[] request() {
        return request;
    }

    @Override
    public String granted() {
        return "HTTP/1.1 200";
    }

    @Override
    public byte[] hello() {
        return NOTHING;
    }

    @Override
    public byte[] alive() {
        return NOTHING;
    }

    @Override
    public int decode(ByteBuffer in, byte[] out, int at) throws IOException {
        int end = chunks.decode(in, out, at);
        if (chunks.ended()) {
            throw new EOFException("the hub ended a stream");
        }
        return end;
    }

    @Override
    public int scan(byte[] text, int end, FrameScanner.Sink sink) {
        return scanner.scan(text, end, sink);
    }
}
