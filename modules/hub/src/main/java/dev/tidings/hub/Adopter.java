package dev.tidings.hub;

import dev.tidings.log.Adoption;
import dev.tidings.log.AdoptionResult;
import dev.tidings.log.ChannelLog;
import dev.tidings.log.PartitionState;
import dev.tidings.model.Partitions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a partition go on after its store changed: with its epoch only when every member vouches that it saw nothing which
 * the store does not have, else with a new one. Owned by the hub's loop. The decision itself is one conditional step of the
 * log, so that nodes which decide at once agree; no node changes an epoch by itself.
 */
final class Adopter {

    private static final long VOUCH_MILLIS = 1_000;

    private final ChannelLog log;
    private final LogCalls calls;
    private final Members members;
    private final Loop loop;
    private final long logMillis;
    private final @Nullable Promise<AdoptionResult>[] underWay;

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type can't be made otherwise
    Adopter(ChannelLog log, LogCalls calls, Members members, Loop loop, long logMillis) {
        this.log = log;
        this.calls = calls;
        this.members = members;
        this.loop = loop;
        this.logMillis = logMillis;
        this.underWay = new Promise[Partitions.COUNT];
    }

    /** The store changed: asks the members, then decides. One at a time a partition; a second caller shares the answer. */
    Future<AdoptionResult> storeChanged(PartitionState state) {
        return once(state, () -> members.vouch(state));
    }

    /** The store shows less than this node knew before it asked: nobody can vouch for that. */
    Future<AdoptionResult> wentBack(PartitionState state) {
        return once(state, () -> Future.succeededFuture(false));
    }

    private Future<AdoptionResult> once(PartitionState state, Supplier<Future<Boolean>> vouched) {
        int partition = state.partition();
        Promise<AdoptionResult> known = underWay[partition];
        if (known != null) {
            return known.future();
        }
        Promise<AdoptionResult> promise = Promise.promise();
        underWay[partition] = promise;
        withinOneSecond(vouched.get())
                .compose(all -> calls.within(
                        logMillis,
                        log.adopt(new Adoption(partition, state.epoch(), state.incarnation(), all, state.sequence()))))
                .onComplete(result -> {
                    underWay[partition] = null;
                    if (result.succeeded()) {
                        promise.tryComplete(result.result());
                    } else {
                        promise.tryFail(result.cause());
                    }
                });
        return promise.future();
    }

    /** Silence is no. */
    private Future<Boolean> withinOneSecond(Future<Boolean> vouched) {
        Promise<Boolean> answer = Promise.promise();
        Loop.Timer limit = loop.schedule(VOUCH_MILLIS, () -> answer.tryComplete(false));
        vouched.onComplete(result -> {
            limit.cancel();
            answer.tryComplete(result.succeeded() && result.result());
        });
        return answer.future();
    }
}
