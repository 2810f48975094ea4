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

    /** Changes a live connection, on whichever loop and node it lives; {@code not-found} when it is gone. */
    Future<Void> change(String connection, ConnectionChange change);
}
