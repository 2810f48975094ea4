package dev.tidings.hub.peers;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.tracing.TracingPolicy;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Vert.x' clustered event bus: one address a node, {@code tidings.node.<name>}. Owned by the hub's loop: {@link #open} is
 * called there, so that what arrives comes there as well.
 */
final class BusWire implements Wire {

    private static final String ADDRESS_PREFIX = "tidings.node.";
    private static final long PROBE_MILLIS = 2_000;
    private static final long RENEW_MILLIS = 10_000;

    private final VertxInternal vertx;
    private final EventBus eventBus;
    private final String address;
    private final DeliveryOptions options;
    private @Nullable MessageConsumer<Object> consumer;
    private @Nullable Consumer<PeerMessage> receiver;

    /** Registers the codec with this Vert.x instance; made once for each. */
    BusWire(Vertx vertx, String node) {
        this.vertx = (VertxInternal) vertx;
        this.eventBus = vertx.eventBus();
        this.address = ADDRESS_PREFIX + node;
        eventBus.registerCodec(new PeerCodec());
        this.options = new DeliveryOptions().setCodecName(PeerCodec.NAME).setTracingPolicy(TracingPolicy.IGNORE);
    }

    @Override
    public Future<Void> open(Consumer<PeerMessage> newReceiver) {
        receiver = newReceiver;
        MessageConsumer<Object> made = eventBus.consumer(address, this::arrived);
        consumer = made;
        return made.completion();
    }

    @Override
    public void send(String node, PeerMessage message) {
        eventBus.send(ADDRESS_PREFIX + node, message, options);
    }

    /** Asks the registry: a message to an address that it lost would be handed to this node's own consumer all the same. */
    @Override
    public Future<Void> probe() {
        ClusterManager cluster = vertx.clusterManager();
        Promise<List<RegistrationInfo>> answer = Promise.promise();
        cluster.getRegistrations(address, answer);
        return answer.future()
                .timeout(PROBE_MILLIS, TimeUnit.MILLISECONDS)
                .compose(registrations ->
                        registrations.stream().anyMatch(each -> each.nodeId().equals(cluster.getNodeId()))
                                ? Future.succeededFuture()
                                : Future.failedFuture("the cluster has forgotten it"));
    }

    @Override
    public Future<Void> renew() {
        Consumer<PeerMessage> known = receiver;
        return known == null
                ? Future.succeededFuture()
                : close().compose(closed -> open(known)).timeout(RENEW_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public Future<Void> close() {
        MessageConsumer<Object> known = consumer;
        consumer = null;
        return known == null ? Future.succeededFuture() : known.unregister();
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
