package dev.tidings.sse;

import dev.tidings.edge.Right;
import dev.tidings.hub.ConnectionChange;
import dev.tidings.hub.Subscription;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.StartingPoint;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The channels of one stream, which change while it lives: those that it began with, and those that were added. Owned by its
 * event loop.
 */
final class LiveChannels {

    /** How many channels one stream has at the most, with those that were added to it. */
    static final int MAX_CHANNELS = 1_000;

    private final Map<ChannelName, Subscription> subscriptions = new LinkedHashMap<>();
    private final Set<ChannelName> joining = new HashSet<>();
    private final ChannelStream stream;

    /** @param stream whose they are */
    LiveChannels(ChannelStream stream) {
        this.stream = stream;
    }

    /** The channels that are there now, in the order in which they came. */
    Collection<Subscription> all() {
        return subscriptions.values();
    }

    /** The subscription to this channel; null when it is not there now. */
    @Nullable
    Subscription get(ChannelName channel) {
        return subscriptions.get(channel);
    }

    /** Takes a subscription of which the stream itself has told its client. */
    void put(Subscription begun) {
        subscriptions.put(begun.channel(), begun);
    }

    /** Whether the stream's identity may have all that is there now. */
    boolean areAllowed() {
        return subscriptions.keySet().stream().allMatch(this::isAllowed);
    }

    /**
     * Takes channels off and adds others.
     *
     * @return when all that was to be added has begun; failed with {@link ErrorCode#FORBIDDEN} or {@link ErrorCode#MALFORMED}
     *     for one that may not, which takes nothing from the others
     */
    Future<Void> change(ConnectionChange change) {
        change.unsubscribe().forEach(this::leave);
        List<Future<Void>> all = new ArrayList<>();
        change.subscribe().forEach((channel, start) -> all.add(join(channel, start)));
        stream.writer().flush();
        return Future.join(all).mapEmpty();
    }

    private Future<Void> join(ChannelName channel, StartingPoint start) {
        if (subscriptions.containsKey(channel) || joining.contains(channel)) {
            return Future.succeededFuture();
        }
        if (subscriptions.size() + joining.size() >= MAX_CHANNELS) {
            return Future.failedFuture(
                    new HubException(ErrorCode.MALFORMED, "a stream has at most " + MAX_CHANNELS + " channels"));
        }
        if (!isAllowed(channel)) {
            return Future.failedFuture(forbidden(channel));
        }
        joining.add(channel);
        return stream.session()
                .subscribe(channel, start, false)
                .onFailure(cause -> joining.remove(channel))
                .compose(this::joined);
    }

    private Future<Void> joined(Subscription begun) {
        ChannelName channel = begun.channel();
        if (!joining.remove(channel) || stream.hasEnded()) {
            begun.cancel();
            return Future.succeededFuture();
        }
        if (!isAllowed(channel)) {
            // another token came in the meantime
            begun.cancel();
            return Future.failedFuture(forbidden(channel));
        }
        subscriptions.put(channel, begun);
        stream.saySubscribed(channel, begun.subscribed());
        stream.writer().flush();
        begun.start();
        return Future.succeededFuture();
    }

    private void leave(ChannelName channel) {
        Subscription subscription = subscriptions.remove(channel);
        if (subscription != null) {
            subscription.cancel();
            stream.say(null, Words.UNSUBSCRIBED, Words.unsubscribed(channel));
        } else {
            joining.remove(channel);
        }
    }

    private boolean isAllowed(ChannelName channel) {
        return stream.identity().may(Right.SUBSCRIBE, channel);
    }

    private static HubException forbidden(ChannelName channel) {
        return new HubException(ErrorCode.FORBIDDEN, "not allowed to subscribe to " + channel);
    }
}
