package dev.tidings.edge;

import dev.tidings.hub.PublishCommand;
import dev.tidings.hub.RequestKey;
import dev.tidings.model.Actor;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonParts;
import dev.tidings.model.JsonText;
import dev.tidings.model.Names;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends for a publication, checked. Immutable. Members that it does not know are ignored.
 *
 * @param channel the channel that the body names; null when it names none
 * @param event a valid event name that is not reserved
 * @param key a valid key, or null
 * @param data the data, byte for byte; {@code null} as JSON when the body has none
 */
public record PublicationBody(
        @Nullable ChannelName channel,
        String event,
        @Nullable String key,
        JsonText data) {

    /**
     * Reads a body.
     *
     * @param maxDataBytes how long the data may be
     * @throws HubException {@code schema} naming the member of a wrong type, {@code malformed} for a name that is none,
     *     {@code reserved-event}, {@code too-large}
     */
    public static PublicationBody parse(JsonText body, int maxDataBytes) {
        Map<String, JsonText> members = JsonParts.members(body);
        String channel = BodyMembers.text(members, "channel");
        String event = BodyMembers.text(members, "event");
        JsonText data = members.getOrDefault("data", JsonText.NULL);
        if (data.length() > maxDataBytes) {
            throw new HubException(
                    ErrorCode.TOO_LARGE, "data of " + data.length() + " bytes; the limit is " + maxDataBytes);
        }
        return new PublicationBody(
                channel == null ? null : new ChannelName(channel),
                event == null ? Names.DEFAULT_EVENT : requireEvent(event),
                requireKey(BodyMembers.text(members, "key")),
                data);
    }

    /** The command that this asks for. */
    public PublishCommand command(ChannelName target, @Nullable Actor actor, @Nullable RequestKey requestKey) {
        return new PublishCommand(target, event, key, data, actor, requestKey);
    }

    /** 128 bits over all that this asks for. */
    public RequestHash hash(ChannelName target) {
        return new RequestHash("publish")
                .add(target.value())
                .add(event)
                .add(key)
                .add(data.sharedBytes());
    }

    private static String requireEvent(String event) {
        if (!Names.isEventName(event)) {
            throw new HubException(ErrorCode.MALFORMED, "not an event name: " + Names.excerpt(event));
        }
        if (Names.isReservedEvent(event)) {
            throw new HubException(ErrorCode.RESERVED_EVENT, "the event " + Names.excerpt(event) + " is the hub's own");
        }
        return event;
    }

    private static @Nullable String requireKey(@Nullable String key) {
        if (key != null && !Names.isKey(key)) {
            throw new HubException(ErrorCode.MALFORMED, "not a key: " + Names.excerpt(key));
        }
        return key;
    }
}
