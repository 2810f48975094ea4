package dev.tidings.hub;

import java.util.function.Consumer;

/**
 * The way to every node, this one included. Best effort: nothing that is sent is sure to arrive, once, soon or in order.
 * On the hub's loop.
 */
public interface Bus {

    /** Sends to every node, this one included; never blocks and never throws. */
    void send(BusMessage message);

    /** Sets who gets what arrives, on the hub's loop. Called once, before the first read of the log. */
    void receive(Consumer<BusMessage> receiver);

    /**
     * Tells what others need to send here; called when it changed.
     *
     * @param partitions a bit for each partition of which somebody on this node reads a channel
     */
    default void follow(long partitions) {}

    /** Sends what gathered in this turn of the loop; called at its end. */
    default void flush() {}
}
