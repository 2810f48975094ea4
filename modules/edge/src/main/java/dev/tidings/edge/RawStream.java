package dev.tidings.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * A body in HTTP/1.1 chunks that are written below the encoder. Owned by its event loop.
 *
 * <p>Head and end go through Vert.x, so that it knows when the answer begins and is over; what lies between is written at
 * the encoder's own place in the pipeline, framed already, and shared by all connections that get the same. That saves a
 * message object, a promise and a flush for each event. TLS lies below and still applies. What Vert.x offers for streams
 * doesn't see these bytes: neither its write queue and drain handler (here the channel is asked) nor its idle time-out
 * (it is 0; {@link Deadlines}).
 */
final class RawStream extends ResponseStream {

    private final ChannelHandlerContext encoder;

    /** Sends the head; the channel must be writable, or the head would wait while the body goes out. */
    RawStream(HttpServerRequest request, Http1Wire wire, HttpServerConnection connection) {
        super(request, wire);
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
        if (isClosed() || !encoder.channel().isActive()) {
            chunks.release();
            return;
        }
        encoder.write(chunks, encoder.voidPromise());
    }

    @Override
    public void write(byte[] bytes) {
        if (!isClosed() && bytes.length > 0) {
            write(Chunk.of(encoder.alloc(), bytes));
        }
    }

    @Override
    public void flush() {
        if (isClosed()) {
            return;
        }
        encoder.flush();
        if (!encoder.channel().isWritable()) {
            wire.stalled(this);
        }
    }

    @Override
    public boolean isWritable() {
        return !isClosed() && encoder.channel().isWritable();
    }

    @Override
    public void end() {
        if (!isClosed()) {
            response.end();
            wire.answered(request);
        }
    }
}
