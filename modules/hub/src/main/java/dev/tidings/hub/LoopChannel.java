package dev.tidings.hub;

import dev.tidings.model.ChannelName;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions that one loop has to one channel. Owned by its event loop, but for the signal, which the hub's loop
 * gives: it says no more than that there is something to look at, and at most one of it is under way. The frames are read
 * from the {@link Window}.
 */
final class LoopChannel implements ActiveChannel.Follower {

    /** How much one write to one connection takes at the most. */
    static final int MAX_BATCH_FRAMES = 128;

    private static final long MAX_BATCH_WEIGHT = 64 * 1024;

    private final ChannelName name;
    private final LoopPort port;
    private final AtomicBoolean signalled = new AtomicBoolean();
    private final List<@Nullable Cursor> cursors = new ArrayList<>(1);
    private final List<Handed> batches = new ArrayList<>(1);
    private @Nullable Future<LoopChannel> opening;
    private @Nullable ActiveChannel active;
    private int users;
    private int live;
    private boolean delivering;

    private record Handed(long after, FrameBatch batch) {}

    LoopChannel(ChannelName name, LoopPort port) {
        this.name = name;
        this.port = port;
    }

    ChannelName name() {
        return name;
    }

    /** The window as it is now; null while it is opening. */
    @Nullable
    Window window() {
        ActiveChannel channel = active;
        return channel == null ? null : channel.window();
    }

    /** When it can be used; set once, when it is made. */
    void openingWith(Future<LoopChannel> future) {
        opening = future;
    }

    Future<LoopChannel> opening() {
        Future<LoopChannel> known = opening;
        return known == null ? Future.failedFuture(new IllegalStateException("not opening")) : known;
    }

    void opened(ActiveChannel channel) {
        active = channel;
    }

    /** Somebody needs it, or is about to. */
    void use() {
        users++;
    }

    /** Somebody needs it no longer; the last one closes it. */
    void release() {
        if (--users == 0) {
            port.closed(this);
        }
    }

    void add(Cursor cursor) {
        cursors.add(cursor);
        live++;
        port.core().counted(name, 1);
    }

    void remove(Cursor cursor) {
        int at = cursors.indexOf(cursor);
        if (at < 0) {
            return;
        }
        live--;
        port.core().counted(name, -1);
        if (delivering) {
            cursors.set(at, null);
        } else {
            int last = cursors.size() - 1;
            cursors.set(at, cursors.get(last));
            cursors.remove(last);
        }
    }

    /** How many subscriptions there are. */
    int size() {
        return live;
    }

    @Override
    public void advanced(ActiveChannel channel) {
        signal();
    }

    @Override
    public void replaced(ActiveChannel channel) {
        signal();
    }

    /** Makes the loop look at the window; from any thread. */
    void signal() {
        if (signalled.compareAndSet(false, true)) {
            port.inbox().add(this::look);
        }
    }

    /** Hands volatile publications to every subscription that can take them; from the hub's loop. */
    void takeVolatile(List<Frame> frames, Runnable taken) {
        port.inbox().add(() -> {
            FrameBatch batch = handed(-1, frames);
            forEachCursor(cursor -> cursor.deliverVolatile(batch));
            taken.run();
        });
    }

    /**
     * The frames that follow an offset, as far as one batch takes them: the same batch for all who stand there.
     *
     * @return null when the window no longer has the next frame
     */
    @Nullable
    FrameBatch batchAfter(Window window, long offset) {
        for (Handed handed : batches) {
            if (handed.after == offset
                    && window.epoch().equals(handed.batch.frames().get(0).epoch())) {
                return handed.batch;
            }
        }
        Frame next = window.frame(offset + 1);
        if (next == null) {
            return null;
        }
        List<Frame> frames = new ArrayList<>();
        long weight = 0;
        while (next != null && frames.size() < MAX_BATCH_FRAMES && weight < MAX_BATCH_WEIGHT) {
            frames.add(next);
            weight += next.publication().weight();
            next = window.frame(next.offset() + 1);
        }
        return handed(offset, frames);
    }

    /** A batch of frames that did not come from the window; released with the others when the turn is over. */
    FrameBatch handed(long after, List<Frame> frames) {
        FrameBatch batch = new FrameBatch(frames);
        batches.add(new Handed(after, batch));
        port.used(this);
        return batch;
    }

    /** The turn is over. */
    void releaseBatches() {
        for (Handed handed : batches) {
            handed.batch.release();
        }
        batches.clear();
    }

    private void look() {
        signalled.set(false);
        forEachCursor(Cursor::pump);
    }

    private void forEachCursor(Consumer<Cursor> action) {
        delivering = true;
        try {
            for (int i = 0; i < cursors.size(); i++) {
                Cursor cursor = cursors.get(i);
                if (cursor != null) {
                    action.accept(cursor);
                }
            }
        } finally {
            delivering = false;
            if (live < cursors.size()) {
                cursors.removeIf(cursor -> cursor == null);
            }
        }
    }
}
