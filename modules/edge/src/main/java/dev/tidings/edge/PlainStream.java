package dev.tidings.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A body written through Vert.x's public API: for HTTP/2, for HTTP/1.0, and wherever the way below the encoder is closed.
 * Owned by its event loop. What was written since the last flush goes out as one buffer, since each write of the public
 * API is a flush of its own.
 */
final class PlainStream extends ResponseStream {

    private final BooleanSupplier room;
    private @Nullable Buffer pending;

    /** @param room whether the peer's own limits leave room for more */
    PlainStream(HttpServerRequest request, Wire wire, BooleanSupplier room) {
        super(request, wire);
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
            if (!isClosed()) {
                write(ByteBufUtil.getBytes(bytes));
            }
        } finally {
            bytes.release();
        }
    }

    @Override
    public void write(byte[] bytes) {
        if (isClosed() || bytes.length == 0) {
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
        if (bytes != null && !isClosed()) {
            response.write(bytes);
            if (!isWritable()) {
                wire.stalled(this);
            }
        }
    }

    @Override
    public boolean isWritable() {
        return !isClosed() && !response.writeQueueFull() && room.getAsBoolean();
    }

    @Override
    public void end() {
        if (!isClosed()) {
            flush();
            if (request.version() == HttpVersion.HTTP_1_0) {
                wire.last();
            }
            response.end();
            closed();
            wire.answered(request);
        }
    }
}
