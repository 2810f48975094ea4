package dev.tidings.edge;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.ContextInternal;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A connection of HTTP/1. Owned by its event loop. Stands before the decoder, where bytes come in: it keeps the time limits
 * of a request's head and body and of the pause between two requests, hears when the socket takes more, and closes a
 * connection whose client sends on behind a stream that has no end.
 *
 * <p>With {@link RawStream} and {@link RawDuplex} the one place that knows how Vert.x arranges its pipeline.
 */
final class Http1Wire extends ChannelInboundHandlerAdapter implements Wire {

    /** How Vert.x names what we stand beside. */
    static final String DECODER = "httpDecoder";

    static final String ENCODER = "httpEncoder";

    private static final String HANDLER = "handler";

    private static final String DUPLEX = "duplex";

    /** Stands there with TLS, for files. */
    private static final String CHUNKED_WRITER = "chunkedWriter";

    private static final int HEAD_END = 0x0D0A0D0A;

    private static final String NAME = "tidings";

    private static final String CHUNK_CHECK = "chunkCheck";

    /**
     * How long the rest of a refused request is read, so that the client gets to read the refusal; and how long a client that
     * takes nothing has for what a stream that was cut had written.
     */
    private static final int LINGER_MILLIS = 2_000;

    private static final long MILLIS_PER_SECOND = 1_000;

    /** What the connection waits for. */
    private enum Waiting {
        FOR_A_REQUEST,
        FOR_ITS_HEAD,
        FOR_ITS_BODY,
        FOR_THE_ANSWER,
        FOR_THE_END
    }

    private final HttpServerConnection connection;
    private final ListenerLimits limits;
    private final boolean belowEncoder;
    private final Deadlines deadlines;
    private final Deadlines.Deadline deadline;
    private Waiting waiting = Waiting.FOR_ITS_HEAD;
    private @Nullable HttpServerRequest current;
    private @Nullable BodyPace pace;
    private @Nullable BodyStream stream;

    /** Who reads the current request's body. */
    private @Nullable Consumer<HubException> reader;

    /** Whether the rest of the current request's body can't be read. */
    private boolean broken;

    private boolean drainScheduled;
    private boolean closing;

    /** Whether bytes are on their way through the decoder. */
    private boolean reading;

    /** Whether the last bytes that came were more than the end of a head. */
    private boolean more;

    /** What of the last answer had not gone out when it was last looked at. */
    private long unsentBytes;

    private Http1Wire(
            HttpServerConnection connection, ListenerLimits limits, Deadlines deadlines, boolean belowEncoder) {
        this.connection = connection;
        this.limits = limits;
        this.belowEncoder = belowEncoder;
        this.deadlines = deadlines;
        this.deadline = deadlines.open(this::expired);
        deadline.set(limits.headerMillis());
    }

    /** Puts a wire into a new connection's pipeline. */
    static Http1Wire install(
            HttpServerConnection connection, ListenerLimits limits, Deadlines deadlines, boolean belowEncoder) {
        Http1Wire wire = new Http1Wire(connection, limits, deadlines, belowEncoder);
        ChannelPipeline pipeline = connection.channelHandlerContext().pipeline();
        pipeline.addBefore(DECODER, NAME, wire);
        pipeline.addAfter(DECODER, CHUNK_CHECK, new ChunkCheck(wire::broken));
        return wire;
    }

    /** Takes the wire of a connection out that goes on in HTTP/2. */
    static void remove(HttpServerConnection connection) {
        ChannelPipeline pipeline = connection.channelHandlerContext().pipeline();
        if (pipeline.get(NAME) != null) {
            pipeline.remove(NAME);
            pipeline.remove(CHUNK_CHECK);
        }
    }

    ContextInternal context() {
        return connection.context();
    }

    @Override
    public boolean began(HttpServerRequest request) {
        if (closing) {
            connection.close();
            return false;
        }
        current = request;
        reader = null;
        broken = false;
        if (BodyReader.hasBody(request)) {
            waiting = Waiting.FOR_ITS_BODY;
            pace = new BodyPace(request::bytesRead, limits);
            deadline.set(pace.first());
        } else {
            waiting = Waiting.FOR_THE_ANSWER;
            deadline.clear();
        }
        return true;
    }

    @Override
    public void reading(HttpServerRequest request, Consumer<HubException> refused) {
        if (request != current) {
            return;
        }
        reader = refused;
        if (broken) {
            refused.accept(unreadable());
        }
    }

    private void broken() {
        broken = true;
        if (current == null || current.isEnded()) {
            // it belongs to a request that came in advance, of which nobody knows yet
            cut();
        } else if (reader != null) {
            reader.accept(unreadable());
        }
    }

    private static HubException unreadable() {
        return new HubException(ErrorCode.MALFORMED, "The chunks of the body can't be read.");
    }

    @Override
    public void last() {
        closing = true;
    }

    @Override
    public BodyStream stream(HttpServerRequest request) {
        boolean chunked = request.version() == HttpVersion.HTTP_1_1;
        boolean raw = chunked
                && belowEncoder
                && connection.channelHandlerContext().channel().isWritable();
        BodyStream opened = raw ? new RawStream(request, this, connection) : plain(request, chunked);
        waiting = Waiting.FOR_THE_ANSWER;
        deadline.clear();
        stream = opened;
        return opened;
    }

    /**
     * The order matters: each handler that goes leads what it holds to the next that is left, so that bytes which came in
     * one piece with the request reach the new owner, unless the decoder had time to take them for another request. The new
     * owner stands right behind the decoder, since where HTTP/2 is spoken without TLS Vert.x's handler for going over to it
     * is still there, and swallows what is no request.
     */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // it is the void promise: a failure closes the connection
    public void upgrade(ByteBuf head, Function<? super Duplex, ? extends Duplex.Receiver> owner) {
        if (more && !reading) {
            head.release();
            throw new HubException(ErrorCode.MALFORMED, "Send nothing more before the upgrade is answered.");
        }
        ChannelPipeline pipeline = connection.channelHandlerContext().pipeline();
        ChannelHandlerContext encoder = pipeline.context(ENCODER);
        encoder.write(head, encoder.voidPromise());
        RawDuplex duplex = new RawDuplex(context(), deadlines, limits.stallMillis());
        pipeline.addAfter(DECODER, DUPLEX, duplex);
        pipeline.remove(CHUNK_CHECK);
        pipeline.remove(HANDLER);
        pipeline.remove(ENCODER);
        if (pipeline.get(CHUNKED_WRITER) != null) {
            pipeline.remove(CHUNKED_WRITER);
        }
        duplex.start(owner);
        pipeline.remove(DECODER);
        pipeline.remove(this);
        current = null;
        duplex.flush();
    }

    private BodyStream plain(HttpServerRequest request, boolean chunked) {
        request.response().setChunked(chunked);
        if (!chunked) {
            // without chunks the end of the body is the end of the connection
            request.response().headersEndHandler(end -> request.response().putHeader("Connection", "close"));
        }
        return new PlainStream(request, this, () -> true);
    }

    @Override
    public void answered(HttpServerRequest request) {
        if (closing) {
            linger();
            closeIfRead(request);
        } else if (request == current) {
            stream = null;
            if (request.isEnded()) {
                pause();
            } else {
                waiting = Waiting.FOR_ITS_BODY;
            }
        }
    }

    @Override
    public void abort(HttpServerRequest request) {
        linger();
        request.response().reset();
    }

    @Override
    public void stalled(BodyStream blocked) {
        deadline.begin(limits.stallMillis());
    }

    @Override
    public void resumed(BodyStream unblocked) {
        deadline.clear();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        if (stream != null) {
            ReferenceCountUtil.release(bytes);
            cut();
            return;
        }
        if (waiting == Waiting.FOR_A_REQUEST) {
            waiting = Waiting.FOR_ITS_HEAD;
            deadline.set(limits.headerMillis());
        }
        more = !endsHead(bytes);
        reading = true;
        context.fireChannelRead(bytes);
        reading = false;
        HttpServerRequest request = current;
        if (request == null || !request.isEnded()) {
            return;
        }
        if (waiting == Waiting.FOR_ITS_BODY) {
            bodyArrived(request);
        } else if (waiting == Waiting.FOR_THE_END) {
            closeIfRead(request);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        context.fireChannelWritabilityChanged();
        if (stream instanceof RawStream raw && context.channel().isWritable() && !drainScheduled) {
            // not now: this may come from within the flush of whom it would call
            drainScheduled = true;
            context().runOnContext(later -> {
                drainScheduled = false;
                raw.drained();
            });
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        deadline.close();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        deadline.close();
    }

    private static boolean endsHead(Object read) {
        return read instanceof ByteBuf bytes
                && (bytes.readableBytes() < Integer.BYTES
                        || bytes.getInt(bytes.writerIndex() - Integer.BYTES) == HEAD_END);
    }

    private void bodyArrived(HttpServerRequest request) {
        if (request.response().ended()) {
            pause();
        } else {
            waiting = Waiting.FOR_THE_ANSWER;
            deadline.clear();
        }
    }

    /** The last request is forgotten: its body may be a thousand times as large as a connection that never asks again. */
    private void pause() {
        waiting = Waiting.FOR_A_REQUEST;
        current = null;
        reader = null;
        pace = null;
        unsentBytes = unsentBytes();
        deadline.set(limits.idleMillis());
    }

    /** Nothing more is answered: what was written has its time to go out. */
    private void linger() {
        waiting = Waiting.FOR_THE_END;
        unsentBytes = unsentBytes();
        deadline.set(LINGER_MILLIS);
    }

    /** For how long the client may go on to take what was written, since it does so at a fair pace; 0 when it doesn't. */
    private int whileTaken(int millis) {
        long before = unsentBytes;
        unsentBytes = unsentBytes();
        long fair = (long) BodyPace.MIN_BYTES_PER_SECOND * millis;
        return unsentBytes > 0 && (before - unsentBytes) * MILLIS_PER_SECOND >= fair ? millis : 0;
    }

    private long unsentBytes() {
        ChannelOutboundBuffer unsent =
                connection.channelHandlerContext().channel().unsafe().outboundBuffer();
        // a piece counts as pending until its last byte has gone
        return unsent == null ? 0 : unsent.totalPendingWriteBytes() - unsent.currentProgress();
    }

    private void closeIfRead(HttpServerRequest request) {
        if (request.isEnded()) {
            connection.close();
        }
    }

    private void expired() {
        int again = switch (waiting) {
            case FOR_ITS_BODY -> pace == null ? 0 : pace.next();
            case FOR_A_REQUEST -> whileTaken(limits.idleMillis());
            case FOR_THE_END -> whileTaken(LINGER_MILLIS);
            case FOR_ITS_HEAD, FOR_THE_ANSWER -> 0;
        };
        if (again > 0) {
            deadline.set(again);
            return;
        }
        if (stream != null) {
            stream.abort();
        }
        cut();
    }

    /** Closes the socket at once, from where this stands: Vert.x would first wait until everything was sent. */
    @SuppressWarnings("FutureReturnValueIgnored") // channelInactive tells
    private void cut() {
        ChannelHandlerContext own =
                connection.channelHandlerContext().pipeline().context(this);
        if (own != null) {
            own.close();
        }
    }
}
