package dev.tidings.server.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import dev.tidings.hub.peers.Membership;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * This node's place in the cluster: a member of Hazelcast and the event bus on top. Thread-safe because it holds nothing
 * that changes; leaving blocks, so it is for the main thread.
 */
public final class ClusterMember {

    private static final int PING_MILLIS = 2_000;
    private static final int CONNECT_MILLIS = 2_000;

    private final HazelcastInstance hazelcast;
    private final HazelcastMembership membership;

    private ClusterMember(HazelcastInstance hazelcast) {
        this.hazelcast = hazelcast;
        this.membership = new HazelcastMembership(hazelcast);
    }

    /**
     * Joins, or begins the cluster when nobody else is there; takes some seconds, on a thread of its own.
     *
     * @param node the name of this node's hub
     * @param keys a mark of the keys that nodes must have in common, which shows nothing of them
     */
    public static Future<ClusterMember> join(ClusterOptions options, String node, String keys) {
        Promise<ClusterMember> joined = Promise.promise();
        Thread thread = new Thread(
                () -> {
                    try {
                        joined.complete(joinNow(options, node, keys));
                    } catch (RuntimeException e) {
                        joined.fail(e);
                    }
                },
                "cluster-join");
        thread.setDaemon(true);
        thread.start();
        return joined.future();
    }

    private static ClusterMember joinNow(ClusterOptions options, String node, String keys) {
        Config config = MemberConfig.of(options, node, keys);
        MemberList members = new MemberList(options.members());
        GuardedContext context = new GuardedContext(members, new MemberGate(members, options.secret()));
        return new ClusterMember(HazelcastInstanceFactory.newHazelcastInstance(config, node, context));
    }

    /** The nodes whose keys bear another mark, by name. */
    public Set<String> withOtherKeys() {
        String own = hazelcast.getCluster().getLocalMember().getAttribute(MemberConfig.KEYS);
        return hazelcast.getCluster().getMembers().stream()
                .filter(member -> member.getAttribute(MemberConfig.NODE) != null)
                .filter(member -> member.getAttribute(MemberConfig.KEYS) != null)
                .filter(member -> !Objects.equals(own, member.getAttribute(MemberConfig.KEYS)))
                .map(member -> member.getAttribute(MemberConfig.NODE))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Who else is there. */
    public Membership membership() {
        return membership;
    }

    /** Vert.x with the clustered event bus; closed by its owner, before {@link #leave}. */
    public Future<Vertx> vertx(VertxOptions options, ClusterOptions cluster) {
        return Vertx.builder()
                .with(options.setEventBusOptions(bus(cluster)))
                .withClusterManager(new HazelcastClusterManager(hazelcast))
                .buildClustered()
                .onSuccess(vertx ->
                        vertx.eventBus().serializableChecker(type -> false).clusterSerializableChecker(type -> false));
    }

    /** Leaves the cluster in peace; blocks for some seconds at the most. */
    public void leave() {
        hazelcast.shutdown();
    }

    HazelcastInstance hazelcast() {
        return hazelcast;
    }

    private static EventBusOptions bus(ClusterOptions cluster) {
        EventBusOptions bus = new EventBusOptions()
                .setHost(cluster.host())
                .setPort(cluster.busPort())
                .setClusterPublicHost(cluster.host())
                .setClusterPingInterval(PING_MILLIS)
                .setClusterPingReplyInterval(PING_MILLIS)
                .setConnectTimeout(CONNECT_MILLIS)
                .setTrustAll(false);
        ClusterOptions.Tls tls = cluster.tls();
        if (tls != null) {
            bus.setSsl(true)
                    .setClientAuth(ClientAuth.REQUIRED)
                    .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setCertPath(tls.certificate())
                            .setKeyPath(tls.key()))
                    .setTrustOptions(new PemTrustOptions().addCertPath(tls.authority()));
        }
        return bus;
    }
}
