package dev.tidings.socket.sockjs;

import dev.tidings.edge.BodyStream;
import dev.tidings.hub.FrameBatch;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;

/**
 * A request whose answer carries frames until it is long enough; then the client asks anew, so that its browser can forget what
 * it has read. Owned by its event loop.
 */
final class StreamReceiver implements LocalReceiver {

    private final BodyStream body;
    private final Transport transport;
    private final String callback;
    private final long maxBytes;
    private long writtenBytes;
    private boolean ended;

    /**
     * Begins the answer.
     *
     * @param maxBytes of all frames, after which it ends
     */
    StreamReceiver(BodyStream body, Transport transport, String callback, long maxBytes) {
        this.body = body;
        this.transport = transport;
        this.callback = callback;
        this.maxBytes = maxBytes;
        body.write(transport.prelude(callback));
    }

    /** Begins to tell what happens to the connection, which may be gone already. */
    void start(Listener listener) {
        // the head goes out at once, whenever the first frame comes
        body.flush();
        body.onWritable(listener::drained);
        body.onClose(() -> {
            if (!ended) {
                ended = true;
                listener.gone();
            }
        });
    }

    @Override
    public boolean takes() {
        return !ended && writtenBytes < maxBytes && body.isWritable();
    }

    @Override
    public void frame(byte[] whole) {
        byte[] framed = transport.framed(callback, whole);
        writtenBytes += framed.length;
        body.write(framed);
    }

    @Override
    public void messages(List<byte[]> quoted) {
        frame(SockJsFrames.messages(quoted));
    }

    @Override
    public void deliver(FrameBatch batch, QuotedFormat format) {
        if (transport == Transport.HTMLFILE) {
            messages(List.of(ByteBufUtil.getBytes(batch.joined(format.elements()))));
            return;
        }
        ByteBuf joined = batch.joined(format.stream(transport, body.isChunked()));
        writtenBytes += joined.readableBytes();
        body.write(joined.retainedDuplicate());
    }

    @Override
    public boolean flush() {
        body.flush();
        if (writtenBytes >= maxBytes) {
            end();
        }
        return !ended;
    }

    @Override
    public void end() {
        ended = true;
        body.end();
    }

    @Override
    public void abort() {
        ended = true;
        body.abort();
    }
}
