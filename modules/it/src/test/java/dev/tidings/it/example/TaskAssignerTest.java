package dev.tidings.it.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidings.client.TidingsClient;
import dev.tidings.client.WriteRequest;
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
import dev.tidings.model.JsonText;
import dev.tidings.server.bus.BusCounters;
import dev.tidings.server.bus.BusLimits;
import dev.tidings.server.bus.BusVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The example of docs/services.md, run against a hub. */
class TaskAssignerTest {

    private final Vertx vertx = Vertx.vertx();
    private final TidingsClient client = new TidingsClient(vertx);

    TaskAssignerTest() {
        SecureRandom random = new SecureRandom();
        MemoryLog log = new MemoryLog(
                name -> ChannelSettings.DEFAULT,
                LogLimits.DEFAULT,
                () -> Epoch.draw(random),
                System::currentTimeMillis,
                "memory");
        HubSettings settings = HubSettings.defaults("n1", name -> ChannelSettings.DEFAULT, List.of(tasks()));
        VertxLoop loop = new VertxLoop(vertx, vertx.getOrCreateContext());
        Hub hub = new Hub(settings, log, new EventBusLink(vertx, "n1"), Members.alone(), loop, random);
        hub.start();
        Awaitility.await().until(() -> await(hub.isReady()));
        await(vertx.deployVerticle(new BusVerticle(
                () -> hub.port(new VertxLoop(vertx, vertx.getOrCreateContext())),
                BusLimits.DEFAULT,
                new BusCounters())));
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void everyTaskFindsItsPerson() {
        await(client.write(WriteRequest.create("tasks", "{\"id\":\"old\"}")));
        await(client.write(WriteRequest.create("tasks", "{\"id\":\"taken\",\"assignee\":\"Cy\"}")));
        await(vertx.deployVerticle(new TaskAssigner(List.of("Ada", "Bob"))));
        await(client.write(WriteRequest.create("tasks", "{\"id\":\"new\"}")));
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> List.of(task("old"), task("taken"), task("new")).stream()
                        .allMatch(task -> task.contains("assignee")));
        assertThat(task("old")).contains("\"assignee\":\"Ada\"").contains("\"updatedBy\":\"Assigner\"");
        assertThat(task("taken")).contains("\"assignee\":\"Cy\"").contains("\"version\":1");
        assertThat(task("new")).contains("\"assignee\":\"Bob\"");
    }

    private String task(String id) {
        return await(client.read("tasks", id)).map(JsonText::toString).orElse("");
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

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }
}
