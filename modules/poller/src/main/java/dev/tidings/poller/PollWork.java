package dev.tidings.poller;

import dev.tidings.hub.HubPort;
import dev.tidings.hub.Loop;
import dev.tidings.hub.Snapshot;
import dev.tidings.model.Actor;
import dev.tidings.model.HubException;
import dev.tidings.model.Position;
import dev.tidings.poller.Upstream.Answer;
import dev.tidings.poller.Upstream.Validators;
import dev.tidings.poller.UpstreamFault.Reason;
import io.vertx.core.Future;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a collection into what an upstream says, again and again. Owned by its event loop.
 *
 * <p>Each time: write the token to the collection's partition, so that no former owner writes from here on; read the
 * collection; ask the upstream; compare; write the difference. Whatever goes wrong, nothing more is written, and the next
 * time begins from what the collection is. The upstream is asked whether something changed only while the collection is as
 * the last answer left it.
 */
final class PollWork implements Work {

    private static final Logger LOG = LoggerFactory.getLogger(PollWork.class);
    private static final long DEMAND_CHECK_MILLIS = 1_000;
    private static final long STALE_MILLIS = 1_000;

    /** Runs what takes long somewhere else; the answer comes back to the loop. */
    interface Offload {
        <T> Future<T> run(Callable<T> task);
    }

    private final PollSettings settings;
    private final HubPort hub;
    private final Upstream upstream;
    private final Mapping mapping;
    private final Offload offload;
    private final RandomGenerator random;
    private final Actor actor;
    private final SourceCounters counters;
    private Pace pace;
    private Validators validators = Validators.NONE;
    private @Nullable Position left;
    private @Nullable Term term;
    private Loop.@Nullable Timer timer;

    PollWork(
            PollSettings settings,
            HubPort hub,
            Upstream upstream,
            Mapping mapping,
            Offload offload,
            RandomGenerator random,
            Actor actor,
            SourceCounters counters) {
        this.settings = settings;
        this.hub = hub;
        this.upstream = upstream;
        this.mapping = mapping;
        this.offload = offload;
        this.random = random;
        this.actor = actor;
        this.counters = counters;
        this.pace = pace();
    }

    @Override
    public void begin(Term begun) {
        term = begun;
        pace = pace();
        left = null;
        cycle(begun);
    }

    @Override
    public void end() {
        term = null;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private Pace pace() {
        return new Pace(settings.minIntervalMillis(), settings.maxIntervalMillis(), random);
    }

    private void cycle(Term now) {
        timer = null;
        pause(now).onComplete(millis -> next(now, millis), cause -> failed(now, cause));
    }

    /** Does what there is to do; for how long to pause afterwards. */
    private Future<Long> pause(Term now) {
        if (!settings.onDemand()) {
            return poll(now);
        }
        return hub.channel(settings.target())
                .compose(channel ->
                        channel.subscribers() > 0 ? poll(now) : Future.<Long>succeededFuture(DEMAND_CHECK_MILLIS));
    }

    private Future<Long> poll(Term now) {
        return now.confirm()
                .compose(confirmed -> hub.snapshot(settings.target()))
                .compose(collection -> asked(now, collection));
    }

    private Future<Long> asked(Term now, Snapshot collection) {
        if (!now.equals(term)) {
            return Future.succeededFuture(0L);
        }
        if (collection.staleMillis() > 0) {
            return Future.failedFuture(new UpstreamFault(Reason.HUB, "the log does not answer"));
        }
        counters.polled();
        Validators known = collection.position().equals(left) ? validators : Validators.NONE;
        return upstream.ask(known).compose(answer -> answered(now, collection, answer));
    }

    private Future<Long> answered(Term now, Snapshot collection, Answer answer) {
        if (!now.equals(term)) {
            return Future.succeededFuture(0L);
        }
        if (answer instanceof Answer.Whole whole) {
            return compared(now, collection, whole);
        }
        if (answer instanceof Answer.Busy busy) {
            return Future.succeededFuture(
                    held(Reason.STATUS, "it answered with status " + busy.status(), busy.retryAfterMillis()));
        }
        counters.took();
        return Future.succeededFuture(pace.afterQuiet());
    }

    private Future<Long> compared(Term now, Snapshot collection, Answer.Whole whole) {
        return offload.run(() -> Difference.of(
                        collection.documents(), mapping.documents(whole.body()), settings.maxVanishedPercent()))
                .compose(difference -> {
                    if (!now.equals(term)) {
                        return Future.succeededFuture(0L);
                    }
                    return new Changes(hub, actor, now, difference.changes(), collection.position())
                            .apply()
                            .map(position -> took(whole.validators(), position, difference));
                });
    }

    private Long took(Validators said, Position position, Difference difference) {
        validators = said;
        left = position;
        counters.took();
        return difference.changes().isEmpty() ? pace.afterQuiet() : pace.afterChange();
    }

    private void failed(Term now, Throwable cause) {
        if (!now.equals(term)) {
            return;
        }
        if (Term.isStale(cause)) {
            next(now, STALE_MILLIS);
        } else if (cause instanceof UpstreamFault fault) {
            next(now, held(fault.reason(), String.valueOf(fault.getMessage()), 0));
        } else if (cause instanceof HubException refusal) {
            next(now, held(Reason.HUB, refusal.detail(), refusal.retryAfterMillis()));
        } else {
            LOG.error("source {} failed in an unknown way", settings.name(), cause);
            next(now, held(Reason.HUB, "a fault of the program", 0));
        }
    }

    /** The answer was not taken: says so, and for how long to pause. */
    private long held(Reason reason, String detail, long retryAfterMillis) {
        counters.held(reason);
        LOG.warn("source {} holds what it had ({}): {}", settings.name(), SourceCounters.word(reason), detail);
        return pace.afterFault(retryAfterMillis);
    }

    private void next(Term now, long millis) {
        if (now.equals(term)) {
            counters.next(millis);
            timer = hub.loop().schedule(millis, () -> cycle(now));
        }
    }
}
