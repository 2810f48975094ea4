package dev.tidings.hub.peers;

import io.vertx.core.Future;
import java.util.function.Consumer;

/**
 * The way to other nodes' addresses: what is sent may be lost, late, repeated or out of order. Called on the hub's loop;
 * futures complete on any thread.
 */
interface Wire {

    /**
     * Begins to listen at this node's address.
     *
     * @param receiver gets what arrives, on the hub's loop
     */
    Future<Void> open(Consumer<PeerMessage> receiver);

    /** Sends to a node's address; never blocks and never throws. What it can't send at once it keeps without a bound. */
    void send(String node, PeerMessage message);

    /** Fails unless the cluster says within 2 s that this node's address leads here. */
    Future<Void> probe();

    /** Listens anew, since the address was lost. */
    Future<Void> renew();

    /** Stops listening. */
    Future<Void> close();
}
