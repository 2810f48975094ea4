package dev.tidings.socket.engineio;

import dev.tidings.hub.FrameBatch;
import dev.tidings.socket.MessageFormat;
import dev.tidings.socket.Tail;

/** How packets get to a session's client: by polls, or over a WebSocket. Owned by the session's event loop. */
interface Way {

    /** Whether a packet would go out without waiting. */
    boolean isWritable();

    /** Whether a large packet is on its way, so that nothing can be said before its end. */
    boolean isWaiting();

    /** Whether the client took something since the last call. */
    boolean hasProgressed();

    /** Whether the client is read. */
    boolean isReading();

    /** Whether more is wanted from the client. */
    void read(boolean on);

    /** Takes the frames of a batch; only while {@link #isWritable}. Does not flush. */
    void deliver(FrameBatch batch, MessageFormat packets);

    /** As {@link #deliver(FrameBatch, MessageFormat)}, each packet with an end that several sessions of the loop share. */
    void deliver(FrameBatch batch, MessageFormat packets, Tail tail);

    /** Takes a packet. Does not flush. */
    void send(Outgoing packet);

    /** Sends what was taken, as far as the client takes it. */
    void flush();

    /**
     * Ends it in good order: what was taken goes out before.
     *
     * @return whether it has; else the last words wait for a poll
     */
    boolean close(int code, String reason);

    /**
     * Ends it at once.
     *
     * @param last what a poll that waits is told
     * @param code why, for a WebSocket
     */
    void end(Packet.Type last, int code, String reason);
}
