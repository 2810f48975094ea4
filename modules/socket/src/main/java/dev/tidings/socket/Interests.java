package dev.tidings.socket;

import dev.tidings.edge.Right;
import dev.tidings.hub.ConnectionChange;
import dev.tidings.hub.Session;
import dev.tidings.hub.Subscription;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import dev.tidings.model.StartingPoint;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The channels that one session has or is about to have. Owned by its event loop. What is asked of a channel while it is
 * being joined happens when that is decided, in the order asked.
 */
public final class Interests {

    /** How many channels a session has at the most. */
    public static final int MAX_SUBSCRIPTIONS = 1_000;

    private final SocketSession owner;
    private final Session session;
    private final Map<ChannelName, Interest> all = new HashMap<>(2);

    /** One channel. Owned by its session. */
    private static final class Interest {
        private @Nullable Subscription subscription;
        private boolean leaving;
        private @Nullable List<Runnable> afterwards;
    }

    Interests(SocketSession owner, Session session) {
        this.owner = owner;
        this.session = session;
    }

    /**
     * Subscribes, and says so before the first publication.
     *
     * @param id of the command that asked; null when it was no command
     * @return fails with {@code already-subscribed}, {@code subscriptions-exhausted}, or as {@link Session#subscribe}
     */
    public Future<Void> join(@Nullable JsonText id, ChannelName channel, StartingPoint start, boolean snapshot) {
        Interest known = all.get(channel);
        if (known != null && known.leaving) {
            Promise<Void> later = Promise.promise();
            after(known, () -> join(id, channel, start, snapshot).onComplete(later));
            return later.future();
        }
        if (known != null) {
            return refused(ErrorCode.ALREADY_SUBSCRIBED, "The session is subscribed to " + channel + " already.");
        }
        if (all.size() >= MAX_SUBSCRIPTIONS) {
            return refused(
                    ErrorCode.SUBSCRIPTIONS_EXHAUSTED,
                    "A session has at most " + MAX_SUBSCRIPTIONS + " subscriptions.");
        }
        Interest interest = new Interest();
        all.put(channel, interest);
        return session.subscribe(channel, start, snapshot)
                .onFailure(cause -> all.remove(channel, interest))
                .map(begun -> begin(id, begun, interest))
                .onComplete(decided -> runAfterwards(interest));
    }

    /**
     * Subscribes to several channels at once, none of which the session has: all of them or none.
     *
     * @param greet says how they begin when all are there; with true delivery begins, with false all are ended again
     * @return what {@code greet} answered; fails as it, or as {@link Session#subscribe}, and then nothing is left of them
     */
    public Future<Boolean> joinAll(
            Map<ChannelName, StartingPoint> starts,
            boolean snapshot,
            Function<List<Subscription>, Future<Boolean>> greet) {
        Map<ChannelName, Interest> made = new LinkedHashMap<>();
        List<Future<Subscription>> begun = new ArrayList<>();
        starts.forEach((channel, start) -> {
            made.put(channel, new Interest());
            begun.add(session.subscribe(channel, start, snapshot));
        });
        all.putAll(made);
        return Future.join(begun)
                .compose(done -> greet.apply(begun.stream().map(Future::result).toList()))
                .map(kept -> kept && !owner.hasEnded())
                .andThen(kept -> decided(made, begun, kept.succeeded() && kept.result()));
    }

    private void decided(Map<ChannelName, Interest> made, List<Future<Subscription>> begun, boolean kept) {
        for (Future<Subscription> one : begun) {
            if (one.succeeded() && !kept) {
                one.result().cancel();
            } else if (one.succeeded()) {
                Interest interest = Objects.requireNonNull(made.get(one.result().channel()));
                interest.subscription = one.result();
            }
        }
        if (kept) {
            begun.forEach(one -> one.result().start());
        } else {
            made.forEach(all::remove);
        }
        made.values().forEach(Interests::runAfterwards);
    }

    /**
     * Unsubscribes, and says so; also when there is nothing to end.
     *
     * @param id of the command that asked; null when it was no command
     * @param reason the code of an error when nobody asked for it
     */
    public void leave(@Nullable JsonText id, ChannelName channel, @Nullable String reason) {
        Interest known = all.get(channel);
        if (known != null && known.subscription == null) {
            known.leaving = true;
            after(known, () -> leave(id, channel, reason));
            return;
        }
        if (known != null && known.subscription != null) {
            all.remove(channel);
            known.subscription.cancel();
        }
        owner.dialect().unsubscribed(owner, id, channel, reason);
    }

    /** Changes what a request from outside asks for; fails as {@link #join}, or with {@code forbidden}. */
    Future<Void> change(ConnectionChange change) {
        change.unsubscribe().forEach(channel -> leave(null, channel, null));
        List<Future<Void>> all = new ArrayList<>();
        change.subscribe().forEach((channel, start) -> {
            owner.require(Right.SUBSCRIBE, channel);
            all.add(join(null, channel, start, false));
        });
        return Future.join(all).mapEmpty();
    }

    /** Ends what the session's identity may no longer have. */
    void recheck() {
        for (ChannelName channel : List.copyOf(all.keySet())) {
            if (!owner.identity().may(Right.SUBSCRIBE, channel)) {
                leave(null, channel, ErrorCode.FORBIDDEN.code());
            }
        }
    }

    private @Nullable Void begin(@Nullable JsonText id, Subscription begun, Interest interest) {
        interest.subscription = begun;
        if (owner.hasEnded()) {
            begun.cancel();
            return null;
        }
        owner.dialect().subscribed(owner, id, begun);
        begun.start();
        return null;
    }

    private static void after(Interest interest, Runnable step) {
        if (interest.afterwards == null) {
            interest.afterwards = new ArrayList<>(1);
        }
        interest.afterwards.add(step);
    }

    private static void runAfterwards(Interest interest) {
        List<Runnable> steps = interest.afterwards;
        interest.afterwards = null;
        if (steps != null) {
            steps.forEach(Runnable::run);
        }
    }

    private static Future<Void> refused(ErrorCode code, String detail) {
        return Future.failedFuture(new HubException(code, detail));
    }
}
