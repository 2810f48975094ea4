package dev.tidings.hub;

import dev.tidings.log.PartitionState;
import dev.tidings.model.Epoch;
import dev.tidings.model.Partitions;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which store this node was in touch with, and speaks for this node when the store is another one. Owned by the
 * hub's loop.
 *
 * <p>A node that vouched has promised not to write to the old store any more: its writes to the partition wait until its own
 * connection shows the new one. When that does not come about, the partition starts a new epoch on the store that is there.
 * A store may be gone before everybody was in touch with it; who vouched for it, and so has written nothing since, can vouch for
 * the one that follows.
 */
final class StoreWatch implements Members.Witness {

    private static final long PROMISE_MILLIS = 15_000;
    private static final int MAX_FORMER = 8;

    private final Channels channels;
    private final Publisher publisher;
    private final Adopter adopter;
    private final Members members;
    private final Loop loop;
    private final Runnable checkSoon;
    private final @Nullable String[] incarnations = new @Nullable String[Partitions.COUNT];
    private final @Nullable Epoch[] epochs = new @Nullable Epoch[Partitions.COUNT];
    private final @Nullable Promise[] promises = new @Nullable Promise[Partitions.COUNT];

    /**
     * What was promised: that nothing goes to the partition, as long as it has this epoch, but by this store.
     *
     * @param former stores that the same was promised of, since this node was last in touch with one
     */
    private record Promise(String incarnation, Epoch epoch, long sinceMillis, Set<String> former) {

        boolean includes(String store) {
            return incarnation.equals(store) || former.contains(store);
        }
    }

    StoreWatch(
            Channels channels, Publisher publisher, Adopter adopter, Members members, Loop loop, Runnable checkSoon) {
        this.channels = channels;
        this.publisher = publisher;
        this.adopter = adopter;
        this.members = members;
        this.loop = loop;
        this.checkSoon = checkSoon;
    }

    /** The store is being asked for a comparison. */
    void asking() {
        members.asking();
    }

    /** The store answered a comparison. */
    void answered(List<PartitionState> states) {
        boolean known = true;
        for (PartitionState state : states) {
            known &= !state.needsAdoption();
        }
        if (known) {
            members.inTouch();
        }
    }

    /** Whether a partition's store is not the one that this node may go on with; then sees to it. */
    boolean isOtherThanBefore(PartitionState state) {
        int p = state.partition();
        if (state.needsAdoption()) {
            adopter.storeChanged(state).onSuccess(result -> checkSoon.run());
            return true;
        }
        adopter.settled(p);
        Promise promise = promises[p];
        boolean bound = promise != null && promise.epoch.equals(state.epoch());
        if (bound && !promise.incarnation.equals(state.incarnation())) {
            boolean mayCome = state.incarnation().equals(incarnations[p]) || promise.includes(state.incarnation());
            if (!mayCome || loop.monotonicMillis() - promise.sinceMillis >= PROMISE_MILLIS) {
                wentBack(state);
            }
            return true;
        }
        if (!bound && wentOnWithoutThisNode(state)) {
            wentBack(state);
            return true;
        }
        promises[p] = null;
        incarnations[p] = state.incarnation();
        epochs[p] = state.epoch();
        publisher.resume(p);
        return false;
    }

    /**
     * Whether a store took over with the epoch kept, though this node, which lived through the change, was not asked: those
     * who vouched did not see it among them, and what this node saw may since have been written over.
     */
    private boolean wentOnWithoutThisNode(PartitionState state) {
        String before = incarnations[state.partition()];
        return before != null
                && !before.equals(state.incarnation())
                && state.epoch().equals(epochs[state.partition()]);
    }

    /** The store shows less than this node knew before it asked. */
    void wentBack(PartitionState state) {
        adopter.wentBack(state).onSuccess(result -> {
            if (result.carriedOut()) {
                promises[state.partition()] = null;
            }
            checkSoon.run();
        });
    }

    @Override
    public boolean livedThrough(PartitionState state) {
        return incarnations[state.partition()] != null && knows(state);
    }

    /** Whether this node was in touch with the store that wrote last, or vouched for it. */
    private boolean knows(PartitionState state) {
        Promise promise = promises[state.partition()];
        return state.incarnation().equals(incarnations[state.partition()])
                || (promise != null && promise.includes(state.incarnation()));
    }

    @Override
    public Future<Boolean> vouches(PartitionState state) {
        if (!mayVouch(state)) {
            return Future.succeededFuture(false);
        }
        return publisher.suspend(state.partition()).map(landed -> promise(state));
    }

    /** Whether this node, as far as it knows by now, can vouch. One that was in touch with no store has nothing to lose. */
    private boolean mayVouch(PartitionState state) {
        int p = state.partition();
        boolean stranger = incarnations[p] == null && promises[p] == null;
        return (stranger || knows(state)) && channels.sequencer(p).vouches(state.epoch(), state.sequence());
    }

    private boolean promise(PartitionState state) {
        int p = state.partition();
        if (!mayVouch(state) || !publisher.isHeld(p)) {
            if (promises[p] == null) {
                publisher.resume(p);
            }
            return false;
        }
        promises[p] =
                new Promise(state.runningIncarnation(), state.epoch(), loop.monotonicMillis(), former(promises[p]));
        return true;
    }

    private static Set<String> former(@Nullable Promise last) {
        if (last == null) {
            return Set.of();
        }
        Set<String> former = new HashSet<>(last.former.size() < MAX_FORMER ? last.former : Set.of());
        former.add(last.incarnation);
        return former;
    }
}
