package dev.tidings.server.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract with services, by plain calls of the event bus. */
class BusVerticleTest {

    private final BusNode node = new BusNode();

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void publishesAndSaysWhere() {
        JsonObject reply =
                ask("tidings.publish", new JsonObject().put("channel", "chat").put("data", "hi"));
        assertThat(reply.fieldNames()).containsExactlyInAnyOrder("channel", "epoch", "offset", "position");
        assertThat(reply.getString("channel")).isEqualTo("chat");
        assertThat(reply.getLong("offset")).isEqualTo(1);
        assertThat(reply.getString("position")).isEqualTo(reply.getString("epoch") + "-1");
    }

    @Test
    void aVolatileChannelHasNoPosition() {
        JsonObject reply = ask("tidings.publish", new JsonObject().put("channel", "cursor:1"));
        assertThat(reply.getValue("position")).isNull();
        assertThat(reply.getValue("offset")).isNull();
    }

    @Test
    void theSameKeyGivesTheFirstAnswer() {
        JsonObject request = new JsonObject()
                .put("channel", "chat")
                .put("data", 1)
                .put("idempotencyKey", "k")
                .put("actor", new JsonObject().put("sub", "billing"));
        JsonObject first = ask("tidings.publish", request);
        assertThat(ask("tidings.publish", request)).isEqualTo(first);
        assertThat(refusal("tidings.publish", request.copy().put("data", 2)).failureCode())
                .isEqualTo(422);
    }

    @Test
    void writesInEveryWayAndReads() {
        JsonObject made = write("create", "a", new JsonObject().put("title", "x"), 0);
        assertThat(made.getJsonObject("document").getLong("version")).isEqualTo(1);
        write("patch", "a", new JsonObject().put("done", true), 1);
        JsonObject replaced = write("put", "b", new JsonObject().put("title", "y"), 0);
        assertThat(replaced.getString("position")).endsWith("-3");

        JsonObject all = ask("tidings.read", new JsonObject().put("collection", "tasks"));
        assertThat(all.getString("position")).isEqualTo(replaced.getString("position"));
        assertThat(all.getJsonArray("documents")).hasSize(2);
        JsonObject one =
                ask("tidings.read", new JsonObject().put("collection", "tasks").put("id", "a"));
        assertThat(one.fieldNames()).containsExactly("document");
        assertThat(one.getJsonObject("document").getBoolean("done")).isTrue();

        assertThat(write("delete", "a", null, 0).getValue("document")).isNull();
        JsonArray left =
                ask("tidings.read", new JsonObject().put("collection", "tasks")).getJsonArray("documents");
        assertThat(left).hasSize(1);
    }

    @Test
    void theActorIsWhomTheServiceNames() {
        JsonObject request = new JsonObject()
                .put("collection", "tasks")
                .put("op", "create")
                .put("document", new JsonObject().put("title", "x"))
                .put("actor", new JsonObject().put("sub", "7").put("name", "Ada"));
        assertThat(ask("tidings.write", request).getJsonObject("document").getString("updatedBy"))
                .isEqualTo("Ada");
    }

    @Test
    void aStaleVersionBringsTheDocumentAsItIs() {
        write("create", "a", new JsonObject().put("title", "x"), 0);
        ReplyException stale = refusal(
                "tidings.write",
                new JsonObject()
                        .put("collection", "tasks")
                        .put("op", "patch")
                        .put("id", "a")
                        .put("document", new JsonObject().put("done", true))
                        .put("version", 7));
        assertThat(stale.failureCode()).isEqualTo(409);
        assertThat(stale.failureType()).isEqualTo(ReplyFailure.RECIPIENT_FAILURE);
        JsonObject problem = new JsonObject(stale.getMessage());
        assertThat(problem.getString("code")).isEqualTo("version-conflict");
        assertThat(problem.getJsonObject("current").getLong("version")).isEqualTo(1);
    }

    @Test
    void failuresHaveTheStatusOfTheApi() {
        assertThat(refusal("tidings.read", new JsonObject().put("collection", "nothing"))
                        .failureCode())
                .isEqualTo(404);
        assertThat(refusal(
                                "tidings.read",
                                new JsonObject().put("collection", "tasks").put("id", "z"))
                        .failureCode())
                .isEqualTo(404);
        assertThat(refusal("tidings.publish", new JsonObject().put("channel", "tasks"))
                        .failureCode())
                .isEqualTo(409);
        assertThat(refusal("tidings.publish", new JsonObject()).failureCode()).isEqualTo(422);
        assertThat(refusal("tidings.publish", new JsonObject().put("channel", "a b"))
                        .failureCode())
                .isEqualTo(400);
        assertThat(refusal(
                                "tidings.write",
                                new JsonObject().put("collection", "tasks").put("op", "steal"))
                        .failureCode())
                .isEqualTo(422);
        assertThat(refusal("tidings.publish", new JsonObject().put("channel", "tidings:leases"))
                        .failureCode())
                .isEqualTo(403);
        assertThat(refusal("tidings.publish", "text").failureCode()).isEqualTo(422);
        assertThat(node.counters.refused()).isEqualTo(8);
    }

    @Test
    void aBufferIsAnsweredWithABufferWhoseNumbersKeepTheirDigits() {
        Buffer request = Buffer.buffer(
                "{\"collection\":\"tasks\",\"op\":\"create\",\"id\":\"n\",\"document\":{\"price\":1.10}}");
        Object reply = BusNode.await(node.vertx.eventBus().request("tidings.write", request))
                .body();
        assertThat(reply).isInstanceOf(Buffer.class);
        assertThat(reply.toString()).contains("\"price\":1.10");
    }

    @Test
    void aPublishToAllNodesIsRefusedAndCounted() {
        node.vertx.eventBus().publish("tidings.publish", new JsonObject().put("channel", "chat"));
        Awaitility.await().until(() -> node.counters.publishesRefused() == 1);
        JsonObject next = ask("tidings.publish", new JsonObject().put("channel", "chat"));
        assertThat(next.getLong("offset")).isEqualTo(1);
    }

    @Test
    void aSendWithoutReplyIsDone() {
        node.vertx.eventBus().send("tidings.publish", new JsonObject().put("channel", "chat"));
        Awaitility.await().until(() -> node.counters.requests() == 1);
        JsonObject next = ask("tidings.publish", new JsonObject().put("channel", "chat"));
        assertThat(next.getLong("offset")).isEqualTo(2);
    }

    @Test
    void moreThanMayBeUnderWayIsToldWhenToComeBack() {
        try (BusNode narrow = new BusNode(new BusLimits(1 << 20, 1 << 16, 1 << 20, 0))) {
            ReplyException full = failure(narrow, "tidings.publish", new JsonObject().put("channel", "chat"));
            assertThat(full.failureCode()).isEqualTo(503);
            assertThat(new JsonObject(full.getMessage()).getLong("retryAfterMs"))
                    .isPositive();
        }
    }

    @Test
    void aCollectionBeyondTheReplysLimitIsRefusedNamingIt() {
        try (BusNode narrow = new BusNode(new BusLimits(1 << 20, 1 << 16, 1, 10))) {
            ReplyException large = failure(narrow, "tidings.read", new JsonObject().put("collection", "tasks"));
            assertThat(large.failureCode()).isEqualTo(413);
            assertThat(large.getMessage()).contains("the limit of a reply is 1");
        }
    }

    private JsonObject write(String operation, String id, JsonObject document, long version) {
        JsonObject request = new JsonObject()
                .put("collection", "tasks")
                .put("op", operation)
                .put("id", id)
                .put("document", document);
        return ask("tidings.write", version == 0 ? request : request.put("version", version));
    }

    private JsonObject ask(String address, JsonObject body) {
        return BusNode.await(node.vertx.eventBus().<JsonObject>request(address, body, options()))
                .body();
    }

    private ReplyException refusal(String address, Object body) {
        return failure(node, address, body);
    }

    private static ReplyException failure(BusNode asked, String address, Object body) {
        Throwable thrown =
                catchThrowable(() -> BusNode.await(asked.vertx.eventBus().request(address, body, options())));
        assertThat(thrown).isInstanceOf(CompletionException.class);
        assertThat(thrown.getCause()).isInstanceOf(ReplyException.class);
        return (ReplyException) thrown.getCause();
    }

    private static DeliveryOptions options() {
        return new DeliveryOptions().setSendTimeout(60_000);
    }
}
