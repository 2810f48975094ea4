package dev.tidings.hub;

import dev.tidings.log.ChannelSettings;
import dev.tidings.model.ChannelName;
import dev.tidings.model.StartingPoint;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * The hub as one event loop sees it: the only thing that a bridge needs. Owned by its event loop: every method is called
 * there, and every future completes there, within its time limit, with a value or a {@link
 * dev.tidings.model.HubException}.
 */
public interface HubPort {

    /** The loop. */
    Loop loop();

    /** This node's name. */
    String node();

    /** Whether the node is going down: a stream that wants to begin is told to come back elsewhere. */
    boolean isDraining();

    /**
     * Makes a publication. Those of one caller to one channel are appended in the order of the calls.
     *
     * @return fails with {@code collection-channel}, {@code idempotency-key-reused}, {@code unavailable}, {@code
     *     outcome-unknown} …
     */
    Future<Published> publish(PublishCommand command);

    /** Changes a document. */
    Future<Written> write(WriteCommand command);

    /** A collection as it is: at least as new as anything that was acknowledged before the call. */
    Future<Snapshot> snapshot(ChannelName collection);

    /** One document as it is, as {@link #snapshot}; empty when there is none. */
    Future<Optional<DocumentView>> document(ChannelName collection, String id);

    /**
     * A page of a channel's history.
     *
     * @param limit how many publications at the most, 1 to 1,000
     */
    Future<History> history(ChannelName channel, StartingPoint since, int limit);

    /** A channel's bounds, settings and subscribers. */
    Future<ChannelInfo> channel(ChannelName channel);

    /** How a channel is kept. */
    ChannelSettings settings(ChannelName channel);

    /** The collections there are. */
    List<CollectionSettings> collections();

    /** The collection of that name, if it is one. */
    Optional<CollectionSettings> collection(ChannelName name);

    /**
     * Opens a session on this loop.
     *
     * @param subject whose it is; who may change it from outside
     * @param heartbeatMillis after how long without a delivery {@link Outlet#heartbeat} is called; 0 = never
     */
    Session open(Outlet outlet, String subject, long heartbeatMillis);

    /**
     * Offers a name to all loops of all nodes: who {@link #connect}s to it gets a pipe to this loop. Costs an entry of a map
     * and no message.
     *
     * @param name 1 to {@link Pipe#MAX_NAME_LENGTH} characters, those of one bridge beginning alike
     * @return empty when a loop of this node offers the name already, or the node is going down
     * @throws IllegalArgumentException when the name is too long
     */
    Optional<Pipe.Offer> offer(String name, Pipe.Acceptor acceptor);

    /**
     * Opens a pipe to who offers a name; a loop of this node, this one too, is reached without a message on the bus.
     *
     * @param node whose offer is meant; empty = this node's, and if it has none, whichever node says first that it has it
     * @param head what to say of the request, at most {@link Pipe#MAX_HEAD_BYTES}; all nodes are sent it when {@code node}
     *     is empty
     * @param receiver gets what comes, after the future has completed
     * @return fails with {@code not-found} as soon as all nodes have said that they don't have it (nodes that have been
     *     silent for five seconds are not asked), with {@code outcome-unknown} when one has said nothing for 0.4 s, or 2 s if
     *     it was named; with {@code overloaded} when there are too many pipes, with {@code draining} when the node is going
     *     down, or with what the acceptor threw
     * @throws IllegalArgumentException when the head is too large
     */
    Future<Pipe> connect(String node, String name, byte[] head, Pipe.Receiver receiver);

    /** Changes a live connection, on whichever loop and node it lives; {@code not-found} when it is gone. */
    Future<Void> change(String connection, ConnectionChange change);
}
