package dev.tidings.server.bus;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidings.hub.CollectionSettings;
import dev.tidings.hub.EventBusLink;
import dev.tidings.hub.Hub;
import dev.tidings.hub.HubSettings;
import dev.tidings.hub.Members;
import dev.tidings.hub.VertxLoop;
import dev.tidings.log.ChannelSettings;
import dev.tidings.log.LogLimits;
import dev.tidings.log.MemoryLog;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A hub over a log in memory with its addresses for services. Owned by its test. */
final class BusNode implements AutoCloseable {

    final Vertx vertx = Vertx.vertx();
    final BusCounters counters = new BusCounters();
    final Hub hub;
    private final BusLimits limits;
    private String deployment;

    BusNode() {
        this(BusLimits.DEFAULT);
    }

    BusNode(BusLimits limits) {
        SecureRandom random = new SecureRandom();
        MemoryLog log = new MemoryLog(
                BusNode::kept, LogLimits.DEFAULT, () -> Epoch.draw(random), System::currentTimeMillis, "memory");
        HubSettings settings = HubSettings.defaults("n1", BusNode::kept, List.of(tasks()));
        hub = new Hub(
                settings,
                log,
                new EventBusLink(vertx, "n1"),
                Members.alone(),
                new VertxLoop(vertx, vertx.getOrCreateContext()),
                random);
        hub.start();
        Awaitility.await().until(() -> await(hub.isReady()));
        this.limits = limits;
        deployment = deploy();
    }

    /** The hub's addresses, once more. */
    private String deploy() {
        return await(vertx.deployVerticle(
                new BusVerticle(() -> hub.port(new VertxLoop(vertx, vertx.getOrCreateContext())), limits, counters)));
    }

    /** Takes the addresses away, as a node that goes, and puts them there again, as another one that comes. */
    void replace() {
        await(vertx.undeploy(deployment));
        deployment = deploy();
    }

    /** How many sessions there are. */
    int sessions() {
        return await(hub.figures()).sessions();
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private static ChannelSettings kept(ChannelName channel) {
        return switch (channel.namespace()) {
            case "cursor" -> new ChannelSettings(Kind.VOLATILE, 1, 1);
            case "long" -> new ChannelSettings(Kind.LOG, 100_000, 86_400_000);
            default -> ChannelSettings.DEFAULT;
        };
    }

    private static CollectionSettings tasks() {
        return new CollectionSettings(
                new ChannelName("tasks"),
                "task-created",
                "task-updated",
                "task-deleted",
                null,
                null,
                JsonNodeFactory.instance.objectNode(),
                document -> List.of(),
                1_000,
                1 << 20,
                1 << 16,
                false);
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
