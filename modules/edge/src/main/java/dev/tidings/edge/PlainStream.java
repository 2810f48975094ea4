package dev.tidings.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * A body written through Vert.x's public API: for HTTP/2, for HTTP/1.0, and wherever the way below the encoder is closed.
 * Owned by its event loop. What was written since the last flush goes out as one buffer, since each write of the public
 * API is a flush of its own.
 */
final class PlainStream implements BodyStream {

    private final HttpServerResponse response;
    private final Wire wire;
    private @Nullable Buffer pending;
    private @Nullable Runnable onWritable;
    private @Nullable Runnable onClose;
    private boolean closed;

    PlainStream(HttpServerResponse response, Wire wire) {
        this.response = response;
        this.wire = wire;
        response.drainHandler(drained -> writable());
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
            wire.watch(this);
        }
    }

    @Override
    public boolean isWritable() {
        return !closed && !response.writeQueueFull();
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
            response.end();
            closed();
        }
    }

    @Override
    public void abort() {
        if (!closed) {
            response.reset();
            closed();
        }
    }

    private void writable() {
        wire.unwatch(this);
        if (!closed && onWritable != null) {
            onWritable.run();
        }
    }

    private void closed() {
        if (closed) {
            return;
        }
        closed = true;
        pending = null;
        wire.unwatch(this);
        if (onClose != null) {
            onClose.run();
        }
    }
}
