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
}
