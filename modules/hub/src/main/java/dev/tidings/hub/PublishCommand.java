package dev.tidings.hub;

import dev.tidings.log.Fence;
import dev.tidings.model.Actor;
import dev.tidings.model.ChannelName;
import dev.tidings.model.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * A publication to be made. Immutable; validated by its maker.
 *
 * @param channel the channel, not that of a collection
 * @param event a valid event name that is not reserved
 * @param key what it is about, or null
 * @param data any JSON within the limit of a publication
 * @param actor who publishes, or null
 * @param requestKey under which the answer is remembered, or null
 * @param fence the lease under which it is made, or null; {@code stale-owner} when a newer owner has written
 */
public record PublishCommand(
        ChannelName channel,
        String event,
        @Nullable String key,
        JsonText data,
        @Nullable Actor actor,
        @Nullable RequestKey requestKey,
        @Nullable Fence fence) {

    /** Without a lease. */
    public PublishCommand(
            ChannelName channel,
            String event,
            @Nullable String key,
            JsonText data,
            @Nullable Actor actor,
            @Nullable RequestKey requestKey) {
        this(channel, event, key, data, actor, requestKey, null);
    }
}
