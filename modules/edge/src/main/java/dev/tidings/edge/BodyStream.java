package dev.tidings.edge;

import io.netty.buffer.ByteBuf;

/**
 * The body of an answer that is written as it comes. Owned by its event loop: every method is called there. Obtained from
 * {@link Exchange#stream}. After its end, or when the peer is gone, writes are released and forgotten.
 */
public interface BodyStream {

    /**
     * Whether {@link #write} takes whole chunks of HTTP/1.1 (see {@link Chunk}) and not bare bytes. The same for the life of
     * the stream.
     */
    boolean isChunked();

    /**
     * Writes bytes, without flushing them.
     *
     * @param bytes one or more whole chunks if {@link #isChunked}, else bytes of the body; one reference is taken over
     */
    void write(ByteBuf bytes);

    /** Writes bare bytes whatever the framing, without flushing them. The array must not change afterwards. */
    void write(byte[] bytes);

    /** Sends what was written; once a tick. */
    void flush();

    /** Whether more would go out without piling up here. */
    boolean isWritable();

    /** Called each time when the stream has become writable after it was not. */
    void onWritable(Runnable handler);

    /** Called exactly once, when the stream has ended, be it by {@link #end}, {@link #abort} or the peer. */
    void onClose(Runnable handler);

    /** Whether it has ended. */
    boolean isClosed();

    /** Ends the body in good order; what was written goes out. Idempotent. */
    void end();

    /** Cuts the stream: resets it on HTTP/2, closes the connection on HTTP/1. Idempotent. */
    void abort();
}
