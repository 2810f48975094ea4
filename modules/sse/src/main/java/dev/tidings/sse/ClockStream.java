package dev.tidings.sse;

import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.Reset;
import dev.tidings.hub.Subscription;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A stream that tells the time. Owned by its event loop. It subscribes to nothing; its session is there so that it drains,
 * stalls and ends like every other stream.
 */
final class ClockStream extends EventStream {

    private final ClockFeed feed;
    private boolean begun;

    ClockStream(Opening opening, ClockFeed feed) {
        super(opening);
        this.feed = feed;
    }

    void begin() {
        feed.add(this);
    }

    boolean isChunked() {
        return writer().isChunked();
    }

    /** One second went by; a reader that does not read misses it. Takes over a reference. */
    void tick(ByteBuf message) {
        if (!isWritable()) {
            message.release();
            return;
        }
        writer().write(message);
        if (!begun) {
            begun = true;
            say(null, Words.CONNECTED, Words.connected(session().connection()));
        }
        flush();
    }

    @Override
    public void deliver(Subscription from, FrameBatch batch) {}

    @Override
    public void reset(Subscription from, Reset reset) {}

    @Override
    public void heartbeat() {
        // A message a second is all the sign of life that is needed.
    }

    @Override
    public void gone() {
        feed.remove(this);
        super.gone();
    }

    @Override
    void refreshed() {}

    @Override
    @Nullable
    String currentId() {
        return null;
    }
}
