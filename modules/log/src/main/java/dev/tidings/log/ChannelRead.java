package dev.tidings.log;

import dev.tidings.model.Epoch;
import dev.tidings.model.Publication;
import java.util.List;

/**
 * What a channel held at one moment. Immutable.
 *
 * @param epoch the channel's; of a channel without a log its partition's
 * @param oldest the oldest retained offset; head + 1 when none is
 * @param head the last offset; 0 = nothing was ever written
 * @param partitionEpoch the partition's epoch
 * @param partitionSequence the partition's last sequence
 * @param entries contiguous from the asked offset, or from {@code oldest} when that is later
 */
public record ChannelRead(
        Epoch epoch, long oldest, long head, Epoch partitionEpoch, long partitionSequence, List<Publication> entries) {

    /** Whether something that follows {@code offset} is no longer there. */
    public boolean isTrimmedAfter(long offset) {
        return offset + 1 < oldest;
    }
}
