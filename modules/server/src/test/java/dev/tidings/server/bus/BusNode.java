package dev.tidings.server.bus;

import dev.tidings.hub.HubSettings;
import dev.tidings.hub.MemoryHub;
import dev.tidings.log.ChannelSettings;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/** A hub over a log in memory with its addresses for services. Owned by its test. */
final class BusNode implements AutoCloseable {

    final Vertx vertx = Vertx.vertx();
    final BusCounters counters = new BusCounters();
    private final MemoryHub hub;
    private final BusLimits limits;
    private String deployment;

    BusNode() {
        this(BusLimits.DEFAULT);
    }

    BusNode(BusLimits limits) {
        hub = new MemoryHub(
                vertx, HubSettings.defaults("n1", BusNode::kept, List.of(MemoryHub.collection("tasks", false))));
        this.limits = limits;
        deployment = deploy();
    }

    /** The hub's addresses, once more. */
    private String deploy() {
        return await(vertx.deployVerticle(new BusVerticle(hub::portHere, limits, counters)));
    }

    /** Takes the addresses away, as a node that goes, and puts them there again, as another one that comes. */
    void replace() {
        await(vertx.undeploy(deployment));
        deployment = deploy();
    }

    /** How many sessions there are. */
    int sessions() {
        return await(hub.hub().figures()).sessions();
    }

    static <T> T await(Future<T> future) {
        return MemoryHub.await(future);
    }

    private static ChannelSettings kept(ChannelName channel) {
        return switch (channel.namespace()) {
            case "cursor" -> new ChannelSettings(Kind.VOLATILE, 1, 1);
            case "long" -> new ChannelSettings(Kind.LOG, 100_000, 86_400_000);
            default -> ChannelSettings.DEFAULT;
        };
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
