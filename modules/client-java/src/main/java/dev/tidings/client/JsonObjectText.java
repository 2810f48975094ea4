package dev.tidings.client;

import dev.tidings.model.JsonText;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A JSON object put together member by member, whose values stay the bytes that they are. Owned by its caller. */
final class JsonObjectText {

    private final Buffer text = Buffer.buffer("{");

    JsonObjectText add(String name, @Nullable String value) {
        return value == null
                ? this
                : add(name, JsonText.trusted(JsonText.quote(value).getBytes(StandardCharsets.UTF_8)));
    }

    JsonObjectText add(String name, long value) {
        return add(name, JsonText.trusted(Long.toString(value).getBytes(StandardCharsets.US_ASCII)));
    }

    JsonObjectText add(String name, @Nullable JsonText value) {
        if (value != null) {
            if (text.length() > 1) {
                text.appendByte((byte) ',');
            }
            text.appendString(JsonText.quote(name)).appendByte((byte) ':').appendBytes(value.sharedBytes());
        }
        return this;
    }

    JsonText json() {
        return JsonText.trusted(text.copy().appendByte((byte) '}').getBytes());
    }

    Buffer buffer() {
        return text.copy().appendByte((byte) '}');
    }
}
