package dev.tidings.log;

import dev.tidings.model.Kind;

/**
 * How a namespace's channels are kept. Immutable.
 *
 * @param kind the kind
 * @param maxPublications retained publications of a channel at the most; 1 or more
 * @param maxAgeMillis retained for this long at the most, by the log's own monotone clock
 */
public record ChannelSettings(Kind kind, int maxPublications, long maxAgeMillis) {

    /** 1,000 publications or 24 h. */
    public static final ChannelSettings DEFAULT = new ChannelSettings(Kind.LOG, 1_000, 86_400_000L);

    /** @throws IllegalArgumentException when a bound is not positive */
    public ChannelSettings {
        if (maxPublications < 1 || maxAgeMillis < 1) {
            throw new IllegalArgumentException("retention must be positive");
        }
    }
}
