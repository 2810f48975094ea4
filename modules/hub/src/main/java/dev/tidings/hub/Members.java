package dev.tidings.hub;

import dev.tidings.log.PartitionState;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that share the log, as far as an adoption must ask them. On the hub's loop.
 */
public interface Members {

    /** What one node can say for itself. */
    interface Witness {
        /**
         * Whether this node was in touch with the store that wrote last, or vouched for it: only such a node may ask the
         * others.
         *
         * @param state as the store has it
         */
        boolean livedThrough(PartitionState state);

        /**
         * Whether this node saw no sequence above the stored one, by the store that wrote last or by none at all. To vouch is
         * to promise: from then on this node appends nothing to the partition until it is in touch with the store that asks.
         * What it has under way to the partition is waited for.
         *
         * @param state as the store has it
         */
        Future<Boolean> vouches(PartitionState state);
    }

    /** What other nodes may ask of this one. On the hub's loop. */
    interface Host {

        /** Changes a live connection of this node; {@code not-found} when it is gone or not the subject's. */
        Future<Void> change(String connection, ConnectionChange change);

        /** How many subscriptions a channel has on this node. */
        int subscribers(ChannelName channel);
    }

    /** Gives this node's own witness, so that others can ask it. Called once, at the start. */
    void join(Witness self);

    /** The store is being asked where it stands. */
    void asking();

    /**
     * The store answered, and is the one that wrote last: whoever was a member when it was asked, or is one from then on until
     * the next such moment, is to be asked when the store changes.
     */
    void inTouch();

    /**
     * Asks every member of the last known view, this node included, which must have lived through the change. The caller
     * waits for one second at the most.
     *
     * @return true only when each of them vouches
     */
    Future<Boolean> vouch(PartitionState state);

    /**
     * Whether this node lived through the change, or is alone: else the others, who may have, are to decide.
     *
     * @param state as the store has it
     */
    boolean maySpeak(PartitionState state);

    /** Gives who answers for this node's connections and subscriptions. Called once, at the start. */
    default void host(Host self) {}

    /** Sets who is told, on the hub's loop, that what the bus brought may lack something. Called once, at the start. */
    default void onDoubt(Runnable doubt) {}

    /** Changes a live connection of another node; {@code not-found} when there is no such node or connection. */
    default Future<Void> change(String node, String connection, ConnectionChange change) {
        return Future.failedFuture(new HubException(ErrorCode.NOT_FOUND, "there is no such connection"));
    }

    /** How many subscriptions a channel has on the other nodes, as far as they answer within one second. */
    default Future<Integer> subscribers(ChannelName channel) {
        return Future.succeededFuture(0);
    }

    /** What carries pipes to other nodes. */
    default PipeCarrier pipes() {
        return PipeCarrier.NONE;
    }

    /** The membership of a node that is alone. */
    static Members alone() {
        return new Members() {
            private @Nullable Witness self;

            @Override
            public void join(Witness witness) {
                self = witness;
            }

            @Override
            public void asking() {
                // Nobody else is to be asked.
            }

            @Override
            public void inTouch() {
                // As above.
            }

            @Override
            public boolean maySpeak(PartitionState state) {
                return true;
            }

            @Override
            public Future<Boolean> vouch(PartitionState state) {
                Witness known = self;
                return known == null || !known.livedThrough(state)
                        ? Future.succeededFuture(false)
                        : known.vouches(state);
            }
        };
    }
}
