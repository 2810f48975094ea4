package dev.tidings.hub.peers;

import dev.tidings.hub.ConnectionChange;
import dev.tidings.hub.PipePacket;
import dev.tidings.log.PartitionState;
import dev.tidings.model.ChannelName;
import dev.tidings.model.HubException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one node sends to another's address. Immutable. */
sealed interface PeerMessage {

    /**
     * What every message begins with.
     *
     * @param node the sender's name
     * @param startId the sender's start: another one means that it knows nothing of what was before
     * @param number counts what the sender sends and wants acknowledged; 0 = needs no acknowledgement
     * @param ackStartId the receiver's start that is acknowledged; 0 = nothing is
     * @param ackNumber the highest number of that start that arrived here
     */
    record Sender(String node, long startId, long number, long ackStartId, long ackNumber) {}

    /**
     * That a node lives; every second.
     *
     * @param interest a bit for each partition that it wants to hear of
     */
    record Hello(Sender sender, long interest) implements PeerMessage {}

    /** What was published in one tick; without parcels it only acknowledges. */
    record Load(Sender sender, List<Parcel> parcels) implements PeerMessage {}

    /** Packets of pipes that were sent in one tick. */
    record Pipes(Sender sender, List<PipePacket> packets) implements PeerMessage {

        /** About how many bytes they are. */
        long bytes() {
            return packets.stream().mapToLong(PipePacket::bytes).sum();
        }
    }

    /** Something to answer; {@code id} pairs it with its {@link Answer}. */
    record Question(Sender sender, long id, Ask ask) implements PeerMessage {}

    /** What was asked, answered. */
    record Answer(Sender sender, long id, Reply reply) implements PeerMessage {}

    /** Bytes that are no message, or one of a later version that means nothing here. */
    record Unreadable(String reason) implements PeerMessage {}

    /** A question. */
    sealed interface Ask {}

    /** Whether the node saw nothing above the stored sequence; see {@link dev.tidings.hub.Members.Witness}. */
    record Vouch(PartitionState state) implements Ask {}

    /** To change a live connection. */
    record Change(String connection, ConnectionChange change) implements Ask {}

    /** How many subscriptions a channel has on the node. */
    record Count(ChannelName channel) implements Ask {}

    /** To take a pipe to a name that the node offers; {@code pipe} is its number at the asking node. */
    record Open(long pipe, String name, byte[] head) implements Ask {}

    /** The answer to a question. */
    sealed interface Reply {}

    /** The answer to {@link Vouch}. */
    record Vouched(boolean whole) implements Reply {}

    /** The answer to {@link Change}; {@code refusal} is null when it was done. */
    record Changed(@Nullable HubException refusal) implements Reply {}

    /** The answer to {@link Open}; {@code refusal} is null when the pipe stands. */
    record Opened(@Nullable HubException refusal) implements Reply {}

    /** The answer to {@link Count}. */
    record Counted(int subscribers) implements Reply {}
}
