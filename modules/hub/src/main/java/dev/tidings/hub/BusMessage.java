package dev.tidings.hub;

import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.Publication;
import java.util.List;

/**
 * What nodes tell each other of the log: a hint that carries the payload. It may be lost, repeated, late or out of order.
 * Immutable; on one node the same object is passed, not a copy.
 */
public sealed interface BusMessage {

    /**
     * What one append brought to a partition.
     *
     * @param partition its number
     * @param partitionEpoch its epoch
     * @param firstSequence the sequence of the first item; the others follow without holes
     * @param items in order of sequence
     */
    record Batch(int partition, Epoch partitionEpoch, long firstSequence, List<Item> items) implements BusMessage {

        /** Copies the list. */
        public Batch {
            items = List.copyOf(items);
        }
    }

    /**
     * A publication with its place.
     *
     * @param channel the channel
     * @param epoch the channel's epoch
     * @param publication the publication
     */
    record Item(ChannelName channel, Epoch epoch, Publication publication) {}

    /**
     * That a channel has come this far, without the payload.
     *
     * @param channel the channel
     * @param epoch its epoch
     * @param offset the last known
     */
    record Hint(ChannelName channel, Epoch epoch, long offset) implements BusMessage {}

    /**
     * How far partitions have come, without saying in which channels: for a node that takes the payloads too slowly.
     *
     * @param heads at most one of each partition
     */
    record Heads(List<Head> heads) implements BusMessage {

        /** Copies the list. */
        public Heads {
            heads = List.copyOf(heads);
        }
    }

    /**
     * How far a partition has come.
     *
     * @param partition its number
     * @param epoch its epoch
     * @param sequence the last known
     */
    record Head(int partition, Epoch epoch, long sequence) {}

    /**
     * A publication of a volatile channel, which is in no log.
     *
     * @param channel the channel
     * @param publication with offset 0
     * @param sender the start id of the node that took it
     * @param count counts the sender's volatile publications
     */
    record Volatile(ChannelName channel, Publication publication, String sender, long count) implements BusMessage {}
}
