package dev.tidings.sse;

import dev.tidings.edge.Right;
import dev.tidings.hub.Frame;
import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.Reset;
import dev.tidings.hub.Subscribed;
import dev.tidings.hub.Subscription;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.Epoch;
import dev.tidings.model.Position;
import dev.tidings.model.StartingPoint;
import dev.tidings.sse.SseFormat.SseJoiner;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stream of one channel: every publication under its event's name, or a collection's new documents one by one. Owned by
 * its event loop. Connections of one channel write the same bytes.
 */
final class NamedStream extends EventStream {

    private final ChannelName channel;
    private final SseJoiner joiner;
    private final boolean skips;
    private @Nullable Subscription subscription;
    private @Nullable Epoch writtenEpoch;
    private long writtenOffset;
    private long lastWriteMillis;

    /** A stream of all publications; enveloped, each is data as a whole. */
    NamedStream(Opening opening, ChannelName channel, boolean enveloped) {
        this(
                opening,
                channel,
                (enveloped ? SseFormat.ENVELOPED_NAMED : SseFormat.NAMED)
                        .joiner(opening.body().isChunked()),
                false);
    }

    /** A stream of a collection's new documents. */
    NamedStream(Opening opening, ChannelName channel, ItemFormat items) {
        this(opening, channel, items.joiner(opening.body().isChunked()), true);
    }

    private NamedStream(Opening opening, ChannelName channel, SseJoiner joiner, boolean skips) {
        super(opening);
        this.channel = channel;
        this.joiner = joiner;
        this.skips = skips;
    }

    void subscribe(StartingPoint start, boolean snapshot) {
        session().subscribe(channel, start, snapshot).onSuccess(this::begin).onFailure(this::failed);
    }

    @Override
    public void deliver(Subscription from, FrameBatch batch) {
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

    @Override
    public void reset(Subscription from, Reset reset) {
        String position = reset.position().toString();
        boolean follows = reset.snapshot() != null;
        say(follows ? null : position, Words.RESET, Words.reset(channel, reset));
        if (reset.snapshot() != null) {
            say(position, reset.snapshot());
        }
        written(reset.position());
    }

    /** A comment; where something was skipped, the position that the client has moved to without knowing. */
    @Override
    public void heartbeat() {
        Position position = subscription == null ? null : subscription.position();
        if (position == null
                || (position.offset() == writtenOffset && position.epoch().equals(writtenEpoch))) {
            super.heartbeat();
        } else {
            moveOn(position);
        }
    }

    @Override
    void refreshed() {
        if (!identity().may(Right.SUBSCRIBE, channel)) {
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

    private void begin(Subscription begun) {
        if (hasEnded()) {
            begun.cancel();
            return;
        }
        subscription = begun;
        Subscribed subscribed = begun.subscribed();
        Position position = subscribed.position();
        String id = position == null ? null : position.toString();
        boolean follows = subscribed.snapshot() != null;
        say(follows ? null : id, Words.CONNECTED, Words.connected(session().connection(), channel, subscribed));
        if (subscribed.snapshot() != null) {
            say(id, subscribed.snapshot());
        }
        written(position);
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
