package dev.tidings.hub;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bus of a node that is alone: Vert.x' event bus with the node's one address. The same immutable object is passed, nothing
 * is encoded. Owned by the hub's loop.
 */
public final class EventBusLink implements Bus {

    private static final String ADDRESS_PREFIX = "tidings.node.";

    private final EventBus eventBus;
    private final String address;
    private final DeliveryOptions options;
    private @Nullable MessageConsumer<BusMessage> consumer;

    /** Registers the codec with this Vert.x instance; made once for each. */
    public EventBusLink(Vertx vertx, String node) {
        this.eventBus = vertx.eventBus();
        this.address = ADDRESS_PREFIX + node;
        BusMessageCodec codec = new BusMessageCodec();
        eventBus.registerCodec(codec);
        this.options = new DeliveryOptions().setLocalOnly(true).setCodecName(codec.name());
    }

    @Override
    public void send(BusMessage message) {
        eventBus.send(address, message, options);
    }

    @Override
    public void receive(Consumer<BusMessage> receiver) {
        consumer = eventBus.<BusMessage>localConsumer(address, message -> receiver.accept(message.body()));
    }

    /** Stops listening. */
    public void close() {
        if (consumer != null) {
            consumer.unregister();
        }
    }
}
