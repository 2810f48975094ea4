package dev.tidings.log;

import dev.tidings.model.ChannelName;

/**
 * A bounded read. Immutable.
 *
 * @param channel the channel
 * @param after give what follows this offset; {@link #LAST} = the newest {@code maxEntries}
 * @param maxEntries at the most; 0 asks for the bounds only
 * @param maxBytes about how much of weight at the most; at least one entry is given all the same
 */
public record ReadRequest(ChannelName channel, long after, int maxEntries, int maxBytes) {

    /** As {@code after}: the newest entries. */
    public static final long LAST = -1;

    /** Only where the channel begins and ends. */
    public static ReadRequest bounds(ChannelName channel) {
        return new ReadRequest(channel, 0, 0, 0);
    }
}
