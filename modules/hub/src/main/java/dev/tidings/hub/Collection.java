package dev.tidings.hub;

import dev.tidings.log.ReadRequest;
import dev.tidings.model.Epoch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A collection on this node: its fold, kept up to date by its channel, and reads that are confirmed with the log. Owned by
 * the hub's loop.
 *
 * <p>A read is confirmed by a look at the channel's head that was sent after the read was asked for; all who wait when it is
 * sent share it, and none joins one that was sent before. While the log is away, reads are answered from memory, and say
 * for how long they were not confirmed.
 */
final class Collection implements ActiveChannel.Follower {

    private static final long RETRY_MILLIS = 200;
    private static final long RELOAD_MILLIS = 5;

    private final CollectionSettings settings;
    private final Channels channels;
    private final FoldLoader loader;
    private final Loop loop;
    private final long waitMillis;
    private final List<Waiter> waiters = new ArrayList<>();
    private List<Promise<Confirmed>> nextCohort = new ArrayList<>();
    private @Nullable ActiveChannel channel;
    private @Nullable Fold fold;
    private boolean live;
    private boolean loading;
    private boolean confirming;
    private boolean closed;
    private long confirmedAtMillis;

    /**
     * The fold, confirmed or not.
     *
     * @param fold to be read at once, since it goes on changing
     * @param staleMillis 0 = confirmed
     */
    record Confirmed(Fold fold, long staleMillis) {

        Snapshot snapshot() {
            Snapshot fresh = fold.snapshot();
            return staleMillis == 0
                    ? fresh
                    : new Snapshot(fresh.position(), fresh.documents(), fresh.count(), staleMillis);
        }
    }

    /** Reads that wait for the fold to reach a place. */
    private record Waiter(Epoch epoch, long offset, List<Promise<Confirmed>> cohort, Loop.Timer limit) {}

    Collection(CollectionSettings settings, Channels channels, FoldLoader loader, Loop loop, long waitMillis) {
        this.settings = settings;
        this.channels = channels;
        this.loader = loader;
        this.loop = loop;
        this.waitMillis = waitMillis;
    }

    CollectionSettings settings() {
        return settings;
    }

    /** What this node knows without asking; null before the first load. */
    @Nullable
    Fold fold() {
        return fold;
    }

    /** Whether the fold follows the channel. */
    boolean isLive() {
        return live;
    }

    /** Begins to load and to follow; once. */
    void start() {
        channel = channels.follow(settings.name(), this);
        load();
    }

    void close() {
        closed = true;
        ActiveChannel followed = channel;
        if (followed != null) {
            followed.unfollow(this);
        }
        HubException down = new HubException(ErrorCode.DRAINING, "the node is going down");
        nextCohort.forEach(promise -> promise.tryFail(down));
        nextCohort.clear();
        for (Waiter waiter : waiters) {
            waiter.limit.cancel();
            waiter.cohort.forEach(promise -> promise.tryFail(down));
        }
        waiters.clear();
    }

    /** The fold, at least as new as anything that was acknowledged before this call. */
    Future<Confirmed> confirmed() {
        Promise<Confirmed> promise = Promise.promise();
        if (closed) {
            return Future.failedFuture(new HubException(ErrorCode.DRAINING, "the node is going down"));
        }
        nextCohort.add(promise);
        if (!confirming) {
            confirmNext();
        }
        return promise.future();
    }

    @Override
    public void advanced(ActiveChannel advanced) {
        if (live) {
            catchUp();
        }
    }

    @Override
    public void replaced(ActiveChannel replaced) {
        if (live) {
            catchUp();
        } else if (!loading) {
            load();
        }
    }

    private void confirmNext() {
        List<Promise<Confirmed>> cohort = nextCohort;
        nextCohort = new ArrayList<>();
        confirming = true;
        channels.log(ReadRequest.bounds(settings.name())).onComplete(result -> {
            confirming = false;
            if (!nextCohort.isEmpty()) {
                confirmNext();
            }
            if (result.failed()) {
                answerFromMemory(cohort, result.cause());
            } else {
                awaitPlace(result.result().epoch(), result.result().head(), cohort);
            }
        });
    }

    private void awaitPlace(Epoch epoch, long offset, List<Promise<Confirmed>> cohort) {
        if (closed) {
            cohort.forEach(promise -> promise.tryFail(new HubException(ErrorCode.DRAINING, "the node is going down")));
            return;
        }
        Loop.Timer limit = loop.schedule(waitMillis, () -> {
            waiters.removeIf(waiter -> waiter.cohort == cohort);
            answerFromMemory(
                    cohort, new HubException(ErrorCode.UNAVAILABLE, "the collection could not be read in time"));
        });
        waiters.add(new Waiter(epoch, offset, cohort, limit));
        answerWaiters();
        ActiveChannel followed = channel;
        if (followed != null && !waiters.isEmpty()) {
            followed.noteHead(epoch, offset);
        }
    }

    private void answerWaiters() {
        Fold current = fold;
        if (current == null || !live) {
            return;
        }
        for (Iterator<Waiter> each = waiters.iterator(); each.hasNext(); ) {
            Waiter waiter = each.next();
            if (waiter.epoch.equals(current.epoch()) && waiter.offset <= current.offset()) {
                each.remove();
                waiter.limit.cancel();
                confirmedAtMillis = loop.monotonicMillis();
                waiter.cohort.forEach(promise -> promise.tryComplete(new Confirmed(current, 0)));
            }
        }
    }

    private void answerFromMemory(List<Promise<Confirmed>> cohort, Throwable cause) {
        Fold known = fold;
        if (known == null) {
            cohort.forEach(promise -> promise.tryFail(cause));
            return;
        }
        long stale = Math.max(1, loop.monotonicMillis() - confirmedAtMillis);
        cohort.forEach(promise -> promise.tryComplete(new Confirmed(known, stale)));
    }

    private void load() {
        if (loading || closed) {
            return;
        }
        live = false;
        loading = true;
        loader.load(settings.name()).onComplete(result -> loaded(result.succeeded() ? result.result() : null));
    }

    private void loaded(@Nullable Fold result) {
        loading = false;
        if (closed) {
            return;
        }
        if (result == null) {
            loop.schedule(RETRY_MILLIS, this::load);
            return;
        }
        fold = result;
        live = true;
        confirmedAtMillis = loop.monotonicMillis();
        catchUp();
    }

    /** Takes what the window has after the fold; what it no longer has comes from the log. */
    private void catchUp() {
        Fold current = fold;
        ActiveChannel followed = channel;
        Window window = followed == null ? null : followed.window();
        if (current == null || window == null) {
            return;
        }
        if (!window.epoch().equals(current.epoch())) {
            reload();
            return;
        }
        while (current.offset() < window.head()) {
            Frame frame = window.frame(current.offset() + 1);
            if (frame == null) {
                replay(current);
                return;
            }
            current.apply(frame.publication());
        }
        answerWaiters();
    }

    /** The fold and the window are of different epochs: the log decides which of the two is old. */
    private void reload() {
        live = false;
        loading = true;
        ActiveChannel followed = channel;
        if (followed != null) {
            followed.read();
        }
        loop.schedule(RELOAD_MILLIS, this::reloadNow);
    }

    private void reloadNow() {
        loading = false;
        load();
    }

    private void replay(Fold behind) {
        live = false;
        loading = true;
        loader.replay(settings.name(), behind).onComplete(result -> loaded(result.succeeded() ? behind : null));
    }
}
