package dev.tidings.hub.peers;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.tracing.TracingPolicy;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Vert.x' clustered event bus: one address a node, {@code tidings.node.<name>}. Owned by the hub's loop: {@link #open} is
 * called there, so that what arrives comes there as well.
 */
final class BusWire implements Wire {

    private static final String ADDRESS_PREFIX = "tidings.node.";

    private final EventBus eventBus;
    private final BusAddress address;
    private final DeliveryOptions options;
    private @Nullable Consumer<PeerMessage> receiver;

    /** Registers the codec with this Vert.x instance; made once for each. */
    BusWire(Vertx vertx, String node) {
        this.eventBus = vertx.eventBus();
        this.address = new BusAddress(vertx, ADDRESS_PREFIX + node, this::arrived);
        eventBus.registerCodec(new PeerCodec());
        this.options = new DeliveryOptions().setCodecName(PeerCodec.NAME).setTracingPolicy(TracingPolicy.IGNORE);
    }

    @Override
    public Future<Void> open(Consumer<PeerMessage> newReceiver) {
        receiver = newReceiver;
        return address.open();
    }

    @Override
    public void send(String node, PeerMessage message) {
        eventBus.send(ADDRESS_PREFIX + node, message, options);
    }

    @Override
    public Future<Void> probe() {
        return address.probe();
    }

    @Override
    public Future<Void> renew() {
        return address.renew();
    }

    @Override
    public Future<Void> close() {
        return address.close();
    }

    /** Any member of the cluster may send anything here. */
    private void arrived(Message<Object> message) {
        Consumer<PeerMessage> known = receiver;
        if (known != null) {
            known.accept(
                    message.body() instanceof PeerMessage read
                            ? read
                            : new PeerMessage.Unreadable("no peer's message"));
        }
    }
}
