package dev.tidings.poller;

import dev.tidings.model.ChannelName;

/** One configured source. Immutable. */
public sealed interface SourceSettings permits PollSettings, TimerSettings {

    /** Its name, which is that of its lease too. */
    String name();

    /** What it feeds: a collection's channel or a plain one. */
    ChannelName target();
}
