package dev.tidings.server.bus;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonLimits;
import dev.tidings.model.JsonText;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The body of a message as JSON: a {@link JsonObject}, or a {@link Buffer} with its text, whose numbers keep their digits.
 * A reply has the form of its request. Pure functions.
 */
final class BusBody {

    private BusBody() {}

    /**
     * Reads a body.
     *
     * @throws HubException {@code malformed}, {@code schema}, {@code too-large}
     */
    static JsonText read(@Nullable Object body, int maxBytes) {
        if (body instanceof JsonObject object) {
            return parse(object.toBuffer(), maxBytes);
        }
        if (body instanceof Buffer text) {
            return parse(text, maxBytes);
        }
        throw new HubException(ErrorCode.SCHEMA, "a request's body is a JsonObject, or a Buffer with the text of one");
    }

    /** A reply in the form of the request. */
    static Object reply(@Nullable Object request, String json) {
        Buffer text = Buffer.buffer(json.getBytes(StandardCharsets.UTF_8));
        return request instanceof JsonObject ? new JsonObject(text) : text;
    }

    private static JsonText parse(Buffer text, int maxBytes) {
        return JsonText.parse(text.getBytes(), JsonLimits.DEFAULT.withMaxBytes(maxBytes));
    }
}
