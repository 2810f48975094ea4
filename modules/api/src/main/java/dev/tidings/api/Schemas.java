package dev.tidings.api;

import dev.tidings.model.ChannelName;
import dev.tidings.model.Names;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The JSON Schemas (2020-12) of what the API takes and gives. Each call makes a new one, since a JsonObject can change. */
final class Schemas {

    private static final String CHANNEL_PATTERN = "^[A-Za-z0-9_][A-Za-z0-9_.:-]{0,254}$";
    private static final String NAME_PATTERN = "^[A-Za-z0-9_.:-]{1,128}$";
    private static final String EPOCH_PATTERN = "^[a-z0-9]{12}$";
    private static final String POSITION_PATTERN = "^[a-z0-9]{12}-(0|[1-9][0-9]{0,17})$";
    private static final String TIME_PATTERN = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{12}Z$";

    private record Member(String name, boolean required, JsonObject schema) {}

    private Schemas() {}

    static JsonObject string() {
        return new JsonObject().put("type", "string");
    }

    static JsonObject integer(long minimum) {
        return new JsonObject().put("type", "integer").put("minimum", minimum);
    }

    static JsonObject integer(long minimum, long maximum) {
        return integer(minimum).put("maximum", maximum);
    }

    static JsonObject array(JsonObject items) {
        return new JsonObject().put("type", "array").put("items", items);
    }

    static JsonObject channelName() {
        return string().put("pattern", CHANNEL_PATTERN).put("maxLength", ChannelName.MAX_LENGTH);
    }

    static JsonObject documentId() {
        return string().put("pattern", NAME_PATTERN).put("maxLength", Names.MAX_LENGTH);
    }

    static JsonObject position() {
        return string().put("pattern", POSITION_PATTERN);
    }

    static JsonObject idempotencyKey() {
        return string().put("pattern", "^[ -~]+$").put("minLength", 1).put("maxLength", 255);
    }

    /** What a client sends for a document: any object; what its collection asks of it is checked when it is written. */
    static JsonObject documentBody() {
        return object().put(
                        "description",
                        "The document. `id` is " + NAME_PATTERN
                                + ", not `stream`, `.` or `..`; in a PUT or PATCH `version` is"
                                + " an If-Match by other means; `createdAt`, `updatedAt` and `updatedBy` are the server's"
                                + " and ignored; the keys `__proto__`, `constructor` and `prototype` are refused");
    }

    /** A document as the server gives it. */
    static JsonObject document() {
        return object(
                required("id", documentId()),
                required("version", integer(1)),
                optional("createdAt", string().put("pattern", TIME_PATTERN)),
                optional("updatedAt", string().put("pattern", TIME_PATTERN)));
    }

    /** RFC 6902: a list of operations. */
    static JsonObject jsonPatch(int maxOperations) {
        return array(object(
                        required("op", oneOf("add", "remove", "replace", "move", "copy", "test")),
                        required("path", string()),
                        optional("from", string()),
                        optional("value", new JsonObject())))
                .put("maxItems", maxOperations);
    }

    /** What a client sends for a publication. */
    static JsonObject publicationBody() {
        return object(
                optional(
                        "event",
                        nullable(string()).put("description", NAME_PATTERN + ", `message` when absent or null")),
                optional("data", new JsonObject().put("description", "any JSON, null when absent")),
                optional("key", nullable(string()).put("description", "what it is about, 1 to 255 characters")));
    }

    /** One item of a batch. Not stricter, since each item stands for itself: a bad one has a result of its own. */
    static JsonObject batchItem() {
        return new JsonObject()
                .put("description", "an object with `channel` and, as in a publication, `event`, `data` and `key`");
    }

    static JsonObject batchResult() {
        return object(
                required("status", integer(201, 599)),
                optional("channel", channelName()),
                optional("position", nullable(position())),
                optional("error", problem()));
    }

    static JsonObject published() {
        return object(
                required("channel", channelName()),
                required("epoch", nullable(string().put("pattern", EPOCH_PATTERN))),
                required("offset", nullable(integer(1))),
                required("position", nullable(position())));
    }

    static JsonObject history() {
        JsonObject actor = object(required("sub", string()), optional("name", string()));
        JsonObject publication = object(
                required("offset", integer(1)),
                required("event", string()),
                optional("key", string()),
                required("data", new JsonObject()),
                required("time", integer(0)),
                optional("actor", actor));
        return object(
                required("channel", channelName()),
                required("position", position()),
                required("head", position()),
                required("recovered", new JsonObject().put("type", "boolean")),
                required("publications", array(publication)));
    }

    static JsonObject channelInfo() {
        JsonObject history = object(
                required("kind", oneOf("log", "latest", "volatile")),
                optional("maxPublications", integer(1)),
                optional("maxAgeMillis", integer(1)));
        return object(
                required("channel", channelName()),
                required("position", nullable(position())),
                required("oldest", nullable(integer(1))),
                required("history", history),
                required("subscribers", integer(0)));
    }

    static JsonObject status() {
        return object(
                required("status", oneOf("ok")),
                required("version", string()),
                required("node", string()),
                required("nodes", integer(1)));
    }

    /** RFC 9457, with the hub's own members. */
    static JsonObject problem() {
        return object(
                required("type", string()),
                required("title", string()),
                required("status", integer(400, 599)),
                optional("detail", string()),
                required("code", string()),
                optional("errors", array(object(required("pointer", string()), required("detail", string())))),
                optional("retryAfterMs", integer(1)),
                optional("current", object()));
    }

    private static Member required(String name, JsonObject schema) {
        return new Member(name, true, schema);
    }

    private static Member optional(String name, JsonObject schema) {
        return new Member(name, false, schema);
    }

    private static JsonObject object(Member... members) {
        JsonObject schema = new JsonObject().put("type", "object");
        if (members.length == 0) {
            return schema;
        }
        JsonObject properties = new JsonObject();
        JsonArray required = new JsonArray();
        for (Member member : members) {
            properties.put(member.name(), member.schema());
            if (member.required()) {
                required.add(member.name());
            }
        }
        return schema.put("properties", properties).put("required", required);
    }

    private static JsonObject oneOf(String... words) {
        return new JsonObject().put("enum", new JsonArray(List.of(words)));
    }

    private static JsonObject nullable(JsonObject schema) {
        return schema.put("type", new JsonArray().add(schema.getString("type")).add("null"));
    }
}
