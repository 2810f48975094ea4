package dev.tidings.socket.sockjs;

import dev.tidings.edge.Exchange;
import dev.tidings.hub.FrameBatch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that is answered with one frame: as soon as there is one. Owned by its event loop. All that is written until it is
 * flushed is the one frame.
 */
final class PollReceiver implements LocalReceiver {

    /** What one answer takes; the last message may be larger. */
    static final int MAX_BYTES = 256 * 1024;

    private final Exchange exchange;
    private final Transport transport;
    private final String callback;
    private final List<byte[]> quoted = new ArrayList<>(1);
    private int quotedBytes;
    private byte @Nullable [] frame;
    private boolean answered;

    PollReceiver(Exchange exchange, Transport transport, String callback, Listener listener) {
        this.exchange = exchange;
        this.transport = transport;
        this.callback = callback;
        exchange.response().exceptionHandler(failure -> lost(listener));
        exchange.response().closeHandler(closed -> lost(listener));
        if (exchange.response().closed()) {
            lost(listener);
        }
    }

    @Override
    public boolean takes() {
        return !answered && quotedBytes < MAX_BYTES;
    }

    @Override
    public void frame(byte[] whole) {
        frame = whole;
    }

    @Override
    public void messages(List<byte[]> more) {
        more.forEach(this::add);
    }

    @Override
    public void deliver(FrameBatch batch, QuotedFormat format) {
        add(ByteBufUtil.getBytes(batch.joined(format.elements())));
    }

    @Override
    public boolean flush() {
        if (!quoted.isEmpty()) {
            answer(SockJsFrames.messages(quoted));
        } else if (frame != null) {
            answer(frame);
        }
        return !answered;
    }

    @Override
    public void end() {
        answered = true;
    }

    @Override
    public void abort() {
        if (!answered) {
            answered = true;
            exchange.fail(new HubException(ErrorCode.UNAVAILABLE, "The session was lost."));
        }
    }

    private void add(byte[] message) {
        quoted.add(message);
        quotedBytes += message.length;
    }

    private void answer(byte[] whole) {
        if (!answered) {
            answered = true;
            exchange.respond(200, transport.mediaType(), transport.framed(callback, whole));
        }
    }

    private void lost(Listener listener) {
        if (!answered) {
            answered = true;
            listener.gone();
        }
    }
}
