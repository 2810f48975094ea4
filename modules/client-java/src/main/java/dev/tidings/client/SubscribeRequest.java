package dev.tidings.client;

import dev.tidings.model.ChannelName;
import dev.tidings.model.Position;
import dev.tidings.model.StartingPoint;

/**
 * A subscription to be. Immutable.
 *
 * @param channel the channel
 * @param start where it begins: head, earliest, or after a position
 * @param snapshot whether a collection's documents are wanted at the beginning
 */
public record SubscribeRequest(ChannelName channel, StartingPoint start, boolean snapshot) {

    /** @throws IllegalArgumentException when the start is another one */
    public SubscribeRequest {
        if (start instanceof StartingPoint.Rewind || start instanceof StartingPoint.Unknown) {
            throw new IllegalArgumentException("a subscription begins at head, earliest or a position");
        }
    }

    /** From now on. */
    public static SubscribeRequest fromNow(String channel) {
        return new SubscribeRequest(new ChannelName(channel), new StartingPoint.Head(), false);
    }

    /** From the oldest publication that is retained. */
    public static SubscribeRequest fromEarliest(String channel) {
        return new SubscribeRequest(new ChannelName(channel), new StartingPoint.Earliest(), false);
    }

    /** Everything after a position that the service has done with. */
    public static SubscribeRequest after(String channel, Position position) {
        return new SubscribeRequest(new ChannelName(channel), new StartingPoint.After(position), false);
    }

    /** The same, beginning with a collection's documents. */
    public SubscribeRequest withSnapshot() {
        return new SubscribeRequest(channel, start, true);
    }

    /** The start as the hub reads it. */
    String startText() {
        if (start instanceof StartingPoint.After after) {
            return after.position().toString();
        }
        return start instanceof StartingPoint.Earliest ? "earliest" : "head";
    }
}
