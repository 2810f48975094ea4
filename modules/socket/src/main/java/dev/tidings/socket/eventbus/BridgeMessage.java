package dev.tidings.socket.eventbus;

import dev.tidings.edge.BodyMembers;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonLimits;
import dev.tidings.model.JsonParts;
import dev.tidings.model.JsonText;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client of the bridge says: {@code {"type","address","replyAddress","headers","body"}}. Immutable. Members and headers
 * that it does not know are passed over.
 *
 * @param type of the message; never missing
 * @param address whom it is for; empty for a ping
 * @param answerAddress where what this leads to is told, as JSON: to who waits for a reply, or else to who listens at the
 *     address; null when there is neither
 * @param wantsReply whether the client waits for a reply
 * @param headers by name, as they were sent
 * @param body any JSON
 */
record BridgeMessage(
        String type,
        String address,
        @Nullable JsonText answerAddress,
        boolean wantsReply,
        Map<String, JsonText> headers,
        JsonText body) {

    /** The standard client's are 36 characters long. */
    static final int MAX_REPLY_ADDRESS_LENGTH = 128;

    private static final String AUTHORIZATION = "authorization";
    private static final String BEARER = "Bearer ";

    /**
     * Reads a message.
     *
     * @throws HubException {@code malformed} or {@code schema}; nobody can be told at which address
     */
    static BridgeMessage parse(byte[] text) {
        JsonText json = JsonText.parse(text, JsonLimits.DEFAULT.withMaxBytes(text.length));
        Map<String, JsonText> members = JsonParts.members(json);
        String address = BodyMembers.text(members, "address");
        String replyAddress = BodyMembers.text(members, "replyAddress");
        if (replyAddress != null && replyAddress.length() > MAX_REPLY_ADDRESS_LENGTH) {
            throw new HubException(
                    ErrorCode.MALFORMED, "`replyAddress` has at most " + MAX_REPLY_ADDRESS_LENGTH + " characters.");
        }
        JsonText headers = BodyMembers.value(members, "headers");
        return new BridgeMessage(
                BodyMembers.requiredText(members, "type"),
                address == null ? "" : address,
                BodyMembers.value(members, replyAddress == null ? "address" : "replyAddress"),
                replyAddress != null,
                headers == null ? Map.of() : JsonParts.members(headers),
                members.getOrDefault("body", JsonText.NULL));
    }

    /** Whether a registration asks for a collection's documents in any case. */
    boolean wantsSnapshot() {
        JsonText snapshot = headers.get("snapshot");
        return snapshot != null
                && (snapshot.toString().equals("true") || snapshot.toString().equals("\"true\""));
    }

    /**
     * The token in the header {@code authorization}, however that is spelled; null when there is none.
     *
     * @throws HubException {@code unauthenticated} when it is no bearer token
     */
    @Nullable
    String token() {
        for (Map.Entry<String, JsonText> header : headers.entrySet()) {
            if (header.getKey().equalsIgnoreCase(AUTHORIZATION)
                    && !header.getValue().equals(JsonText.NULL)) {
                String value = isText(header.getValue()) ? JsonParts.string(header.getValue()) : "";
                if (!value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
                    throw new HubException(ErrorCode.UNAUTHENTICATED, "The credential is no bearer token.");
                }
                return value.substring(BEARER.length()).strip();
            }
        }
        return null;
    }

    private static boolean isText(JsonText value) {
        return value.sharedBytes()[0] == '"';
    }
}
