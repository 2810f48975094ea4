package dev.tidings.sse;

import dev.tidings.edge.Right;
import dev.tidings.hub.ConnectionChange;
import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.Reset;
import dev.tidings.hub.Snapshot;
import dev.tidings.hub.Subscribed;
import dev.tidings.hub.Subscription;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.Epoch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Position;
import dev.tidings.model.StartingPoint;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stream of several channels. Owned by its event loop. Its ids are a {@link Cursor} over the channels of its request, for
 * its whole life: what is added later has no id. A stream that was asked for by POST has no cursor; there each event has the
 * position in its own channel as id.
 */
final class MultiStream extends EventStream {

    /** How many channels one stream has at the most, with those that were added to it. */
    static final int MAX_CHANNELS = 1_000;

    private final Map<ChannelName, Subscription> subscriptions = new LinkedHashMap<>();
    private final Set<ChannelName> joining = new HashSet<>();
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

    @Override
    public void reset(Subscription from, Reset reset) {
        Position position = reset.position();
        Snapshot snapshot = reset.snapshot();
        move(from.channel(), position, snapshot != null);
        String text = Words.reset(from.channel(), reset);
        say(snapshot == null ? id(from.channel(), position) : null, Words.RESET, text);
        if (snapshot != null) {
            sayOwed(from.channel(), snapshot);
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
        return refresh(change.token()).compose(fresh -> {
            change.unsubscribe().forEach(this::leave);
            List<Future<Void>> all = new ArrayList<>();
            change.subscribe().forEach((channel, start) -> all.add(join(channel, start)));
            writer().flush();
            return Future.join(all).mapEmpty();
        });
    }

    @Override
    void refreshed() {
        for (ChannelName channel : subscriptions.keySet()) {
            if (!identity().may(Right.SUBSCRIBE, channel)) {
                session().disconnect(Disconnect.FORBIDDEN, 0);
                return;
            }
        }
    }

    @Override
    @Nullable
    String currentId() {
        return cursor == null || subscriptions.isEmpty() || writer().isWaiting() ? null : cursor.toString();
    }

    private void begin(List<Subscription> begun) {
        if (hasEnded()) {
            begun.forEach(Subscription::cancel);
            return;
        }
        boolean follows = false;
        for (Subscription subscription : begun) {
            Subscribed subscribed = subscription.subscribed();
            subscriptions.put(subscription.channel(), subscription);
            move(subscription.channel(), subscribed.position(), subscribed.snapshot() != null);
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

    private Future<Void> join(ChannelName channel, StartingPoint start) {
        if (subscriptions.containsKey(channel) || joining.contains(channel)) {
            return Future.succeededFuture();
        }
        if (subscriptions.size() + joining.size() >= MAX_CHANNELS) {
            return Future.failedFuture(
                    new HubException(ErrorCode.MALFORMED, "a stream has at most " + MAX_CHANNELS + " channels"));
        }
        if (!identity().may(Right.SUBSCRIBE, channel)) {
            return Future.failedFuture(new HubException(ErrorCode.FORBIDDEN, "not allowed to subscribe to " + channel));
        }
        joining.add(channel);
        return session()
                .subscribe(channel, start, false)
                .onFailure(cause -> joining.remove(channel))
                .map(this::joined);
    }

    private @Nullable Void joined(Subscription begun) {
        ChannelName channel = begun.channel();
        if (!joining.remove(channel) || hasEnded()) {
            begun.cancel();
            return null;
        }
        subscriptions.put(channel, begun);
        Subscribed subscribed = begun.subscribed();
        Snapshot snapshot = subscribed.snapshot();
        move(channel, subscribed.position(), snapshot != null);
        String id = snapshot == null && subscribed.position() != null ? id(channel, subscribed.position()) : null;
        say(id, Words.SUBSCRIBED, Words.subscribed(channel, subscribed));
        if (snapshot != null) {
            sayOwed(channel, snapshot);
        }
        writer().flush();
        begun.start();
        return null;
    }

    private void leave(ChannelName channel) {
        Subscription subscription = subscriptions.remove(channel);
        if (subscription != null) {
            subscription.cancel();
            say(null, Words.UNSUBSCRIBED, Words.unsubscribed(channel));
        } else {
            joining.remove(channel);
        }
    }

    /** Writes a snapshot; from then on the channel can be resumed. */
    private void sayOwed(ChannelName channel, Snapshot snapshot) {
        move(channel, snapshot.position(), false);
        String id = id(channel, snapshot.position());
        if (format.isEnveloped()) {
            saySnapshot(id, Words.snapshotEnvelopeBegin(channel, snapshot.position()), snapshot, "}");
        } else {
            say(id, snapshot);
        }
    }

    private int slot(ChannelName channel) {
        return cursor == null ? -1 : cursor.slot(channel);
    }

    private void move(ChannelName channel, @Nullable Position position, boolean owed) {
        int slot = slot(channel);
        if (cursor != null && slot >= 0) {
            Epoch epoch = position == null ? null : position.epoch();
            cursor.move(slot, epoch, position == null || owed ? Cursor.NONE : position.offset());
        }
    }

    /** What an event of a channel has as id; null for one that was added later. */
    private @Nullable String id(ChannelName channel, Position position) {
        if (cursor == null) {
            return position.toString();
        }
        return cursor.slot(channel) < 0 ? null : cursor.toString();
    }

    /** Moves the cursor over what was skipped; false when nothing was. */
    private boolean catchUp(Cursor moved) {
        boolean any = false;
        for (Subscription subscription : subscriptions.values()) {
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
