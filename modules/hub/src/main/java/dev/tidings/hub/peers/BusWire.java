package dev.tidings.hub.peers;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.tracing.TracingPolicy;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Vert.x' clustered event bus: one address a node, {@code tidings.node.<name>}. Owned by the hub's loop: {@link #open} is
 * called there, so that what arrives comes there as well.
 */
final class BusWire implements Wire {

    private static final String ADDRESS_PREFIX = "tidings.node.";
    private static final long PROBE_MILLIS = 2_000;

    private final EventBus eventBus;
    private final String address;
    private final DeliveryOptions options;
    private @Nullable MessageConsumer<PeerMessage> consumer;
    private @Nullable Consumer<PeerMessage> receiver;

    /** Registers the codec with this Vert.x instance; made once for each. */
    BusWire(Vertx vertx, String node) {
        this.eventBus = vertx.eventBus();
        this.address = ADDRESS_PREFIX + node;
        eventBus.registerCodec(new PeerCodec());
        this.options = new DeliveryOptions()
                .setCodecName(PeerCodec.NAME)
                .setSendTimeout(PROBE_MILLIS)
                .setTracingPolicy(TracingPolicy.IGNORE);
    }

    @Override
    public Future<Void> open(Consumer<PeerMessage> newReceiver) {
        receiver = newReceiver;
        MessageConsumer<PeerMessage> made = eventBus.consumer(address, this::arrived);
        consumer = made;
        return made.completion();
    }

    @Override
    public void send(String node, PeerMessage message) {
        eventBus.send(ADDRESS_PREFIX + node, message, options);
    }

    @Override
    public Future<Void> probe() {
        return eventBus.request(address, new PeerMessage.Probe(), options).mapEmpty();
    }

    @Override
    public Future<Void> renew() {
        Consumer<PeerMessage> known = receiver;
        return known == null ? Future.succeededFuture() : close().compose(closed -> open(known));
    }

    @Override
    public Future<Void> close() {
        MessageConsumer<PeerMessage> known = consumer;
        consumer = null;
        return known == null ? Future.succeededFuture() : known.unregister();
    }

    private void arrived(Message<PeerMessage> message) {
        Consumer<PeerMessage> known = receiver;
        if (message.body() instanceof PeerMessage.Probe) {
            message.reply(null);
        } else if (known != null) {
            known.accept(message.body());
        }
    }
}
