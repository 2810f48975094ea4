package dev.tidings.poller;

import dev.tidings.model.ChannelName;

/**
 * A source that publishes the time. Immutable.
 *
 * @param name its name
 * @param target the channel
 * @param everyMillis how often, 100 ms or more
 */
public record TimerSettings(String name, ChannelName target, long everyMillis) implements SourceSettings {}
