package dev.tidings.bench;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/** One connection of the load loop. Owned by the load loop: every method is called on its thread. */
interface Link {

    /** The connection stands: say what is to be said first. */
    void connected(SocketChannel channel) throws IOException;

    /** There is something to read. */
    void readable() throws IOException;

    /** The connection broke, or could not be made. */
    void failed(IOException cause);
}
