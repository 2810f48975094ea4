package dev.tidings.client;

import dev.tidings.model.ChannelName;
import dev.tidings.model.Position;
import dev.tidings.model.Publication;
import org.jspecify.annotations.Nullable;

/**
 * A publication that a subscriber gets. Immutable.
 *
 * @param channel the channel
 * @param position its position, after which a subscription may go on; null in a volatile channel
 * @param publication what was published
 */
public record Delivery(ChannelName channel, @Nullable Position position, Publication publication) {}
