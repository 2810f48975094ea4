package dev.tidings.client;

import dev.tidings.model.Actor;
import dev.tidings.model.Change;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.HubException.FieldError;
import dev.tidings.model.JsonLimits;
import dev.tidings.model.JsonParts;
import dev.tidings.model.JsonText;
import dev.tidings.model.Position;
import dev.tidings.model.Publication;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The messages between a service and the hub, as text and as types. Pure functions. */
final class Wire {

    private static final JsonLimits LIMITS = new JsonLimits(128 << 20, 256, 64, Integer.MAX_VALUE);

    private Wire() {}

    static Buffer text(PublishRequest request, String key) {
        return new JsonObjectText()
                .add("channel", request.channel().value())
                .add("event", request.event())
                .add("data", request.data())
                .add("key", request.key())
                .add("idempotencyKey", key)
                .add("actor", actor(request.actor()))
                .buffer();
    }

    static Buffer text(WriteRequest request, String key) {
        JsonObjectText text = new JsonObjectText()
                .add("collection", request.collection().value())
                .add("op", request.operation().word())
                .add("id", request.id())
                .add("document", request.document());
        if (request.version() > 0) {
            text.add("version", request.version());
        }
        return text.add("idempotencyKey", key)
                .add("actor", actor(request.actor()))
                .buffer();
    }

    static Map<String, JsonText> members(Buffer message) {
        return JsonParts.members(JsonText.parse(message.getBytes(), LIMITS));
    }

    static Published published(Map<String, JsonText> reply) {
        return new Published(new ChannelName(required(reply, "channel")), position(reply));
    }

    static Written written(Map<String, JsonText> reply) {
        return new Written(requiredPosition(reply), value(reply, "document"));
    }

    static Documents documents(Map<String, JsonText> reply) {
        return new Documents(requiredPosition(reply), elements(reply.getOrDefault("documents", JsonText.NULL)));
    }

    static List<JsonText> elements(JsonText array) {
        return JsonParts.elements(array, Integer.MAX_VALUE);
    }

    /** A publication as every transport shows it (contract §6). */
    static Publication publication(JsonText envelope) {
        Map<String, JsonText> members = JsonParts.members(envelope);
        JsonText actor = value(members, "actor");
        return new Publication(
                number(members, "offset"),
                required(members, "event"),
                string(members, "key"),
                members.getOrDefault("data", JsonText.NULL),
                number(members, "time"),
                actor == null ? null : actor(actor),
                Change.NONE);
    }

    /** The refusal that a problem stands for; of a code that this client does not know by its status. */
    static HubException refusal(int status, @Nullable String problem) {
        Map<String, JsonText> members;
        try {
            members = members(Buffer.buffer(problem == null ? "{}" : problem));
        } catch (HubException e) {
            members = Map.of();
        }
        String detail = string(members, "detail");
        HubException refusal = new HubException(
                        code(status, string(members, "code")), detail == null ? "the hub refused" : detail)
                .withCurrent(value(members, "current"))
                .withRetryAfterMillis(number(members, "retryAfterMs"));
        List<FieldError> errors = new ArrayList<>();
        JsonText listed = value(members, "errors");
        if (listed != null) {
            for (JsonText each : elements(listed)) {
                Map<String, JsonText> error = JsonParts.members(each);
                errors.add(new FieldError(required(error, "pointer"), required(error, "detail")));
            }
        }
        return refusal.withErrors(errors);
    }

    static @Nullable Position position(Map<String, JsonText> members) {
        String text = string(members, "position");
        return text == null ? null : Position.parse(text).orElseThrow(() -> malformed("position"));
    }

    static Position requiredPosition(Map<String, JsonText> members) {
        Position position = position(members);
        if (position == null) {
            throw malformed("position");
        }
        return position;
    }

    static @Nullable JsonText value(Map<String, JsonText> members, String name) {
        JsonText value = members.get(name);
        return value == null || value.equals(JsonText.NULL) ? null : value;
    }

    static @Nullable String string(Map<String, JsonText> members, String name) {
        JsonText value = value(members, name);
        return value == null ? null : JsonParts.string(value);
    }

    static String required(Map<String, JsonText> members, String name) {
        String text = string(members, name);
        if (text == null) {
            throw malformed(name);
        }
        return text;
    }

    /** A whole number; 0 when it is absent. */
    static long number(Map<String, JsonText> members, String name) {
        JsonText value = value(members, name);
        try {
            return value == null ? 0 : Long.parseLong(value.toString());
        } catch (NumberFormatException e) {
            throw malformed(name);
        }
    }

    static boolean isTrue(Map<String, JsonText> members, String name) {
        JsonText value = members.get(name);
        return value != null && value.toString().equals("true");
    }

    private static ErrorCode code(int status, @Nullable String word) {
        ErrorCode byStatus = ErrorCode.INTERNAL;
        for (ErrorCode code : ErrorCode.values()) {
            if (code.code().equals(word)) {
                return code;
            }
            byStatus = code.status() == status ? code : byStatus;
        }
        return byStatus;
    }

    private static @Nullable JsonText actor(@Nullable Actor actor) {
        return actor == null
                ? null
                : new JsonObjectText()
                        .add("sub", actor.sub())
                        .add("name", actor.name())
                        .json();
    }

    private static Actor actor(JsonText actor) {
        Map<String, JsonText> members = JsonParts.members(actor);
        return new Actor(required(members, "sub"), string(members, "name"));
    }

    private static HubException malformed(String member) {
        return new HubException(ErrorCode.INTERNAL, "the hub sent no usable `" + member + "`");
    }
}
