package dev.tidings.client;

import dev.tidings.model.HubException;
import io.vertx.core.Future;

/**
 * Who gets a channel's publications. Called on the client's event loop, one call at a time: the next comes when the future
 * of the one before is done, and a slow subscriber slows its own stream only. A failed future, or an exception, ends the
 * subscription.
 */
public interface Subscriber {

    /** It begins; once, before everything else. */
    default Future<?> subscribed(Beginning beginning) {
        return Future.succeededFuture();
    }

    /** The next publication, each once, in the order of the channel. */
    Future<?> publication(Delivery delivery);

    /** Publications are missing, or the history is another one: it goes on there. */
    Future<?> reset(Beginning beginning);

    /** It is over, and not because {@link Subscription#close} was called. */
    default void ended(HubException reason) {}
}
