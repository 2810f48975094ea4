package dev.tidings.hub;

import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.Epoch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Kind;
import dev.tidings.model.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A subscription: the offset that its session was sent, and nothing else. Owned by its session's event loop. A connection
 * that takes nothing costs no more than this; when it takes again, delivery goes on from the window, then from the log, and
 * past the log with a reset.
 */
final class Cursor implements Subscription {

    private static final long RETRY_MILLIS = 250;
    private static final long OVERLOAD_RETRY_MILLIS = 2_000;

    private final LoopChannel channel;
    private final LoopSession session;
    private final Subscribed subscribed;
    private @Nullable Epoch epoch;
    private long offset;
    private boolean started;
    private boolean ended;

    /** A read of the log, or of a snapshot, is under way. */
    private boolean busy;

    private Reset.@Nullable Reason owed;
    private long oldestRetained;
    private Loop.@Nullable Timer again;

    Cursor(LoopChannel channel, LoopSession session, Subscribed subscribed) {
        this.channel = channel;
        this.session = session;
        this.subscribed = subscribed;
        Position position = subscribed.position();
        this.epoch = position == null ? null : position.epoch();
        this.offset = position == null ? 0 : position.offset();
    }

    @Override
    public ChannelName channel() {
        return channel.name();
    }

    @Override
    public @Nullable Position position() {
        return epoch == null ? null : new Position(epoch, offset);
    }

    @Override
    public Subscribed subscribed() {
        return subscribed;
    }

    @Override
    public void start() {
        if (!started && !ended) {
            started = true;
            channel.add(this);
            session.port().inbox().add(this::pump);
        }
    }

    @Override
    public void cancel() {
        if (ended) {
            return;
        }
        ended = true;
        if (again != null) {
            again.cancel();
        }
        if (started) {
            channel.remove(this);
        }
        session.forget(this);
        channel.release();
    }

    /** Delivers what there is, as far as the connection takes it. */
    void pump() {
        if (!started || ended || busy || epoch == null) {
            return;
        }
        Window window = channel.window();
        if (window == null) {
            return;
        }
        if (owed == null && !window.epoch().equals(epoch)) {
            owed = Reset.Reason.EPOCH;
        }
        if (owed != null) {
            payOwed(window, owed);
            return;
        }
        while (offset < window.head() && session.isWritable()) {
            FrameBatch batch = channel.batchAfter(window, offset);
            if (batch == null) {
                readLog();
                return;
            }
            deliver(batch);
            if (ended) {
                return;
            }
        }
    }

    /** Whether there is something that it was not sent yet. */
    boolean isBehind() {
        Window window = channel.window();
        return started && !ended && (owed != null || (window != null && window.head() > offset));
    }

    void deliverVolatile(FrameBatch batch) {
        if (started && !ended && session.isWritable()) {
            session.deliver(this, batch);
        }
    }

    private void deliver(FrameBatch batch) {
        session.deliver(this, batch);
        if (!ended) {
            offset = Math.max(offset, batch.lastOffset());
        }
    }

    /** Announces a gap; a collection's snapshot is fetched first. */
    private void payOwed(Window window, Reset.Reason reason) {
        if (!session.isWritable()) {
            return;
        }
        if (session.port().collection(channel.name()).isEmpty()) {
            goOnAt(new Reset(new Position(window.epoch(), whereToGoOn(window, reason)), reason, null));
            return;
        }
        busy = true;
        session.port().snapshot(channel.name()).onComplete(result -> {
            busy = false;
            if (ended) {
                return;
            }
            if (result.succeeded() && result.result().staleMillis() == 0) {
                Snapshot snapshot = result.result();
                goOnAt(new Reset(snapshot.position(), reason, snapshot));
            } else {
                pumpLater();
            }
        });
    }

    /** After a trim what is still there is given; a new epoch goes on from now. */
    private long whereToGoOn(Window window, Reset.Reason reason) {
        boolean sameLife = window.epoch().equals(epoch);
        return sameLife && reason == Reset.Reason.TRIMMED ? Math.max(offset, oldestRetained - 1) : window.head();
    }

    private void goOnAt(Reset reset) {
        owed = null;
        epoch = reset.position().epoch();
        offset = reset.position().offset();
        session.reset(this, reset);
        session.port().inbox().add(this::pump);
    }

    private void readLog() {
        Epoch asked = Objects.requireNonNull(epoch, "a volatile channel has no log");
        busy = true;
        boolean skips = session.port().settings(channel.name()).kind() == Kind.LATEST;
        session.port().lagging(channel.name(), asked, offset, skips).onComplete(result -> {
            busy = false;
            if (ended) {
                return;
            }
            if (result.succeeded()) {
                replay(asked, result.result(), skips);
            } else {
                readFailed(result.cause());
            }
        });
    }

    private void readFailed(Throwable cause) {
        if (cause instanceof HubException refusal && refusal.code() == ErrorCode.OVERLOADED) {
            session.disconnect(Disconnect.OVERLOAD, OVERLOAD_RETRY_MILLIS);
        } else {
            pumpLater();
        }
    }

    private void replay(Epoch asked, LaggingReads.Part part, boolean skips) {
        if (!part.epoch().equals(asked)) {
            session.port().refresh(channel.name());
            pumpLater();
            return;
        }
        List<Frame> rest = framesAfter(part.frames());
        boolean gap = rest.isEmpty() || rest.get(0).offset() > offset + 1;
        if (!skips && gap && offset + 1 < part.oldest()) {
            oldestRetained = part.oldest();
            owed = Reset.Reason.TRIMMED;
            pump();
            return;
        }
        boolean progressed = false;
        for (int from = 0; from < rest.size() && session.isWritable(); from += LoopChannel.MAX_BATCH_FRAMES) {
            int to = Math.min(rest.size(), from + LoopChannel.MAX_BATCH_FRAMES);
            deliver(channel.handed(-1, List.copyOf(rest.subList(from, to))));
            progressed = true;
            if (ended) {
                return;
            }
        }
        if (progressed) {
            pump();
        } else if (session.isWritable()) {
            pumpLater();
        }
    }

    private List<Frame> framesAfter(List<Frame> frames) {
        List<Frame> rest = new ArrayList<>(frames.size());
        for (Frame frame : frames) {
            if (frame.offset() > offset) {
                rest.add(frame);
            }
        }
        return rest;
    }

    private void pumpLater() {
        if (again == null) {
            again = session.port().loop().schedule(RETRY_MILLIS, () -> {
                again = null;
                session.port().inbox().add(this::pump);
            });
        }
    }
}
