package dev.tidings.client;

import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonParts;
import dev.tidings.model.JsonText;
import dev.tidings.model.Position;
import dev.tidings.model.Publication;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One subscription, through as many streams of as many nodes as it takes. Owned by the client's event loop, but for {@link
 * #position}.
 *
 * <p>What came is done one by one; the position is that of the last thing done. When a stream breaks, the next begins behind
 * that position, on whichever node. What comes twice is dropped by its offset; what does not follow what was done is never
 * handed on.
 */
final class Feed implements Subscription, Stream.Owner {

    private static final System.Logger LOG = System.getLogger(Feed.class.getName());

    /** What feeds of one client share. */
    interface Streams {

        /** A new one. */
        Stream open(Feed feed, String position, boolean snapshot);

        /** Runs something a little later: the later, the more faults there were in a row. */
        void later(int faults, long atLeastMillis, Runnable task);

        /** Runs something on the client's event loop. */
        void run(Runnable task);

        /** It is over. */
        void ended(Feed feed);
    }

    /** A message to be done with. */
    private record Incoming(Stream stream, long number, Map<String, JsonText> members) {}

    private final SubscribeRequest request;
    private final Subscriber subscriber;
    private final Streams streams;
    private final Promise<Void> begun = Promise.promise();
    private final ArrayDeque<Incoming> queue = new ArrayDeque<>();
    private volatile @Nullable Position position;
    private @Nullable Stream stream;
    private int faults;
    private boolean hasBegun;
    private boolean working;
    private boolean over;

    Feed(SubscribeRequest request, Subscriber subscriber, Streams streams) {
        this.request = request;
        this.subscriber = subscriber;
        this.streams = streams;
    }

    @Override
    public @Nullable Position position() {
        return position;
    }

    @Override
    public Future<Void> begun() {
        return begun.future();
    }

    @Override
    public void close() {
        streams.run(() -> end(null));
    }

    SubscribeRequest request() {
        return request;
    }

    /** Asks for the first stream, or for the next. */
    void open() {
        if (!over) {
            Position done = position;
            stream = streams.open(
                    this, done == null ? request.startText() : done.toString(), request.snapshot() && !hasBegun);
        }
    }

    @Override
    public void accept(Stream from, long number, Map<String, JsonText> members) {
        if (from == stream) {
            queue.add(new Incoming(from, number, members));
            work();
        }
    }

    @Override
    public void broke(Stream from, String why, long retryAfterMillis) {
        if (from == stream && !over) {
            LOG.log(Level.INFO, "the subscription to {0} goes on elsewhere: {1}", request.channel(), why);
            stream = null;
            queue.clear();
            streams.later(++faults, retryAfterMillis, this::open);
        }
    }

    @Override
    public void refused(Stream from, HubException reason) {
        if (from == stream) {
            end(reason);
        }
    }

    private void end(@Nullable HubException reason) {
        if (over) {
            return;
        }
        over = true;
        streams.ended(this);
        queue.clear();
        if (stream != null) {
            stream.close();
            stream = null;
        }
        HubException told = reason == null ? new HubException(ErrorCode.UNAVAILABLE, "it was closed") : reason;
        if (!begun.tryFail(told) && reason != null) {
            subscriber.ended(reason);
        }
    }

    /** Does one thing after another, as long as there is something. */
    private void work() {
        Incoming next = working || over ? null : queue.poll();
        if (next == null) {
            return;
        }
        working = true;
        called(next)
                .onComplete(result -> streams.run(() -> {
                    working = false;
                    if (result.failed()) {
                        end(failure(result.cause()));
                    } else if (!over && next.stream == stream) {
                        next.stream.done(next.number);
                    }
                    work();
                }));
    }

    private Future<?> called(Incoming message) {
        try {
            return handled(message);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<?> handled(Incoming message) {
        JsonText subscribed = Wire.value(message.members, "subscribed");
        if (subscribed != null) {
            return began(JsonParts.members(subscribed));
        }
        JsonText reset = Wire.value(message.members, "reset");
        if (reset != null) {
            return gap(JsonParts.members(reset));
        }
        JsonText publications = Wire.value(message.members, "publications");
        if (publications == null) {
            return Future.succeededFuture();
        }
        String epoch = Wire.string(message.members, "epoch");
        return each(
                message.stream,
                epoch == null ? null : new Epoch(epoch),
                Wire.elements(publications).iterator());
    }

    private Future<?> began(Map<String, JsonText> members) {
        faults = 0;
        Beginning beginning = beginning(members);
        if (!hasBegun) {
            return subscriber.subscribed(beginning).map(done -> {
                hasBegun = true;
                position = beginning.position();
                begun.tryComplete();
                return null;
            });
        }
        // a stream that goes on where the last one broke is nobody's business
        return beginning.recovered() ? Future.succeededFuture() : gap(members);
    }

    private Future<?> gap(Map<String, JsonText> members) {
        Beginning beginning = beginning(members);
        return subscriber.reset(beginning).map(done -> {
            position = beginning.position();
            return null;
        });
    }

    /** Hands them on one by one. */
    private Future<?> each(Stream from, @Nullable Epoch epoch, Iterator<JsonText> envelopes) {
        while (envelopes.hasNext() && !over) {
            JsonText envelope = envelopes.next();
            Publication publication = Wire.publication(envelope);
            Position own = epoch == null ? null : new Position(epoch, publication.offset());
            if (own != null && !follows(from, own, envelope)) {
                continue;
            }
            Future<?> handed = subscriber.publication(new Delivery(channel(), own, publication));
            if (!handed.succeeded()) {
                return handed.compose(done -> {
                    position = own;
                    return each(from, epoch, envelopes);
                });
            }
            position = own;
        }
        return Future.succeededFuture();
    }

    /** Whether it is the next: not one that was done, and not one beyond a hole, which breaks the stream. */
    private boolean follows(Stream from, Position own, JsonText envelope) {
        Position done = position;
        if (done == null || !done.epoch().equals(own.epoch())) {
            leave(from, "a publication of another epoch came without a word");
            return false;
        }
        if (own.offset() <= done.offset()) {
            return false;
        }
        long previous = Wire.number(JsonParts.members(envelope), "prev");
        if ((previous == 0 ? own.offset() - 1 : previous) > done.offset()) {
            leave(from, "a publication is missing");
            return false;
        }
        return true;
    }

    private void leave(Stream from, String why) {
        if (from == stream) {
            from.close();
            broke(from, why, 0);
        }
    }

    private ChannelName channel() {
        return request.channel();
    }

    private static Beginning beginning(Map<String, JsonText> members) {
        JsonText snapshot = Wire.value(members, "snapshot");
        List<JsonText> documents = snapshot == null ? null : Wire.elements(snapshot);
        return new Beginning(
                Wire.position(members), Wire.isTrue(members, "recovered"), Wire.string(members, "reason"), documents);
    }

    private static HubException failure(Throwable cause) {
        if (cause instanceof HubException known) {
            return known;
        }
        LOG.log(Level.ERROR, "a subscriber failed", cause);
        return new HubException(ErrorCode.INTERNAL, "the subscriber failed");
    }
}
