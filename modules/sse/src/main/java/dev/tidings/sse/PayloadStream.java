package dev.tidings.sse;

import dev.tidings.edge.Right;
import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.Reset;
import dev.tidings.hub.Snapshot;
import dev.tidings.hub.Subscription;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Position;
import dev.tidings.model.StartingPoint;
import dev.tidings.sse.PayloadFeed.Generation;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A stream whose every event is a collection as a whole. Owned by its event loop. What is published only tells it that there
 * is something new; a reader that is behind skips to the newest state.
 */
final class PayloadStream extends EventStream {

    private static final byte[] CLOSING = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private final ChannelName collection;
    private final PayloadFeed feed;
    private @Nullable Position sent;

    /** The state in whose midst it is; null when the connection took it whole. */
    private @Nullable Generation reading;

    private boolean owed;

    PayloadStream(Opening opening, ChannelName collection, PayloadFeed feed) {
        super(opening);
        this.collection = collection;
        this.feed = feed;
    }

    void subscribe() {
        feed.add(this);
        session()
                .subscribe(collection, new StartingPoint.Head(), true)
                .onSuccess(this::begin)
                .onFailure(this::failed);
    }

    @Override
    public void deliver(Subscription from, FrameBatch batch) {
        feed.changed(batch.lastOffset());
    }

    @Override
    public void reset(Subscription from, Reset reset) {
        say(null, Words.RESET, Words.reset(collection, reset));
        if (reset.snapshot() != null) {
            send(feed.generation(reset.snapshot()));
        }
    }

    /** A state of the collection; it is sent now, or the newest one when the connection takes it. */
    void offer(Generation generation) {
        if (hasEnded() || sent == null || generation.position().equals(sent)) {
            return;
        }
        if (isWritable()) {
            send(generation);
            flush();
        } else {
            owed = true;
        }
    }

    /** Ends it when it is still in the midst of this state. */
    void endIfReading(Generation generation) {
        if (reading == generation) {
            session().disconnect(Disconnect.TOO_SLOW, 0);
        }
    }

    @Override
    public void emptied() {
        forgetReading();
    }

    @Override
    public void writable() {
        Generation newest = feed.newest();
        if (owed && newest != null) {
            owed = false;
            offer(newest);
        }
        super.writable();
    }

    @Override
    public void gone() {
        forgetReading();
        feed.remove(this);
        super.gone();
    }

    @Override
    void refreshed() {
        if (!identity().may(Right.SUBSCRIBE, collection)) {
            session().disconnect(Disconnect.FORBIDDEN, 0);
        }
    }

    @Override
    @Nullable
    String currentId() {
        return sent == null || writer().isWaiting() ? null : sent.toString();
    }

    private void begin(Subscription begun) {
        Snapshot snapshot = begun.subscribed().snapshot();
        if (hasEnded()) {
            begun.cancel();
        } else if (snapshot == null) {
            failed(new HubException(ErrorCode.NOT_FOUND, collection + " is no collection"));
        } else if (send(feed.generation(snapshot))) {
            say(null, Words.CONNECTED, Words.connected(session().connection(), collection, begun.subscribed()));
            flush();
            begun.start();
        }
    }

    /** False when it is too large, and the stream has ended with words about it. */
    private boolean send(Generation generation) {
        int limit = streams().settings().maxPayloadBytes();
        byte[] documents = generation.documents();
        if (documents.length > limit) {
            String reason = Disconnect.BAD_REQUEST.reason() + ": the collection has " + documents.length
                    + " bytes, the limit of this stream is " + limit + " bytes";
            end(Disconnect.BAD_REQUEST, reason, 0);
            return false;
        }
        sent = generation.position();
        owed = false;
        writer().write(EventText.opening(sent.toString(), null, ""), documents, CLOSING);
        if (writer().isWaiting() && reading != generation) {
            forgetReading();
            reading = generation;
            feed.reading(generation);
        }
        return !hasEnded();
    }

    private void forgetReading() {
        Generation held = reading;
        reading = null;
        if (held != null) {
            feed.read(held);
        }
    }
}
