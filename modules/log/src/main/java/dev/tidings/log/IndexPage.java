package dev.tidings.log;

import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import java.util.List;

/**
 * A part of a partition's index. Immutable.
 *
 * @param epoch the partition's epoch
 * @param oldestSequence the oldest that the index holds; headSequence + 1 when it holds none
 * @param headSequence the partition's last sequence
 * @param entries in order, contiguous from the asked sequence or from the oldest
 */
public record IndexPage(Epoch epoch, long oldestSequence, long headSequence, List<IndexEntry> entries) {

    /**
     * Which publication bears a sequence.
     *
     * @param sequence the partition's
     * @param channel the channel
     * @param offset the channel's
     */
    public record IndexEntry(long sequence, ChannelName channel, long offset) {}
}
