package dev.tidings.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.impl.ShutdownEvent;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that left HTTP, in the place of Vert.x's own handler and of the codec. Owned by its event loop. Vert.x's
 * connection with its request and queues is garbage from here on; of the pipeline only TLS is left, below.
 *
 * <p>There may be a hundred thousand of these with nothing to do: a time limit exists only while one is kept.
 */
final class RawDuplex extends ChannelInboundHandlerAdapter implements Duplex {

    private static final Logger LOG = LoggerFactory.getLogger(RawDuplex.class);

    /** How long the peer has to read the last words and to end. */
    private static final int LINGER_MILLIS = 2_000;

    private final ContextInternal context;
    private final Deadlines deadlines;
    private final int stallMillis;
    private @Nullable ChannelHandlerContext channel;
    private @Nullable Receiver receiver;
    private Deadlines.@Nullable Deadline deadline;
    private boolean drainScheduled;
    private boolean closed;

    RawDuplex(ContextInternal context, Deadlines deadlines, int stallMillis) {
        this.context = context;
        this.deadlines = deadlines;
        this.stallMillis = stallMillis;
    }

    /** Gives it to its owner. */
    void start(Function<? super Duplex, ? extends Receiver> owner) {
        channel().channel().config().setAutoRead(true);
        call(() -> receiver = owner.apply(this));
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // it is the void promise: a failure closes the connection
    public void write(ByteBuf bytes) {
        if (closed) {
            bytes.release();
        } else {
            channel().write(bytes, channel().voidPromise());
        }
    }

    @Override
    public void flush() {
        if (closed) {
            return;
        }
        channel().flush();
        if (!channel().channel().isWritable() && deadline == null) {
            limit(stallMillis);
        }
    }

    @Override
    public boolean isWritable() {
        return !closed && channel().channel().isWritable();
    }

    @Override
    public void read(boolean on) {
        if (!closed) {
            channel().channel().config().setAutoRead(on);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        unlimited();
        limit(LINGER_MILLIS);
        channel().channel().config().setAutoRead(true);
        channel().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> end());
    }

    @Override
    public void abort() {
        closed = true;
        cut();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        channel = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        try {
            // the end of the request that asked for the upgrade comes here too
            if (!closed && message instanceof ByteBuf bytes && bytes.isReadable()) {
                call(() -> receiver().received(bytes));
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext from) {
        if (!isWritable() || drainScheduled) {
            return;
        }
        // not now: this may come from within the flush of whom it would call
        drainScheduled = true;
        context.runOnContext(later -> {
            drainScheduled = false;
            if (isWritable()) {
                unlimited();
                call(() -> receiver().writable());
            }
        });
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext from, Object event) {
        // the listener is going down; the hub has told its clients before
        if (event instanceof ShutdownEvent) {
            abort();
        }
        ReferenceCountUtil.release(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.debug("a connection failed", cause);
        }
        abort();
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        closed = true;
        unlimited();
        Receiver last = receiver;
        receiver = null;
        if (last != null) {
            call(last::closed);
        }
    }

    /** The end is said while the peer is still heard, so that no reset overtakes the last words. */
    @SuppressWarnings("FutureReturnValueIgnored") // channelInactive tells
    private void end() {
        SslHandler tls = channel().pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
        } else if (channel().channel() instanceof DuplexChannel socket) {
            socket.shutdownOutput();
        } else {
            cut();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // channelInactive tells
    private void cut() {
        channel().channel().close();
    }

    private void limit(int millis) {
        deadline = deadlines.open(this::abort);
        deadline.set(millis);
    }

    private void unlimited() {
        if (deadline != null) {
            deadline.close();
            deadline = null;
        }
    }

    private void call(Runnable step) {
        ContextInternal before = context.beginDispatch();
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.error("a connection that left HTTP failed", e);
            abort();
        } finally {
            context.endDispatch(before);
        }
    }

    private ChannelHandlerContext channel() {
        return Objects.requireNonNull(channel, "not in a pipeline");
    }

    private Receiver receiver() {
        return Objects.requireNonNull(receiver, "nobody receives");
    }
}
