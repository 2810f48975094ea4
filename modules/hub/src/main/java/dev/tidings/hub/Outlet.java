package dev.tidings.hub;

import dev.tidings.model.Disconnect;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;

/**
 * A transport as its session sees it: the one thing that a bridge implements. Every method is called on the session's
 * loop, none may block or throw for a connection that is gone (it ignores the call and lets the session be closed).
 */
public interface Outlet {

    /** Whether a write would go out without piling up. While false nothing is delivered; see {@link Session#drained}. */
    boolean isWritable();

    /**
     * Whether the connection took something since the last call, though it is not writable: then it is slow, but does not
     * stand still. One large event may take longer than a connection may stand still.
     */
    default boolean hasProgressed() {
        return false;
    }

    /**
     * Takes frames for one subscription, all of them; they are written but need not be flushed. Called only while
     * {@link #isWritable}; the subscription's position has moved to the last frame when this returns.
     */
    void deliver(Subscription subscription, FrameBatch batch);

    /** Tells that the subscription can't be called gap-free, and where it goes on. */
    void reset(Subscription subscription, Reset reset);

    /** Flushes what was delivered; once a tick. */
    void flush();

    /** Says that the connection lives, when nothing was delivered for the heartbeat's time. */
    void heartbeat();

    /**
     * Ends the connection in words and closes it. The session is closed already.
     *
     * @param retryAfterMillis when the client may return; 0 = as it likes
     */
    void disconnect(Disconnect reason, long retryAfterMillis);

    /** The credential by which the client is here now, so that it can be ended with it; empty when there is none. */
    default String credential() {
        return "";
    }

    /** Changes a live connection from outside; refused unless the transport can. */
    default Future<Void> change(ConnectionChange change) {
        return Future.failedFuture(
                new HubException(ErrorCode.NOT_FOUND, "this connection can't be changed by a request"));
    }
}
