package dev.tidings.hub.peers;

import io.vertx.core.Future;
import java.util.function.Consumer;

/** The way to other nodes' addresses: what is sent may be lost, late, repeated or out of order. On the hub's loop. */
interface Wire {

    /**
     * Begins to listen at this node's address.
     *
     * @param receiver gets what arrives, on the hub's loop
     */
    Future<Void> open(Consumer<PeerMessage> receiver);

    /** Sends to a node's address; never blocks and never throws. What it can't send at once it keeps without a bound. */
    void send(String node, PeerMessage message);

    /** Fails unless what is sent to this node's own address arrives here within 2 s. */
    Future<Void> probe();

    /** Listens anew, since the address was lost. */
    Future<Void> renew();

    /** Stops listening. */
    Future<Void> close();
}
