package dev.tidings.hub;

import dev.tidings.log.ChannelSettings;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Position;
import org.jspecify.annotations.Nullable;

/**
 * A channel as it is. Immutable.
 *
 * @param channel its name
 * @param position its head; null in a volatile channel
 * @param oldest the oldest retained offset; head + 1 when none is
 * @param settings how it is kept
 * @param subscribers how many subscriptions it has
 */
public record ChannelInfo(
        ChannelName channel, @Nullable Position position, long oldest, ChannelSettings settings, int subscribers) {}
