package dev.tidings.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A body written through Vert.x's public API: for HTTP/2, for HTTP/1.0, and wherever the way below the encoder is closed.
 * Owned by its event loop. What was written since the last flush goes out as one buffer, since each write of the public
 * API is a flush of its own.
 */
final class PlainStream implements BodyStream {

    /** HTTP/2's code for a stream that is no longer wanted (RFC 9113 §7); HTTP/1 closes the connection. */
    private static final long CANCEL = 8;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Wire wire;
    private final BooleanSupplier room;
    private @Nullable Buffer pending;
    private @Nullable Runnable onWritable;
    private @Nullable Runnable onClose;
    private boolean closed;

    /** @param room whether the peer's own limits leave room for more */
    PlainStream(HttpServerRequest request, Wire wire, BooleanSupplier room) {
        this.request = request;
        this.response = request.response();
        this.wire = wire;
        this.room = room;
        response.drainHandler(drained -> drained());
        response.exceptionHandler(failure -> closed());
        response.endHandler(ended -> closed());
    }

    @Override
    public boolean isChunked() {
        return false;
    }

    @Override
    public void write(ByteBuf bytes) {
        try {
            if (!closed) {
                write(ByteBufUtil.getBytes(bytes));
            }
        } finally {
            bytes.release();
        }
    }

    @Override
    public void write(byte[] bytes) {
        if (closed || bytes.length == 0) {
            return;
        }
        if (pending == null) {
            pending = Buffer.buffer(bytes);
        } else {
            pending.appendBytes(bytes);
        }
    }

    @Override
    public void flush() {
        Buffer bytes = pending;
        pending = null;
        if (bytes != null && !closed) {
            response.write(bytes);
            if (!isWritable()) {
                wire.stalled(this);
            }
        }
    }

    @Override
    public boolean isWritable() {
        return !closed && !response.writeQueueFull() && room.getAsBoolean();
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
            if (request.version() == HttpVersion.HTTP_1_0) {
                wire.last();
            }
            response.end();
            closed();
            wire.answered(request);
        }
    }

    @Override
    public void abort() {
        if (!closed) {
            response.reset(CANCEL);
            closed();
        }
    }

    /** It may be that more can be written. */
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
        pending = null;
        wire.resumed(this);
        if (onClose != null) {
            onClose.run();
        }
    }
}
