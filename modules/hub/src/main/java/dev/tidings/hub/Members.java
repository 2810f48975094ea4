package dev.tidings.hub;

import dev.tidings.log.PartitionState;
import io.vertx.core.Future;

/**
 * The nodes that share the log, as far as an adoption must ask them. On the hub's loop.
 */
public interface Members {

    /** What one node can say for itself. */
    interface Witness {
        /**
         * Whether this node was in touch with the store that wrote last, and saw no sequence above the stored one.
         *
         * @param state as the store has it
         */
        boolean vouches(PartitionState state);
    }

    /** Gives this node's own witness, so that others can ask it. Called once, at the start. */
    void join(Witness self);

    /**
     * Asks every member of the last known view, this node included. The caller waits for one second at the most.
     *
     * @return true only when each of them vouches
     */
    Future<Boolean> vouch(PartitionState state);

    /** The membership of a node that is alone. */
    static Members alone() {
        return new Members() {
            private Witness self = state -> false;

            @Override
            public void join(Witness witness) {
                self = witness;
            }

            @Override
            public Future<Boolean> vouch(PartitionState state) {
                return Future.succeededFuture(self.vouches(state));
            }
        };
    }
}
