package dev.tidings.sse;

import dev.tidings.edge.Right;
import dev.tidings.hub.ConnectionChange;
import dev.tidings.hub.Frame;
import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.Snapshot;
import dev.tidings.hub.Subscribed;
import dev.tidings.hub.Subscription;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.Epoch;
import dev.tidings.model.Position;
import dev.tidings.model.StartingPoint;
import dev.tidings.sse.SseFormat.SseJoiner;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stream of one channel: every publication under its event's name, or a collection's new documents one by one. Owned by
 * its event loop. Connections of one channel write the same bytes. Its ids are positions in its own channel, for its whole
 * life: what is added later has no id.
 */
final class NamedStream extends ChannelStream {

    private final ChannelName channel;
    private final SseJoiner joiner;
    private final boolean enveloped;
    private final boolean skips;
    private @Nullable Subscription subscription;

    /** Its own channel and those that were added; null as long as it has its own alone, which is nearly always. */
    private @Nullable LiveChannels channels;

    private @Nullable Epoch writtenEpoch;
    private long writtenOffset;
    private long lastWriteMillis;

    /** A stream of all publications; enveloped, each is data as a whole. */
    NamedStream(Opening opening, ChannelName channel, boolean enveloped) {
        this(opening, channel, enveloped, null);
    }

    /** A stream of a collection's new documents. */
    NamedStream(Opening opening, ChannelName channel, ItemFormat items) {
        this(opening, channel, false, items);
    }

    private NamedStream(Opening opening, ChannelName channel, boolean enveloped, @Nullable ItemFormat items) {
        super(opening);
        boolean inChunks = opening.body().isChunked();
        SseFormat format = enveloped ? SseFormat.ENVELOPED_NAMED : SseFormat.NAMED;
        this.channel = channel;
        this.enveloped = enveloped;
        this.skips = items != null;
        this.joiner = items == null ? format.joiner(inChunks) : items.joiner(inChunks);
    }

    void subscribe(StartingPoint start, boolean snapshot) {
        session().subscribe(channel, start, snapshot).onSuccess(this::begin).onFailure(this::failed);
    }

    @Override
    public void deliver(Subscription from, FrameBatch batch) {
        if (!isOwn(from.channel())) {
            writer().write(batch.joined(addedJoiner()).retainedDuplicate());
            return;
        }
        ByteBuf joined = batch.joined(joiner);
        if (joined.isReadable()) {
            writer().write(joined.retainedDuplicate());
        }
        if (skips) {
            noteItems(batch);
        } else {
            written(batch, batch.lastOffset());
        }
    }

    /** A comment; where something was skipped, the position that the client has moved to without knowing. */
    @Override
    public void heartbeat() {
        Subscription own = channels == null ? subscription : channels.get(channel);
        Position position = own == null ? null : own.position();
        if (position == null
                || (position.offset() == writtenOffset && position.epoch().equals(writtenEpoch))) {
            super.heartbeat();
        } else {
            moveOn(position);
        }
    }

    @Override
    public Future<Void> change(ConnectionChange change) {
        Subscription own = subscription;
        boolean changesChannels =
                !change.subscribe().isEmpty() || !change.unsubscribe().isEmpty();
        if (skips || own == null || !changesChannels) {
            return super.change(change);
        }
        return refresh(change.token()).compose(fresh -> {
            if (channels == null) {
                channels = new LiveChannels(this);
                channels.put(own);
            }
            return channels.change(change);
        });
    }

    @Override
    @Nullable
    String moved(ChannelName to, @Nullable Position position, boolean owed) {
        if (!isOwn(to) || owed) {
            return null;
        }
        written(position);
        return position == null ? null : position.toString();
    }

    /** Its own needs no name. */
    @Override
    boolean envelopes(ChannelName of) {
        return enveloped && !isOwn(of);
    }

    @Override
    void refreshed() {
        boolean allowed = channels == null ? identity().may(Right.SUBSCRIBE, channel) : channels.areAllowed();
        if (!allowed) {
            session().disconnect(Disconnect.FORBIDDEN, 0);
        }
    }

    @Override
    @Nullable
    String currentId() {
        return writtenEpoch == null || writer().isWaiting()
                ? null
                : new Position(writtenEpoch, writtenOffset).toString();
    }

    private boolean isOwn(ChannelName name) {
        return name.equals(channel);
    }

    private SseJoiner addedJoiner() {
        return (enveloped ? SseFormat.ENVELOPED : SseFormat.SHARED).joiner(writer().isChunked());
    }

    private void begin(Subscription begun) {
        if (hasEnded()) {
            begun.cancel();
            return;
        }
        subscription = begun;
        Subscribed subscribed = begun.subscribed();
        Snapshot snapshot = subscribed.snapshot();
        String id = moved(channel, subscribed.position(), snapshot != null);
        say(id, Words.CONNECTED, Words.connected(session().connection(), channel, subscribed));
        if (snapshot != null) {
            sayOwed(channel, snapshot);
        }
        lastWriteMillis = streams().loop().monotonicMillis();
        writer().flush();
        begun.start();
    }

    private void written(@Nullable Position position) {
        writtenEpoch = position == null ? null : position.epoch();
        writtenOffset = position == null ? 0 : position.offset();
    }

    private void written(FrameBatch batch, long offset) {
        writtenEpoch = batch.frames().get(0).epoch();
        writtenOffset = offset;
    }

    /**
     * Skipped publications count as deliveries to the session, which therefore calls for no heartbeat as long as they come:
     * then the line is kept alive here.
     */
    private void noteItems(FrameBatch batch) {
        long now = streams().loop().monotonicMillis();
        Frame item = lastItem(batch.frames());
        Epoch epoch = batch.frames().get(0).epoch();
        if (item != null) {
            lastWriteMillis = now;
            written(batch, item.offset());
        } else if (epoch != null
                && now - lastWriteMillis >= streams().settings().heartbeatMillis()) {
            moveOn(new Position(epoch, batch.lastOffset()));
        }
    }

    private @Nullable Frame lastItem(List<Frame> frames) {
        for (int i = frames.size() - 1; i >= 0; i--) {
            if (frames.get(i).encoded(joiner.format()).length > 0) {
                return frames.get(i);
            }
        }
        return null;
    }

    private void moveOn(Position position) {
        writer().write(EventText.idOnly(position.toString()));
        writer().flush();
        written(position);
        lastWriteMillis = streams().loop().monotonicMillis();
    }
}
