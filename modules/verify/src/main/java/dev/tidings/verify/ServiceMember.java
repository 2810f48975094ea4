package dev.tidings.verify;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.multimap.MultiMap;
import dev.tidings.client.ClientOptions;
import dev.tidings.client.TidingsClient;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A service that is a member of the hubs' cluster and no hub itself, as docs/services.md says: it reaches them by the event
 * bus alone. Owned by the thread that made it.
 */
final class ServiceMember implements AutoCloseable {

    private static final long LIMIT_SECONDS = 90;
    private static final int PING_MILLIS = 2_000;
    private static final int LOOK_MILLIS = 50;
    private static final List<String> SHARED_ADDRESSES =
            List.of("tidings.publish", "tidings.write", "tidings.read", "tidings.subscribe");
    private static final List<String> OWN_ADDRESSES = List.of("tidings.node.", "tidings.subscriptions.");

    /** It tries for as long as a run waits for its writers. */
    private static final ClientOptions PERSISTENT = new ClientOptions(WriteWay.LIMIT_MILLIS, 240_000, 100, 500);

    private final Vertx vertx;
    private final HazelcastClusterManager manager;
    private final TidingsClient client;

    private ServiceMember(Vertx vertx, HazelcastClusterManager manager) {
        this.vertx = vertx;
        this.manager = manager;
        this.client = new TidingsClient(vertx, PERSISTENT, new SecureRandom());
    }

    /**
     * Joins; takes some seconds.
     *
     * @param port of the membership
     * @param busPort of the event bus
     * @param members every member as {@code host:port}, this one included
     */
    static ServiceMember join(String host, int port, int busPort, List<String> members) {
        EventBusOptions bus = new EventBusOptions()
                .setHost(host)
                .setPort(busPort)
                .setClusterPingInterval(PING_MILLIS)
                .setClusterPingReplyInterval(PING_MILLIS)
                .setConnectTimeout(PING_MILLIS);
        HazelcastClusterManager manager = new HazelcastClusterManager(config(host, port, members));
        Vertx vertx = Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(1).setEventBusOptions(bus))
                .withClusterManager(manager)
                .buildClustered()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                .join();
        return new ServiceMember(vertx, manager);
    }

    private static Config config(String host, int port, List<String> members) {
        Config config = ConfigUtil.loadConfig();
        config.setClusterName("tidings");
        config.setProperty("hazelcast.logging.type", "none");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.heartbeat.interval.seconds", "2");
        config.setProperty("hazelcast.max.no.heartbeat.seconds", "20");
        config.getNetworkConfig()
                .setPort(port)
                .setPortAutoIncrement(false)
                .getInterfaces()
                .setEnabled(true)
                .addInterface(host);
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getMulticastConfig().setEnabled(false);
        join.getAutoDetectionConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setMembers(members);
        return config;
    }

    /** The hubs as the service sees them. */
    TidingsClient client() {
        return client;
    }

    /**
     * Has the members forget which nodes hear at which address.
     *
     * @param nodes how many run
     * @return after how many milliseconds each address was known again
     */
    long forgetAddresses(int nodes) throws IOException, InterruptedException {
        MultiMap<String, Object> addresses = manager.getHazelcastInstance().getMultiMap("__vertx.subs");
        long begin = System.nanoTime();
        addresses.clear();
        while (!areKnown(addresses, nodes)) {
            if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
                throw new IOException("of the addresses of " + nodes + " nodes only these came back: "
                        + String.join(", ", addresses.keySet()));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    /** Whether every node hears at the addresses that they share and at its own. */
    private static boolean areKnown(MultiMap<String, Object> addresses, int nodes) {
        Set<String> known = addresses.keySet();
        return SHARED_ADDRESSES.stream().allMatch(address -> addresses.valueCount(address) == nodes)
                && OWN_ADDRESSES.stream()
                        .allMatch(own -> known.stream()
                                        .filter(address -> address.startsWith(own))
                                        .count()
                                == nodes);
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
