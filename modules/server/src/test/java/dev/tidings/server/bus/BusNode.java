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
        Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> await(hub.isReady()));
        await(vertx.deployVerticle(
                new BusVerticle(() -> hub.port(new VertxLoop(vertx, vertx.getOrCreateContext())), limits, counters)));
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static ChannelSettings kept(ChannelName channel) {
        return channel.namespace().equals("cursor")
                ? new ChannelSettings(Kind.VOLATILE, 1, 1)
                : ChannelSettings.DEFAULT;
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
