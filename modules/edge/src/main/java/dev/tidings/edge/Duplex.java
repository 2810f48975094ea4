package dev.tidings.edge;

import io.netty.buffer.ByteBuf;

/**
 * A connection that left HTTP (RFC 9110 §7.8): bytes both ways, in whatever protocol it went over to. Owned by its event
 * loop: every method is called there. Made by {@link Exchange#upgrade}. After its end, or when the peer is gone, writes
 * are released and forgotten.
 */
public interface Duplex {

    /** Who speaks the protocol. Called on the connection's loop; a throw is logged and cuts the connection. */
    interface Receiver {

        /**
         * Bytes have come. They may be written to, and are released when the call returns.
         *
         * @param bytes at least one
         */
        void received(ByteBuf bytes);

        /** The connection takes more, after it did not. */
        void writable();

        /** The connection is gone, whoever ended it; the last call, exactly once. */
        void closed();
    }

    /** Writes bytes, without flushing them; one reference is taken over. */
    void write(ByteBuf bytes);

    /** Sends what was written; once a tick. */
    void flush();

    /** Whether more would go out without piling up here. */
    boolean isWritable();

    /** Whether the peer is read; while false it may soon send no more. What was read already still comes. */
    void read(boolean on);

    /**
     * Sends what was written, and then the end: the connection is gone when the peer has ended too, or after two seconds.
     * What still comes is dropped. Idempotent.
     */
    void close();

    /** Cuts the connection. Idempotent. */
    void abort();

    /** Whether it has ended, or is about to. */
    boolean isClosed();
}
