package dev.tidings.socket.sockjs;

import dev.tidings.hub.FrameBatch;
import java.util.List;

/**
 * A request that waits for a session's messages, as the session sees it, wherever the request came in. Owned by the session's
 * event loop: every method is called there. What is written goes out in order; after its end it is forgotten.
 */
interface Receiver {

    /** Whether more would go out without piling up. Until it would, the session delivers nothing. */
    boolean takes();

    /** Writes a whole frame: open, heartbeat or close. */
    void frame(byte[] frame);

    /** Writes messages, each quoted; at least one. */
    void messages(List<byte[]> quoted);

    /** Writes the messages of a batch. Only while {@link #takes}. */
    void deliver(FrameBatch batch, QuotedFormat format);

    /** Sends what was written, if anything. Whether it goes on; one that doesn't is forgotten by the session. */
    boolean flush();

    /** Ends it in good order; what was flushed goes out. */
    void end();
}
