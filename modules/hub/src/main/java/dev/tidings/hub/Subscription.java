package dev.tidings.hub;

import dev.tidings.model.ChannelName;
import dev.tidings.model.Position;
import org.jspecify.annotations.Nullable;

/** A session's interest in one channel: a cursor, not a queue. Owned by its session's event loop. */
public interface Subscription {

    /** The channel. */
    ChannelName channel();

    /** Up to where the session was sent everything; null in a volatile channel. */
    @Nullable
    Position position();

    /** Where delivery began and how; what the acknowledgement says. */
    Subscribed subscribed();

    /**
     * Lets delivery begin. Called once, after the acknowledgement (and the snapshot, when there is one) was written:
     * nothing is delivered before.
     */
    void start();

    /** Ends it; idempotent. Nothing is delivered afterwards. */
    void cancel();
}
