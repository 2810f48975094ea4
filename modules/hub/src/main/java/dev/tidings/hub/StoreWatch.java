package dev.tidings.hub;

import dev.tidings.log.PartitionState;
import dev.tidings.model.Epoch;
import dev.tidings.model.Partitions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which store this node was in touch with, and speaks for this node when the store is another one. Owned by the
 * hub's loop.
 *
 * <p>A node that vouched has promised not to write to the old store any more: its writes to the partition wait until its own
 * connection shows the new one. When that does not come about, the partition starts a new epoch on the store that is there.
 */
final class StoreWatch implements Members.Witness {

    private static final long PROMISE_MILLIS = 15_000;

    private final Channels channels;
    private final Publisher publisher;
    private final Adopter adopter;
    private final Members members;
    private final Loop loop;
    private final Runnable checkSoon;
    private final @Nullable String[] incarnations = new @Nullable String[Partitions.COUNT];
    private final @Nullable Epoch[] epochs = new @Nullable Epoch[Partitions.COUNT];
    private final @Nullable Promise[] promises = new @Nullable Promise[Partitions.COUNT];

    /** What was promised: nothing goes to the partition but by this store. */
    private record Promise(String incarnation, long sinceMillis) {}

    StoreWatch(
            Channels channels, Publisher publisher, Adopter adopter, Members members, Loop loop, Runnable checkSoon) {
        this.channels = channels;
        this.publisher = publisher;
        this.adopter = adopter;
        this.members = members;
        this.loop = loop;
        this.checkSoon = checkSoon;
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
        Promise promise = promises[p];
        if (promise != null && !promise.incarnation.equals(state.runningIncarnation())) {
            if (loop.monotonicMillis() - promise.sinceMillis >= PROMISE_MILLIS) {
                wentBack(state);
            }
            return true;
        }
        if (promise == null && wentOnWithoutThisNode(state)) {
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
    public boolean vouches(PartitionState state) {
        int p = state.partition();
        boolean inTouch = state.incarnation().equals(incarnations[p]);
        if (!inTouch || !channels.sequencer(p).vouches(state.epoch(), state.sequence()) || !publisher.suspend(p)) {
            return false;
        }
        promises[p] = new Promise(state.runningIncarnation(), loop.monotonicMillis());
        return true;
    }
}
