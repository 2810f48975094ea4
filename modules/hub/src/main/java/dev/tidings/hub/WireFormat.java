package dev.tidings.hub;

/**
 * How a frame looks on one kind of connection. Implementations are immutable, and compared by identity: one instance a
 * format, made once at start-up.
 */
public interface WireFormat {

    /** The whole bytes of one frame, complete in themselves, so that several may follow one another. Any thread. */
    byte[] encode(Frame frame);
}
