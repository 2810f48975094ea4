package dev.tidings.client;

import dev.tidings.model.Actor;
import dev.tidings.model.ChannelName;
import dev.tidings.model.JsonText;
import dev.tidings.model.Names;
import org.jspecify.annotations.Nullable;

/**
 * A publication to be made. Immutable.
 *
 * @param channel the channel, not that of a collection
 * @param event the event's name
 * @param key what it is about, or null
 * @param data any JSON
 * @param actor on whose behalf, or null
 */
public record PublishRequest(
        ChannelName channel,
        String event,
        @Nullable String key,
        JsonText data,
        @Nullable Actor actor) {

    /**
     * The event {@code message} with this data.
     *
     * @throws dev.tidings.model.HubException {@code malformed} when it is no channel's name or no JSON
     */
    public static PublishRequest of(String channel, String data) {
        return new PublishRequest(new ChannelName(channel), Names.DEFAULT_EVENT, null, JsonText.of(data), null);
    }

    /** The same with another event. */
    public PublishRequest withEvent(String name) {
        return new PublishRequest(channel, name, key, data, actor);
    }

    /** The same about something. */
    public PublishRequest withKey(String about) {
        return new PublishRequest(channel, event, about, data, actor);
    }

    /** The same on somebody's behalf. */
    public PublishRequest withActor(Actor who) {
        return new PublishRequest(channel, event, key, data, who);
    }
}
