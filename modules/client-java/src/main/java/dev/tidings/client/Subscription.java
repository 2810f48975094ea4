package dev.tidings.client;

import dev.tidings.model.Position;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** A subscription of this service. Thread-safe. It lives through the loss of nodes, until it is closed or refused. */
public interface Subscription {

    /** Up to where the subscriber has done its work; null before it began, and in a volatile channel. */
    @Nullable
    Position position();

    /** When it has begun; fails with a {@link dev.tidings.model.HubException} when the hub refuses it. */
    Future<Void> begun();

    /** Ends it: the subscriber is not called any more, but for the call that is under way. Idempotent. */
    void close();
}
