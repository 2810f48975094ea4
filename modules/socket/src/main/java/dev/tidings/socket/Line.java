package dev.tidings.socket;

import dev.tidings.edge.Allowance;
import dev.tidings.edge.Identity;
import dev.tidings.hub.Frame;
import dev.tidings.hub.FrameBatch;
import java.util.List;

/**
 * What carries the messages of one client, both ways, whatever is said in them: a WebSocket, a SockJS session, an Engine.IO
 * connection. Owned by its event loop: every method is called there. After its end, writes are forgotten.
 *
 * <p>What is written while its owner is handed a message is flushed afterwards; whatever else is written, by {@link #flush}.
 */
public interface Line {

    /** Who speaks over a line. Called on the line's loop; nothing comes after {@link #gone}. */
    interface Owner {

        /** Something came, whatever it says: the client lives. */
        void alive();

        /** A whole message came; the array is the owner's. Binary only on lines that carry it. */
        void message(boolean text, byte[] payload);

        /** A ping came, or something else that says nothing and counts; whether it is answered. */
        boolean ping();

        /** More can be written, after it could not. */
        void writable();

        /** The line has ended, whoever ended it; called once, perhaps within {@link Line#close}. */
        void gone();
    }

    /** Who takes new lines. One instance an event loop. */
    @FunctionalInterface
    interface Acceptor {

        /**
         * Takes a line over; it may be written to, and closed, at once.
         *
         * @param identity who the client is
         * @param allowance what the client may still have
         */
        Owner open(Line line, Identity identity, Allowance allowance);
    }

    /** Whether a message would go out without waiting. While it would not, nothing is delivered. */
    boolean isWritable();

    /** Whether a large message is on its way, so that nothing can be said before its end but the close. */
    boolean isWaiting();

    /** Whether the client took a part of a large message since the last call. */
    boolean hasProgressed();

    /** Whether the client is read. */
    boolean isReading();

    /** Whether the owner wants more from the client. What was read already still comes. */
    void read(boolean on);

    /**
     * Whether the line finds out for itself that its client is gone, as protocols with a heartbeat of their own do. Otherwise its
     * owner asks for signs of life, by a message or by {@link #ping}.
     */
    boolean isWatched();

    /** Asks the client's side of the line, not its application, for a sign of life; without effect where it is watched. */
    void ping();

    /**
     * Takes the frames of a batch as messages of a format. Only while {@link #isWritable}. Does not flush. What it builds is
     * shared by all lines of the loop that carry messages alike.
     */
    void deliver(FrameBatch batch, MessageFormat format);

    /** As {@link #deliver(FrameBatch, MessageFormat)}, each message with an end that several lines of the loop share. */
    default void deliver(FrameBatch batch, MessageFormat format, Tail tail) {
        List<Frame> frames = batch.frames();
        for (int i = 0; i < frames.size(); i++) {
            write(frames.get(i).encoded(format.text()), tail.bytes());
        }
    }

    /** Writes one message of text, whose parts must not be written to afterwards. Does not flush. */
    void write(byte[]... parts);

    /**
     * Writes one binary message, which must not be written to afterwards. Does not flush.
     *
     * @throws UnsupportedOperationException where only text is carried
     */
    void writeBinary(byte[] payload);

    /** Sends what was written; once a tick. */
    void flush();

    /**
     * Ends the line; what was written goes out before. Idempotent.
     *
     * @param code as of a WebSocket's close
     */
    void close(int code, String reason);
}
