package dev.tidings.edge;

import dev.tidings.model.HubException;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.IdentityHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A connection of HTTP/2. Owned by its event loop.
 *
 * <p>All its streams share one window, so that a client which leaves one unread would stop all others. Therefore a stream
 * takes no more than half of its own window unacknowledged (clients acknowledge when half was read, so a smaller share
 * could wait for ever), and one that doesn't get on for the stall's time is reset.
 */
final class Http2Wire implements Wire {

    /** At least so much may be unacknowledged however small the window. */
    private static final int LEAST_SHARE_BYTES = 16 * 1024;

    /** How often a stream that waits for its window is looked at: no event tells of the client's acknowledgement. */
    private static final int WINDOW_POLL_MILLIS = 20;

    /** RFC 9113 §7: the stream is no longer wanted. */
    private static final long CANCEL = 8;

    private final HttpServerConnection connection;
    private final ListenerLimits limits;
    private final Deadlines deadlines;
    private final Deadlines.Deadline idle;
    private final IdentityHashMap<Object, Deadlines.Deadline> open = new IdentityHashMap<>();
    private boolean asked;
    private boolean waited;

    private Http2Wire(HttpServerConnection connection, ListenerLimits limits, Deadlines deadlines) {
        this.connection = connection;
        this.limits = limits;
        this.deadlines = deadlines;
        this.idle = deadlines.open(this::closeIfIdle);
        idle.set(limits.headerMillis());
    }

    /** Watches over a new connection. */
    static Http2Wire install(HttpServerConnection connection, ListenerLimits limits, Deadlines deadlines) {
        Http2Wire wire = new Http2Wire(connection, limits, deadlines);
        connection.channelHandlerContext().channel().closeFuture().addListener(closed -> wire.closed());
        return wire;
    }

    @Override
    public boolean began(HttpServerRequest request) {
        asked = true;
        if (BodyReader.hasBody(request)) {
            BodyPace pace = new BodyPace(request::bytesRead, limits);
            Deadlines.Deadline body = deadlines.open(() -> cutSlowBody(request, pace));
            body.set(pace.first());
            open.put(request, body);
        }
        return true;
    }

    @Override
    public void reading(HttpServerRequest request, Consumer<HubException> refused) {
        // a body of HTTP/2 is broken only by its stream's end, after which there is nobody to tell
    }

    @Override
    public void last() {
        // only an answer of HTTP/1 may end its connection
    }

    @Override
    public BodyStream stream(HttpServerRequest request) {
        forget(request);
        int id = request.response().streamId();
        return new PlainStream(request, this, () -> hasRoom(id));
    }

    @Override
    public void upgrade(ByteBuf head, Function<? super Duplex, ? extends Duplex.Receiver> owner) {
        throw new IllegalStateException("HTTP/2 has no upgrade");
    }

    @Override
    public void answered(HttpServerRequest request) {
        forget(request);
    }

    @Override
    public void abort(HttpServerRequest request) {
        request.response().reset(CANCEL);
    }

    @Override
    public void stalled(BodyStream stream) {
        if (stream instanceof PlainStream plain && !open.containsKey(stream)) {
            Deadlines.Deadline stall = deadlines.open(() -> {
                forget(stream);
                stream.abort();
            });
            stall.set(limits.stallMillis());
            open.put(stream, stall);
            poll(plain);
        }
    }

    @Override
    public void resumed(BodyStream stream) {
        forget(stream);
    }

    private void poll(PlainStream stream) {
        connection.context().setTimer(WINDOW_POLL_MILLIS, again -> {
            if (open.containsKey(stream)) {
                stream.drained();
            }
            if (open.containsKey(stream)) {
                poll(stream);
            }
        });
    }

    private boolean hasRoom(int streamId) {
        Http2Connection http2 = http2();
        Http2Stream stream = http2.stream(streamId);
        if (stream == null) {
            return false;
        }
        Http2RemoteFlowController flow = http2.remote().flowController();
        int window = flow.initialWindowSize();
        return window - flow.windowSize(stream) <= Math.max(LEAST_SHARE_BYTES, window / 2);
    }

    private Http2Connection http2() {
        return ((Http2ConnectionHandler) connection.channelHandlerContext().handler()).connection();
    }

    private void cutSlowBody(HttpServerRequest request, BodyPace pace) {
        int again = request.isEnded() ? 0 : pace.next();
        Deadlines.Deadline deadline = open.get(request);
        if (again > 0 && deadline != null) {
            deadline.set(again);
            return;
        }
        forget(request);
        if (!request.isEnded()) {
            request.response().reset(CANCEL);
        }
    }

    /** Looked at when a first request should have come, and each idle time from then on. */
    private void closeIfIdle() {
        if (!asked || (waited && http2().numActiveStreams() == 0)) {
            connection.close();
        } else {
            waited = true;
            idle.set(limits.idleMillis());
        }
    }

    private void forget(Object watched) {
        Deadlines.Deadline deadline = open.remove(watched);
        if (deadline != null) {
            deadline.close();
        }
    }

    private void closed() {
        idle.close();
        open.values().forEach(Deadlines.Deadline::close);
        open.clear();
    }
}
