package dev.tidings.sse;

import dev.tidings.hub.ConnectionChange;
import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.Snapshot;
import dev.tidings.hub.Subscribed;
import dev.tidings.hub.Subscription;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.Epoch;
import dev.tidings.model.Position;
import dev.tidings.model.StartingPoint;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stream of several channels. Owned by its event loop. Its ids are a {@link Cursor} over the channels of its request, for
 * its whole life: what is added later has no id. A stream that was asked for by POST has no cursor; there each event has the
 * position in its own channel as id.
 */
final class MultiStream extends ChannelStream {

    private final LiveChannels channels = new LiveChannels(this);
    private final SseFormat format;
    private final @Nullable Cursor cursor;

    private MultiStream(Opening opening, SseFormat format, @Nullable Cursor cursor) {
        super(opening);
        this.format = format;
        this.cursor = cursor;
    }

    /** A stream that comes back with a cursor over these channels. */
    static MultiStream withCursor(Opening opening, List<ChannelName> channels, boolean enveloped) {
        return new MultiStream(
                opening, enveloped ? SseFormat.ENVELOPED : SseFormat.SHARED, new Cursor(List.copyOf(channels)));
    }

    /** A stream whose client keeps the position of each channel. */
    static MultiStream withPositions(Opening opening) {
        return new MultiStream(opening, SseFormat.ENVELOPED_NAMED, null);
    }

    /** Subscribes to all channels of the request; the stream begins when all answered. */
    void subscribe(Map<ChannelName, StartingPoint> starts, boolean snapshot) {
        List<Future<Subscription>> all = new ArrayList<>(starts.size());
        starts.forEach((channel, start) -> all.add(session().subscribe(channel, start, snapshot)));
        Future.join(all)
                .onSuccess(done -> begin(all.stream().map(Future::result).toList()))
                .onFailure(this::failed);
    }

    @Override
    public void deliver(Subscription from, FrameBatch batch) {
        int slot = slot(from.channel());
        if (cursor == null || slot < 0 || batch.frames().get(0).epoch() == null) {
            writer().write(batch.joined(format.joiner(writer().isChunked())).retainedDuplicate());
        } else {
            writer().write(CursorFrames.write(batch, format, cursor, slot, writer().isChunked()));
        }
    }

    /** A comment; where something was skipped, the cursor that the client has moved to without knowing. */
    @Override
    public void heartbeat() {
        if (cursor == null || !catchUp(cursor)) {
            super.heartbeat();
        } else {
            writer().write(EventText.idOnly(cursor.toString()));
            writer().flush();
        }
    }

    @Override
    public Future<Void> change(ConnectionChange change) {
        return refresh(change.token()).compose(fresh -> channels.change(change));
    }

    @Override
    void refreshed() {
        if (!channels.areAllowed()) {
            session().disconnect(Disconnect.FORBIDDEN, 0);
        }
    }

    @Override
    @Nullable
    String currentId() {
        return cursor == null || channels.all().isEmpty() || writer().isWaiting() ? null : cursor.toString();
    }

    @Override
    @Nullable
    String moved(ChannelName channel, @Nullable Position position, boolean owed) {
        int slot = slot(channel);
        if (cursor != null && slot >= 0) {
            Epoch epoch = position == null ? null : position.epoch();
            cursor.move(slot, epoch, position == null || owed ? Cursor.NONE : position.offset());
        }
        if (position == null || owed) {
            return null;
        }
        if (cursor == null) {
            return position.toString();
        }
        return slot < 0 ? null : cursor.toString();
    }

    @Override
    boolean envelopes(ChannelName channel) {
        return format.isEnveloped();
    }

    private void begin(List<Subscription> begun) {
        if (hasEnded()) {
            begun.forEach(Subscription::cancel);
            return;
        }
        boolean follows = false;
        for (Subscription subscription : begun) {
            Subscribed subscribed = subscription.subscribed();
            channels.put(subscription);
            moved(subscription.channel(), subscribed.position(), subscribed.snapshot() != null);
            follows |= subscribed.snapshot() != null;
        }
        say(
                cursor == null || follows ? null : cursor.toString(),
                Words.CONNECTED,
                Words.connected(session().connection(), begun));
        for (Subscription subscription : begun) {
            Snapshot snapshot = subscription.subscribed().snapshot();
            if (snapshot != null) {
                sayOwed(subscription.channel(), snapshot);
            }
        }
        writer().flush();
        begun.forEach(Subscription::start);
    }

    private int slot(ChannelName channel) {
        return cursor == null ? -1 : cursor.slot(channel);
    }

    /** Moves the cursor over what was skipped; false when nothing was. */
    private boolean catchUp(Cursor moved) {
        boolean any = false;
        for (Subscription subscription : channels.all()) {
            Position position = subscription.position();
            int slot = moved.slot(subscription.channel());
            if (slot >= 0 && position != null && position.offset() != moved.offset(slot)) {
                moved.move(slot, position.epoch(), position.offset());
                any = true;
            }
        }
        return any;
    }
}
