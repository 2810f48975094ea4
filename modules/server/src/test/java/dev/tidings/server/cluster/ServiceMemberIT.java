package dev.tidings.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.multimap.MultiMap;
import dev.tidings.client.Beginning;
import dev.tidings.client.ClientOptions;
import dev.tidings.client.Delivery;
import dev.tidings.client.PublishRequest;
import dev.tidings.client.Published;
import dev.tidings.client.SubscribeRequest;
import dev.tidings.client.Subscriber;
import dev.tidings.client.Subscription;
import dev.tidings.client.TidingsClient;
import dev.tidings.hub.VertxLoop;
import dev.tidings.log.ConfinedLog;
import dev.tidings.log.LogLimits;
import dev.tidings.log.MemoryLog;
import dev.tidings.model.Epoch;
import dev.tidings.server.bus.BusCounters;
import dev.tidings.server.bus.BusLimits;
import dev.tidings.server.bus.BusVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A service that is a member of the cluster and no node of the hub: made with nothing but Vert.x, its cluster manager and
 * the Java client, as docs/services.md says.
 */
class ServiceMemberIT {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final List<TestMember> nodes = new ArrayList<>();
    private final List<BusCounters> counters = new ArrayList<>();
    private final Vertx service;
    private final TidingsClient client;
    private final List<Integer> got = new CopyOnWriteArrayList<>();
    private final List<Beginning> resets = new CopyOnWriteArrayList<>();

    ServiceMemberIT() throws IOException {
        ConfinedLog log = new ConfinedLog(new MemoryLog(
                channel -> TestMember.HISTORY,
                LogLimits.DEFAULT,
                () -> Epoch.draw(RANDOM),
                System::currentTimeMillis,
                "memory"));
        List<ClusterOptions> all = TestMember.options(3, "", null);
        for (int i = 0; i < 2; i++) {
            TestMember node = TestMember.start(log, "n" + i, all.get(i));
            BusCounters own = new BusCounters();
            TestMember.await(node.vertx.deployVerticle(new BusVerticle(
                    () -> node.hub.port(new VertxLoop(node.vertx, node.vertx.getOrCreateContext())),
                    BusLimits.DEFAULT,
                    own)));
            nodes.add(node);
            counters.add(own);
        }
        service = service(all.get(2));
        client = new TidingsClient(service, new ClientOptions(2_000, 60_000, 50, 1_000), RANDOM);
    }

    @AfterEach
    void stop() {
        TestMember.await(service.close());
        nodes.forEach(TestMember::close);
    }

    @Test
    void plainRequestsAreTakenByEveryNode() {
        for (int i = 1; i <= 10; i++) {
            JsonObject reply = TestMember.await(service.eventBus()
                            .<JsonObject>request(
                                    "tidings.publish",
                                    new JsonObject().put("channel", "orders").put("data", i)))
                    .body();
            assertThat(reply.getLong("offset")).isEqualTo(i);
        }
        assertThat(counters).allSatisfy(own -> assertThat(own.requests()).isPositive());
        // a service is no node
        until(() -> nodes.stream().allMatch(node -> node.figures().nodes() == 2));

        service.eventBus().publish("tidings.publish", new JsonObject().put("channel", "orders"));
        until(() -> counters.stream().allMatch(own -> own.publishesRefused() == 1));
    }

    @Test
    void aNodeThatDiesCostsASubscriberNothing() {
        Subscription subscription = client.subscribe(SubscribeRequest.fromNow("orders"), new Numbers());
        TestMember.await(subscription.begun());
        publish(1, 100);
        until(() -> got.size() == 100);

        TestMember serving =
                nodes.stream().filter(ServiceMemberIT::hasSession).findFirst().orElseThrow();
        nodes.remove(serving);
        serving.kill();
        publish(101, 200);

        until(() -> got.size() >= 200);
        assertThat(got).isEqualTo(IntStream.rangeClosed(1, 200).boxed().toList());
        assertThat(resets).isEmpty();
        assertThat(hasSession(nodes.get(0))).isTrue();
    }

    /** R6, for services: the nodes' addresses are known again, and nothing is missed meanwhile. */
    @Test
    void addressesThatTheClusterForgotAreBackAndCostAServiceNothing() {
        Subscription subscription = client.subscribe(SubscribeRequest.fromNow("orders"), new Numbers());
        TestMember.await(subscription.begun());
        publish(1, 20);
        until(() -> got.size() == 20);

        MultiMap<String, Object> addresses = nodes.get(0).member.hazelcast().getMultiMap("__vertx.subs");
        Set<String> before = ofNodes(addresses);
        assertThat(before).contains("tidings.publish", "tidings.node.n0", "tidings.subscriptions.n1");
        addresses.clear();
        publish(21, 40);

        until(() -> got.size() >= 40);
        assertThat(got).isEqualTo(IntStream.rangeClosed(1, 40).boxed().toList());
        assertThat(resets).isEmpty();
        until(() -> ofNodes(addresses).equals(before));
    }

    private static Set<String> ofNodes(MultiMap<String, Object> addresses) {
        return addresses.keySet().stream()
                .filter(address -> address.startsWith("tidings.") && !address.startsWith("tidings.client."))
                .collect(Collectors.toSet());
    }

    private void publish(int from, int to) {
        Future<Published> last = Future.succeededFuture();
        for (int i = from; i <= to; i++) {
            PublishRequest request = PublishRequest.of("orders", Integer.toString(i));
            last = last.compose(before -> client.publish(request));
        }
        last.toCompletionStage().toCompletableFuture().join();
    }

    private static boolean hasSession(TestMember node) {
        return TestMember.await(node.hub.figures()).sessions() > 0;
    }

    private static Vertx service(ClusterOptions place) {
        Config config = ConfigUtil.loadConfig();
        config.setClusterName("tidings");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.getJetConfig().setEnabled(false);
        config.getNetworkConfig().setPort(place.port()).setPortAutoIncrement(false);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface(place.host());
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getMulticastConfig().setEnabled(false);
        join.getAutoDetectionConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setMembers(place.members());
        EventBusOptions bus = new EventBusOptions()
                .setHost(place.host())
                .setPort(place.busPort())
                .setClusterPublicHost(place.host());
        return TestMember.await(Vertx.builder()
                .with(new VertxOptions().setEventBusOptions(bus))
                .withClusterManager(new HazelcastClusterManager(config))
                .buildClustered());
    }

    private static void until(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(condition);
    }

    /** Writes down the numbers that it gets. */
    private final class Numbers implements Subscriber {

        @Override
        public Future<?> publication(Delivery delivery) {
            got.add(Integer.valueOf(delivery.publication().data().toString()));
            return Future.succeededFuture();
        }

        @Override
        public Future<?> reset(Beginning beginning) {
            resets.add(beginning);
            return Future.succeededFuture();
        }
    }
}
