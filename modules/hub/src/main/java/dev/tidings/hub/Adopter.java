package dev.tidings.hub;

import dev.tidings.log.Adoption;
import dev.tidings.log.AdoptionResult;
import dev.tidings.log.ChannelLog;
import dev.tidings.log.PartitionState;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Partitions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a partition go on after its store changed: with its epoch only when every member vouches that it saw nothing which
 * the store does not have, else with a new one. Owned by the hub's loop. The decision itself is one conditional step of the
 * log, so that nodes which decide at once agree; no node changes an epoch by itself.
 */
final class Adopter {

    private static final Logger LOG = LoggerFactory.getLogger(Adopter.class);

    private static final long VOUCH_MILLIS = 1_000;

    /** For how long a node that did not live through the change leaves the decision to those who did. */
    private static final long STRANGER_MILLIS = 3_000;

    private final ChannelLog log;
    private final LogCalls calls;
    private final Members members;
    private final Loop loop;
    private final long logMillis;
    private final @Nullable Promise<AdoptionResult>[] underWay;

    /** The strangers' waiting for others, by partition. */
    private final @Nullable Promise<Boolean>[] waiting;

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type can't be made otherwise
    Adopter(ChannelLog log, LogCalls calls, Members members, Loop loop, long logMillis) {
        this.log = log;
        this.calls = calls;
        this.members = members;
        this.loop = loop;
        this.logMillis = logMillis;
        this.underWay = new Promise[Partitions.COUNT];
        this.waiting = new Promise[Partitions.COUNT];
    }

    /** The store changed: asks the members, then decides. One at a time a partition; a second caller shares the answer. */
    Future<AdoptionResult> storeChanged(PartitionState state) {
        if (members.maySpeak(state)) {
            return once(state, VOUCH_MILLIS, () -> members.vouch(state));
        }
        return once(state, STRANGER_MILLIS, () -> {
            Promise<Boolean> others = Promise.promise();
            waiting[state.partition()] = others;
            return others.future();
        });
    }

    /** The store shows less than this node knew before it asked: nobody can vouch for that. */
    Future<AdoptionResult> wentBack(PartitionState state) {
        return once(state, VOUCH_MILLIS, () -> Future.succeededFuture(false));
    }

    /** A partition needs no adoption any more: who waited for others waits no longer. */
    void settled(int partition) {
        Promise<Boolean> others = waiting[partition];
        if (others != null) {
            others.tryFail(new HubException(ErrorCode.UNAVAILABLE, "others have decided"));
        }
    }

    private Future<AdoptionResult> once(PartitionState state, long limitMillis, Supplier<Future<Boolean>> vouched) {
        int partition = state.partition();
        Promise<AdoptionResult> known = underWay[partition];
        if (known != null) {
            return known.future();
        }
        Promise<AdoptionResult> promise = Promise.promise();
        underWay[partition] = promise;
        within(limitMillis, vouched.get())
                .compose(all -> calls.within(logMillis, log.adopt(Adoption.of(state, all))))
                .onComplete(result -> {
                    underWay[partition] = null;
                    waiting[partition] = null;
                    if (result.succeeded()) {
                        tell(state, result.result());
                        promise.tryComplete(result.result());
                    } else {
                        promise.tryFail(result.cause());
                    }
                });
        return promise.future();
    }

    /** Silence is no. */
    private Future<Boolean> within(long limitMillis, Future<Boolean> vouched) {
        Promise<Boolean> answer = Promise.promise();
        Loop.Timer limit = loop.schedule(limitMillis, () -> answer.tryComplete(false));
        vouched.onComplete(result -> {
            limit.cancel();
            if (result.succeeded()) {
                answer.tryComplete(result.result());
            } else {
                answer.tryFail(result.cause());
            }
        });
        return answer.future();
    }

    private static void tell(PartitionState before, AdoptionResult result) {
        PartitionState now = result.state();
        if (result.carriedOut() && !now.epoch().equals(before.epoch())) {
            LOG.info("partition {} begins epoch {}: nobody vouches for its store", now.partition(), now.epoch());
        }
    }
}
