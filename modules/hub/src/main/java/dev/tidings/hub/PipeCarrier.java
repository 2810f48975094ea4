package dev.tidings.hub;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import java.util.Set;

/** Carries pipes between nodes: what it is given may be lost, late or repeated. On the hub's loop. */
public interface PipeCarrier {

    /** What other nodes want of this one's pipes. On the hub's loop. */
    interface Host {

        /**
         * Another node asks for a pipe to a name.
         *
         * @param startId the asking node's start
         * @param pipe its number there
         * @return completes on the hub's loop, in order with the packets that the new pipe sends; fails with a {@link
         *     HubException}; never completes when the question came before
         */
        Future<Void> open(String node, long startId, long pipe, String name, byte[] head);

        /** A packet came. */
        void arrived(String node, PipePacket packet);

        /** A node left, started again or is silent: its pipes have ended. */
        void left(String node);
    }

    /** Gives who takes what comes. Called once, at the start. */
    void host(Host host);

    /** The other nodes there are, without those that are silent. */
    Set<String> nodes();

    /**
     * Asks a node for a pipe to a name.
     *
     * @return completes on the hub's loop; fails with the refusal, with {@code outcome-unknown} when no answer comes in
     *     time, with {@code unavailable} when it was not asked
     */
    Future<Void> open(String node, long pipe, String name, byte[] head, long limitMillis);

    /**
     * Sends a packet at the end of this turn.
     *
     * @return false when it was not, since the node has left or does not acknowledge what it was sent
     */
    boolean send(String node, PipePacket packet);

    /** That of a node that is alone. */
    PipeCarrier NONE = new PipeCarrier() {
        @Override
        public void host(Host host) {
            // Nobody asks.
        }

        @Override
        public Set<String> nodes() {
            return Set.of();
        }

        @Override
        public Future<Void> open(String node, long pipe, String name, byte[] head, long limitMillis) {
            return Future.failedFuture(new HubException(ErrorCode.NOT_FOUND, "there is no other node"));
        }

        @Override
        public boolean send(String node, PipePacket packet) {
            return false;
        }
    };
}
