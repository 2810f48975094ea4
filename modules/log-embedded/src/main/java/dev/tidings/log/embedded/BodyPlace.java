package dev.tidings.log.embedded;

import dev.tidings.model.ChannelName;

/**
 * Where a publication lies, and which it must be. Immutable.
 *
 * @param channel its channel
 * @param offset its offset
 * @param location its place
 */
record BodyPlace(ChannelName channel, long offset, long location) {}
