package dev.tidings.server.cluster;

import dev.tidings.hub.Bus;
import dev.tidings.hub.EventBusLink;
import dev.tidings.hub.Loop;
import dev.tidings.hub.Members;
import dev.tidings.hub.peers.PeerFigures;
import dev.tidings.hub.peers.Peers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What ties a hub to the other nodes, if there are any. Immutable.
 *
 * @param bus the way to all nodes
 * @param members the nodes that share the log
 * @param start begins to listen; after the hub was made, before it is started
 * @param stop stops listening; after the hub was closed
 * @param figures of the peers at the moment of the call
 * @param nodes how many nodes there are, this one included; from any thread
 */
public record HubTies(
        Bus bus,
        Members members,
        Supplier<Future<Void>> start,
        Supplier<Future<Void>> stop,
        Supplier<Future<PeerFigures>> figures,
        IntSupplier nodes) {

    private static final PeerFigures ALONE = new PeerFigures(1, 0, 0, 0, 0, 0);

    /**
     * The ties of a node.
     *
     * @param member its place in the cluster; null when it is alone
     * @param vertx clustered when it is a member
     * @param loop the hub's
     */
    public static HubTies of(
            @Nullable ClusterMember member, Vertx vertx, String node, Loop loop, RandomGenerator random) {
        if (member == null) {
            EventBusLink bus = new EventBusLink(vertx, node);
            return new HubTies(
                    bus,
                    Members.alone(),
                    Future::succeededFuture,
                    () -> {
                        bus.close();
                        return Future.succeededFuture();
                    },
                    () -> Future.succeededFuture(ALONE),
                    () -> 1);
        }
        Peers peers = new Peers(vertx, node, member.membership(), loop, random);
        return new HubTies(
                peers,
                peers.members(),
                peers::start,
                peers::close,
                peers::figures,
                () -> member.membership().nodes().size());
    }
}
