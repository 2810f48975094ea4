package dev.tidings.it.example;

import dev.tidings.client.Beginning;
import dev.tidings.client.Delivery;
import dev.tidings.client.PublishRequest;
import dev.tidings.client.SubscribeRequest;
import dev.tidings.client.Subscriber;
import dev.tidings.client.Subscription;
import dev.tidings.client.TidingsClient;
import dev.tidings.client.WriteRequest;
import dev.tidings.model.Actor;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An example of a service: it gives every task that has no assignee to the next person in turn, and says so in a channel.
 * Owned by its event loop.
 *
 * <p>It begins with the collection as it is, and goes on with every change. After a gap it gets the collection again, so that
 * it never overlooks a task. The version that it saw goes with its write: a task that somebody changed meanwhile is left
 * alone, since that change comes too.
 */
public final class TaskAssigner extends VerticleBase implements Subscriber {

    private static final Actor SELF = new Actor("service:assigner", "Assigner");

    private final List<String> people;
    private int next;
    private @Nullable TidingsClient client;

    /** @param people whom tasks are given to; at least one */
    public TaskAssigner(List<String> people) {
        this.people = List.copyOf(people);
    }

    @Override
    public Future<?> start() {
        TidingsClient made = new TidingsClient(vertx);
        client = made;
        Subscription subscription =
                made.subscribe(SubscribeRequest.fromNow("tasks").withSnapshot(), this);
        return subscription.begun();
    }

    @Override
    public Future<?> stop() {
        return client == null ? Future.succeededFuture() : client.close();
    }

    @Override
    public Future<?> subscribed(Beginning beginning) {
        return assignAll(beginning.snapshot());
    }

    @Override
    public Future<?> publication(Delivery delivery) {
        boolean deleted = delivery.publication().event().equals("task-deleted");
        return deleted
                ? Future.succeededFuture()
                : assign(delivery.publication().data());
    }

    @Override
    public Future<?> reset(Beginning beginning) {
        return assignAll(beginning.snapshot());
    }

    private Future<?> assignAll(@Nullable List<JsonText> tasks) {
        Future<?> done = Future.succeededFuture();
        for (JsonText task : tasks == null ? List.<JsonText>of() : tasks) {
            done = done.compose(before -> assign(task));
        }
        return done;
    }

    private Future<?> assign(JsonText text) {
        JsonObject task = new JsonObject(text.toString());
        TidingsClient hub = client;
        if (hub == null || task.getString("assignee") != null) {
            return Future.succeededFuture();
        }
        String id = task.getString("id");
        String person = people.get(next++ % people.size());
        String patch = new JsonObject().put("assignee", person).encode();
        return hub.write(WriteRequest.patch("tasks", id, patch)
                        .ifVersion(task.getLong("version"))
                        .withActor(SELF))
                .compose(written -> hub.publish(PublishRequest.of(
                                "team:tasks",
                                new JsonObject()
                                        .put("task", id)
                                        .put("assignee", person)
                                        .encode())
                        .withEvent("assigned")
                        .withActor(SELF)))
                .<Object>mapEmpty()
                .recover(TaskAssigner::unlessOvertaken);
    }

    private static Future<Object> unlessOvertaken(Throwable cause) {
        boolean overtaken = cause instanceof HubException refusal
                && (refusal.code() == ErrorCode.VERSION_CONFLICT || refusal.code() == ErrorCode.NOT_FOUND);
        return overtaken ? Future.succeededFuture() : Future.failedFuture(cause);
    }
}
