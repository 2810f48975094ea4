package dev.tidings.edge;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** What bodies have in common however they are written: who hears of room, and of the end. Owned by its event loop. */
abstract class ResponseStream implements BodyStream {

    final HttpServerRequest request;
    final HttpServerResponse response;
    final Wire wire;
    private @Nullable Runnable onWritable;
    private @Nullable Runnable onClose;
    private boolean closed;

    ResponseStream(HttpServerRequest request, Wire wire) {
        this.request = request;
        this.response = request.response();
        this.wire = wire;
        // whose client went before it was opened is told so by nobody
        this.closed = response.closed();
    }

    @Override
    public final void onWritable(Runnable handler) {
        onWritable = handler;
    }

    @Override
    public final void onClose(Runnable handler) {
        onClose = handler;
        if (closed) {
            handler.run();
        }
    }

    @Override
    public final boolean isClosed() {
        return closed;
    }

    @Override
    public final void abort() {
        if (!closed) {
            closed();
            wire.abort(request);
        }
    }

    /** It may be that more can be written. */
    final void drained() {
        if (!isWritable()) {
            return;
        }
        wire.resumed(this);
        if (onWritable != null) {
            onWritable.run();
        }
    }

    /** It has ended, whoever ended it. Idempotent. */
    final void closed() {
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
