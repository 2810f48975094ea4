package dev.tidings.edge.identity;

import dev.tidings.edge.Identity;
import dev.tidings.edge.Right;
import dev.tidings.model.Actor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whose ticket it is, as one node tells another: the text of an identity. Has no state. */
final class TicketAnswer {

    private TicketAnswer() {}

    /** What the node that made the ticket says; of somebody who showed no credential nothing but that. */
    static byte[] of(Identity asker) {
        JsonObject json = new JsonObject();
        if (asker instanceof KnownIdentity known) {
            json.put("sub", known.actor().sub())
                    .put("name", known.actor().name())
                    .put("credential", known.credential())
                    .put("issuedAt", known.issuedAtMillis())
                    .put("expiresAt", known.expiresAtMillis());
            for (Right right : Right.values()) {
                json.put(word(right), new JsonArray(known.grants().patterns(right)));
            }
        }
        return json.toBuffer().getBytes();
    }

    /**
     * Reads it.
     *
     * @return null when it is about somebody who showed no credential
     * @throws IllegalArgumentException when it is something else
     */
    static @Nullable KnownIdentity parse(byte[] message) {
        JsonObject json = object(message);
        if (json.isEmpty()) {
            return null;
        }
        String subject = text(json.getValue("sub"));
        if (subject.isEmpty()) {
            throw new IllegalArgumentException("an answer about a ticket without a subject");
        }
        Object name = json.getValue("name");
        return new KnownIdentity(
                new Actor(subject, name == null ? null : text(name)),
                Grants.of(
                        subject,
                        patterns(json, Right.SUBSCRIBE),
                        patterns(json, Right.PUBLISH),
                        patterns(json, Right.WRITE)),
                text(json.getValue("credential")),
                millis(json.getValue("issuedAt")),
                millis(json.getValue("expiresAt")));
    }

    private static JsonObject object(byte[] message) {
        try {
            return new JsonObject(Buffer.buffer(message));
        } catch (DecodeException e) {
            throw new IllegalArgumentException("not an answer about a ticket", e);
        }
    }

    private static List<String> patterns(JsonObject json, Right right) {
        if (!(json.getValue(word(right)) instanceof JsonArray array)) {
            throw new IllegalArgumentException("an answer about a ticket without its grants");
        }
        List<String> patterns = new ArrayList<>(array.size());
        array.forEach(pattern -> patterns.add(text(pattern)));
        return patterns;
    }

    private static String text(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("an answer about a ticket without a text");
    }

    private static long millis(@Nullable Object value) {
        if (value instanceof Long || value instanceof Integer) {
            return ((Number) value).longValue();
        }
        throw new IllegalArgumentException("an answer about a ticket without a time");
    }

    private static String word(Right right) {
        return right.name().toLowerCase(Locale.ROOT);
    }
}
