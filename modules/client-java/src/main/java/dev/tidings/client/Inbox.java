package dev.tidings.client;

import dev.tidings.model.JsonText;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one address of a client, at which nodes tell it what it subscribes to. Owned by the client's event loop. An address for
 * each subscription would be told to every member of the cluster.
 */
final class Inbox {

    private static final System.Logger LOG = System.getLogger(Inbox.class.getName());

    private final Vertx vertx;
    private final Context context;
    private final String address;
    private final Map<String, Consumer<Map<String, JsonText>>> listeners = new HashMap<>();
    private @Nullable MessageConsumer<Buffer> consumer;
    private long madeNanos;

    Inbox(Vertx vertx, Context context, String address) {
        this.vertx = vertx;
        this.context = context;
        this.address = address;
    }

    /** Where nodes send to. */
    String address() {
        return address;
    }

    /** Begins to listen at the first call, and at the first one after a {@link #doubt}; done when the other members know. */
    Future<Void> open() {
        MessageConsumer<Buffer> known = consumer;
        if (known != null) {
            return known.completion();
        }
        MessageConsumer<Buffer> made = vertx.eventBus().consumer(address);
        consumer = made;
        madeNanos = System.nanoTime();
        made.handler(message -> context.runOnContext(now -> take(message.body())));
        return made.completion();
    }

    /**
     * Nothing has come since then: the node may be gone, or the members may have forgotten the address, as happens when two
     * halves of a cluster merge. In case of the latter it is made known anew, once for all that is silent.
     */
    void doubt(long silentSinceNanos) {
        MessageConsumer<Buffer> known = consumer;
        if (known != null && madeNanos - silentSinceNanos < 0) {
            consumer = null;
            known.unregister();
        }
    }

    /** Runs something on the client's event loop. */
    void run(Runnable task) {
        context.runOnContext(now -> task.run());
    }

    /** What is told of a subscription goes there from now on. */
    void listen(String subscription, Consumer<Map<String, JsonText>> listener) {
        listeners.put(subscription, listener);
    }

    void forget(String subscription) {
        listeners.remove(subscription);
    }

    Future<Void> close() {
        listeners.clear();
        return consumer == null ? Future.succeededFuture() : consumer.unregister();
    }

    private void take(Buffer message) {
        try {
            Map<String, JsonText> members = Wire.members(message);
            Consumer<Map<String, JsonText>> listener = listeners.get(Wire.required(members, "subscription"));
            if (listener != null) {
                listener.accept(members);
            }
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a message of a node could not be taken", e);
        }
    }
}
