package dev.tidings.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerConnection;
import org.jspecify.annotations.Nullable;

/**
 * A body in HTTP/1.1 chunks that are written below the encoder. Owned by its event loop.
 *
 * <p>Head and end go through Vert.x, so that it knows when the answer begins and is over; what lies between is written at
 * the encoder's own place in the pipeline, framed already, and shared by all connections that get the same. That saves a
 * message object, a promise and a flush for each event. TLS lies below and still applies. What Vert.x offers for streams
 * doesn't see these bytes: neither its write queue and drain handler (here the channel is asked) nor its idle time-out
 * (it is 0; {@link Deadlines}).
 */
final class RawStream implements BodyStream {

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Http1Wire wire;
    private final ChannelHandlerContext encoder;
    private @Nullable Runnable onWritable;
    private @Nullable Runnable onClose;
    private boolean closed;

    /** Sends the head; the channel must be writable, or the head would wait while the body goes out. */
    RawStream(HttpServerRequest request, Http1Wire wire, HttpServerConnection connection) {
        this.request = request;
        this.response = request.response();
        this.wire = wire;
        this.encoder = connection.channelHandlerContext().pipeline().context(Http1Wire.ENCODER);
        response.setChunked(true);
        response.endHandler(ended -> closed());
        response.writeHead();
    }

    @Override
    public boolean isChunked() {
        return true;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // it is the void promise: a failure closes the connection
    public void write(ByteBuf chunks) {
        if (closed || !encoder.channel().isActive()) {
            chunks.release();
            return;
        }
        encoder.write(chunks, encoder.voidPromise());
    }

    @Override
    public void write(byte[] bytes) {
        if (!closed && bytes.length > 0) {
            write(Chunk.of(encoder.alloc(), bytes));
        }
    }

    @Override
    public void flush() {
        if (closed) {
            return;
        }
        encoder.flush();
        if (!encoder.channel().isWritable()) {
            wire.stalled(this);
        }
    }

    @Override
    public boolean isWritable() {
        return !closed && encoder.channel().isWritable();
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
            response.end();
            wire.answered(request);
        }
    }

    @Override
    public void abort() {
        if (!closed) {
            response.reset();
            closed();
        }
    }

    /** The channel can be written to again. */
    void drained() {
        if (!isWritable()) {
            return;
        }
        wire.resumed(this);
        if (onWritable != null) {
            onWritable.run();
        }
    }

    private void closed() {
        if (closed) {
            return;
        }
        closed = true;
        wire.resumed(this);
        if (onClose != null) {
            onClose.run();
        }
    }
}
