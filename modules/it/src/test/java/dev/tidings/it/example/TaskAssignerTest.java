package dev.tidings.it.example;

import static dev.tidings.hub.MemoryHub.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.client.TidingsClient;
import dev.tidings.client.WriteRequest;
import dev.tidings.hub.HubSettings;
import dev.tidings.hub.MemoryHub;
import dev.tidings.log.ChannelSettings;
import dev.tidings.model.JsonText;
import dev.tidings.server.bus.BusCounters;
import dev.tidings.server.bus.BusLimits;
import dev.tidings.server.bus.BusVerticle;
import io.vertx.core.Vertx;
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
        MemoryHub hub = new MemoryHub(
                vertx,
                HubSettings.defaults(
                        "n1", name -> ChannelSettings.DEFAULT, List.of(MemoryHub.collection("tasks", false))));
        await(vertx.deployVerticle(new BusVerticle(hub::portHere, BusLimits.DEFAULT, new BusCounters())));
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
}
