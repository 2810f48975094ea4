package dev.tidings.sse;

import dev.tidings.edge.BodyStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection that a test looks into: what was flushed is what arrived, and it takes as many bytes as the test lets it.
 * Owned by its test.
 */
final class FakeBody implements BodyStream {

    private final boolean chunked;
    private final ByteArrayOutputStream unflushed = new ByteArrayOutputStream();
    private final EventStreamParser parser = new EventStreamParser();
    private final ByteArrayOutputStream arrived = new ByteArrayOutputStream();
    private long room = Long.MAX_VALUE;
    private @Nullable Runnable onWritable;
    private @Nullable Runnable onClose;
    private boolean closed;
    private boolean aborted;
    private int flushes;
    private int largestWrite;

    FakeBody(boolean chunked) {
        this.chunked = chunked;
    }

    @Override
    public boolean isChunked() {
        return chunked;
    }

    @Override
    public void write(ByteBuf bytes) {
        byte[] framed = ByteBufUtil.getBytes(bytes);
        bytes.release();
        take(chunked ? unchunked(framed) : framed);
    }

    @Override
    public void write(byte[] bytes) {
        take(bytes);
    }

    @Override
    public void flush() {
        flushes++;
        arrived.writeBytes(unflushed.toByteArray());
        parser.feed(unflushed.toByteArray());
        unflushed.reset();
    }

    @Override
    public boolean isWritable() {
        return !closed && room > 0;
    }

    @Override
    public void onWritable(Runnable handler) {
        onWritable = handler;
    }

    @Override
    public void onClose(Runnable handler) {
        onClose = handler;
        if (closed) {
            handler.run();
        }
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void end() {
        if (!closed) {
            flush();
            cut();
        }
    }

    @Override
    public void abort() {
        aborted = true;
        cut();
    }

    /** The client goes away. */
    void cut() {
        if (!closed) {
            closed = true;
            if (onClose != null) {
                onClose.run();
            }
        }
    }

    /** Takes only so many more bytes. */
    void takeOnly(long bytes) {
        room = bytes;
    }

    /** Takes more again. */
    void takeMore(long bytes) {
        room = bytes;
        if (onWritable != null && !closed) {
            onWritable.run();
        }
    }

    List<EventStreamParser.Event> events() {
        return parser.events();
    }

    EventStreamParser parser() {
        return parser;
    }

    String text() {
        return arrived.toString(StandardCharsets.UTF_8);
    }

    boolean wasAborted() {
        return aborted;
    }

    int flushes() {
        return flushes;
    }

    int largestWrite() {
        return largestWrite;
    }

    private void take(byte[] bytes) {
        if (closed) {
            return;
        }
        largestWrite = Math.max(largestWrite, bytes.length);
        unflushed.writeBytes(bytes);
        room = room == Long.MAX_VALUE ? room : Math.max(0, room - bytes.length);
    }

    private static byte[] unchunked(byte[] framed) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        int at = 0;
        while (at < framed.length) {
            int end = at;
            while (framed[end] != '\r') {
                end++;
            }
            int length = Integer.parseInt(new String(framed, at, end - at, StandardCharsets.US_ASCII), 16);
            if (length == 0) {
                throw new AssertionError("an empty chunk ends the stream");
            }
            payload.write(framed, end + 2, length);
            at = end + 2 + length;
            if (framed[at] != '\r' || framed[at + 1] != '\n') {
                throw new AssertionError("a chunk without its end");
            }
            at += 2;
        }
        return payload.toByteArray();
    }
}
