package dev.tidings.client;

import dev.tidings.model.ChannelName;
import dev.tidings.model.Position;
import org.jspecify.annotations.Nullable;

/**
 * An acknowledged publication: it is in the log. Immutable.
 *
 * @param channel the channel
 * @param position its position; null in a volatile channel
 */
public record Published(ChannelName channel, @Nullable Position position) {}
