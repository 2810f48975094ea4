package dev.tidings.socket.sockjs;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonLimits;
import dev.tidings.model.JsonParts;
import dev.tidings.model.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a client sends: a JSON string, or an array of them. Pure functions. */
final class SentMessages {

    /** Messages in one array at the most. */
    private static final int MAX_MESSAGES = 10_000;

    private SentMessages() {}

    /**
     * The messages, in UTF-8.
     *
     * @param maxBytes of one
     * @throws HubException {@code malformed} or {@code too-large}
     */
    static List<byte[]> parse(byte[] body, int maxBytes) {
        JsonText json = JsonText.parse(body, JsonLimits.DEFAULT.withMaxBytes(Math.max(1, body.length)));
        List<JsonText> parts = json.sharedBytes()[0] == '[' ? JsonParts.elements(json, MAX_MESSAGES) : List.of(json);
        List<byte[]> messages = new ArrayList<>(parts.size());
        for (JsonText part : parts) {
            if (part.sharedBytes()[0] != '"') {
                throw new HubException(ErrorCode.MALFORMED, "A message is a string.");
            }
            byte[] message = JsonParts.string(part).getBytes(StandardCharsets.UTF_8);
            if (message.length > maxBytes) {
                throw new HubException(ErrorCode.TOO_LARGE, "A message has at most " + maxBytes + " bytes.");
            }
            messages.add(message);
        }
        return messages;
    }
}
