package dev.tidings.hub;

import dev.tidings.log.PartitionState;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;

/**
 * The nodes that share the log, as far as an adoption must ask them. On the hub's loop.
 */
public interface Members {

    /** What one node can say for itself. */
    interface Witness {
        /**
         * Whether this node was in touch with the store that wrote last, and saw no sequence above the stored one. To vouch
         * is to promise: from then on this node appends nothing to the partition until it is in touch with the store that
         * asks.
         *
         * @param state as the store has it
         */
        boolean vouches(PartitionState state);
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

    /**
     * The store answered and is the one that wrote last: whoever is a member from now on until the next such moment is to be
     * asked when the store changes.
     */
    void inTouch();

    /**
     * Asks every member of the last known view, this node included. The caller waits for one second at the most.
     *
     * @return true only when each of them vouches
     */
    Future<Boolean> vouch(PartitionState state);

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

    /** The membership of a node that is alone. */
    static Members alone() {
        return new Members() {
            private Witness self = state -> false;

            @Override
            public void join(Witness witness) {
                self = witness;
            }

            @Override
            public void inTouch() {
                // Nobody else is to be asked.
            }

            @Override
            public Future<Boolean> vouch(PartitionState state) {
                return Future.succeededFuture(self.vouches(state));
            }
        };
    }
}
