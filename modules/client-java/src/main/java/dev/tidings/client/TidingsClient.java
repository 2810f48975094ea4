package dev.tidings.client;

import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The hub as a service on the same event bus sees it. Thread-safe: it may be called from any thread; futures complete, and
 * subscribers are called, on one event loop of its own choice.
 *
 * <p>A failure is a {@link HubException}. What can be tried again is, within {@link ClientOptions#deadlineMillis}, and no
 * write is made twice by that: each bears a key under which the hub remembers its answer. Only {@code outcome-unknown} leaves
 * open whether a write was made. (A channel of kind volatile, which promises nothing, remembers no keys.)
 */
public final class TidingsClient {

    private final Vertx vertx;
    private final Context context;
    private final ClientOptions options;
    private final RandomGenerator random;
    private final Inbox inbox;
    private final List<Feed> feeds = new ArrayList<>();
    private final Streams streams = new Streams();
    private long opened;

    /** A client with the usual options. */
    public TidingsClient(Vertx vertx) {
        this(vertx, ClientOptions.DEFAULT, new SecureRandom());
    }

    /**
     * A client.
     *
     * @param vertx a member of the hub's cluster, or the hub's own
     * @param random thread-safe; draws keys and pauses, in production a {@link SecureRandom}
     */
    public TidingsClient(Vertx vertx, ClientOptions options, RandomGenerator random) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.options = options;
        this.random = random;
        this.inbox = new Inbox(vertx, context, Addresses.CLIENT_PREFIX + Request.key(random));
    }

    /** Makes a publication. */
    public Future<Published> publish(PublishRequest request) {
        return ask(Addresses.PUBLISH, Wire.text(request, Request.key(random)), true)
                .map(Wire::published);
    }

    /** Changes a document. */
    public Future<Written> write(WriteRequest request) {
        return ask(Addresses.WRITE, Wire.text(request, Request.key(random)), true)
                .map(Wire::written);
    }

    /** A collection as it is: at least as new as anything that was acknowledged before the call. */
    public Future<Documents> read(String collection) {
        JsonObjectText body = new JsonObjectText().add("collection", new ChannelName(collection).value());
        return ask(Addresses.READ, body.buffer(), false).map(Wire::documents);
    }

    /** One document as it is; empty when there is none. */
    public Future<Optional<JsonText>> read(String collection, String id) {
        JsonObjectText body = new JsonObjectText()
                .add("collection", new ChannelName(collection).value())
                .add("id", id);
        return ask(Addresses.READ, body.buffer(), false)
                .map(reply -> Optional.ofNullable(Wire.value(reply, "document")))
                .recover(cause -> cause instanceof HubException refusal && refusal.code() == ErrorCode.NOT_FOUND
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(cause));
    }

    /**
     * Subscribes to a channel, without a gap, for as long as the subscription is not closed: through restarts of nodes and
     * losses of messages it goes on at the last position that the subscriber has done with, on whichever node.
     */
    public Subscription subscribe(SubscribeRequest request, Subscriber subscriber) {
        Feed feed = new Feed(request, subscriber, streams);
        run(() -> {
            feeds.add(feed);
            feed.open();
        });
        return feed;
    }

    /** Ends all subscriptions. Requests under way are not held up. */
    public Future<Void> close() {
        return Future.future(done -> run(() -> {
            List.copyOf(feeds).forEach(Feed::close);
            inbox.close().onComplete(done);
        }));
    }

    private void run(Runnable task) {
        context.runOnContext(now -> task.run());
    }

    private Future<Map<String, JsonText>> ask(String address, Buffer body, boolean changes) {
        return new Request(vertx, context, options, random, address, body, changes).start();
    }

    /** The streams of all subscriptions. Owned by the client's event loop. */
    private final class Streams implements Feed.Streams {

        @Override
        public Stream open(Feed feed, String position, boolean snapshot) {
            Stream stream = new Stream(vertx, inbox, Long.toString(++opened), feed);
            stream.open(feed.request(), position, snapshot, options.attemptMillis());
            return stream;
        }

        @Override
        public void later(int faults, long atLeastMillis, Runnable task) {
            long longest = Math.min(options.maxPauseMillis(), options.minPauseMillis() << Math.min(faults, 16));
            long pause = Math.max(longest / 2 + random.nextLong(longest / 2 + 1), atLeastMillis);
            TidingsClient.this.run(() -> vertx.setTimer(Math.max(1, pause), now -> task.run()));
        }

        @Override
        public void run(Runnable task) {
            TidingsClient.this.run(task);
        }

        @Override
        public void ended(Feed feed) {
            feeds.remove(feed);
        }
    }
}
