package dev.tidings.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import dev.tidings.verify.FreePorts;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** S19: nobody becomes a member, or has its objects made, who was not named. */
class ForeignMemberIT {

    private static final AtomicInteger MADE = new AtomicInteger();

    private final List<ClusterMember> members = new ArrayList<>();
    private final Queue<HazelcastInstance> strangers = new ConcurrentLinkedQueue<>();

    /** What an attacker would have deserialized; harmless, but it tells. */
    static final class Marker implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            MADE.incrementAndGet();
        }
    }

    @AfterEach
    void stop() {
        members.forEach(ClusterMember::leave);
        strangers.forEach(stranger -> stranger.getLifecycleService().terminate());
    }

    @Test
    void aMemberThatIsNotNamedIsRefused() throws IOException {
        ClusterMember member = join(TestMember.options(1, "", null).get(0), "named");
        assertRefused(member, foreign(member, ""));
    }

    @Test
    void aMemberWithoutTheSecretIsRefused() throws IOException {
        List<ClusterOptions> both = TestMember.options(2, "the secret of this cluster", null);
        ClusterMember member = join(both.get(0), "knowing");
        ClusterOptions named = both.get(1);
        assertRefused(
                member,
                new ClusterOptions(
                        named.host(), named.port(), named.busPort(), named.members(), "another secret", null));
    }

    @Test
    void aMemberWithOtherKeysIsNamed() throws IOException {
        List<ClusterOptions> all = TestMember.options(3, "", null);
        assertThat(join(all.get(0), "first", "mark").withOtherKeys()).isEmpty();
        assertThat(join(all.get(1), "alike", "mark").withOtherKeys()).isEmpty();
        assertThat(join(all.get(2), "other", "another mark").withOtherKeys()).containsExactly("alike", "first");
    }

    @Test
    void aConnectionFromAnAddressThatIsNotNamedIsClosedAtOnce() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket stranger = new Socket()) {
            stranger.bind(new java.net.InetSocketAddress("127.0.0.2", 0));
            stranger.connect(listening.getLocalSocketAddress());
            try (Socket accepted = listening.accept()) {
                MemberGate gate = new MemberGate(new MemberList(List.of("127.0.0.1:1")), "");
                assertThatThrownBy(() -> gate.onAccept(accepted)).hasMessageContaining("not named");
            }
        }
    }

    @Test
    void onlyTheNamedAddressIsBound() throws IOException {
        ClusterOptions options = TestMember.options(1, "", null).get(0);
        join(options, "bound");
        for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InetAddress address : Collections.list(each.getInetAddresses())) {
                if (!address.isLoopbackAddress()) {
                    assertThatThrownBy(() -> new Socket(address, options.port()).close())
                            .isInstanceOf(IOException.class);
                }
            }
        }
        new Socket(options.host(), options.port()).close();
    }

    @Test
    void anObjectOfAnUnknownClassIsNotMade() throws IOException {
        ClusterMember member = join(TestMember.options(1, "", null).get(0), "filtering");
        HazelcastInstance hazelcast = member.hazelcast();
        hazelcast.getMap("anything").put("key", new Marker());
        assertThatThrownBy(() -> hazelcast.getMap("anything").get("key"))
                .isInstanceOf(HazelcastSerializationException.class)
                .hasMessageContaining("not allowed");
        assertThat(MADE).hasValue(0);
    }

    private static ClusterOptions foreign(ClusterMember known, String secret) throws IOException {
        List<Integer> ports = FreePorts.of(2);
        String address = "127.0.0.1:"
                + known.hazelcast().getCluster().getLocalMember().getAddress().getPort();
        return new ClusterOptions(
                "127.0.0.1", ports.get(0), ports.get(1), List.of(address, "127.0.0.1:" + ports.get(0)), secret, null);
    }

    private void assertRefused(ClusterMember member, ClusterOptions foreign) {
        Config config = MemberConfig.of(foreign, "foreign-" + foreign.port(), "");
        config.getNetworkConfig().getSocketInterceptorConfig().setEnabled(false);
        config.setProperty("hazelcast.max.join.seconds", "5");
        Thread trying = new Thread(() -> {
            try {
                strangers.add(Hazelcast.newHazelcastInstance(config));
            } catch (IllegalStateException e) {
                assertThat(e).as("it was told to go").isNotNull();
            }
        });
        trying.setDaemon(true);
        trying.start();
        // until it has given up, or begun a cluster of its own
        await().atMost(Duration.ofMinutes(2)).until(() -> !trying.isAlive());
        assertThat(member.hazelcast().getCluster().getMembers()).hasSize(1);
        assertThat(member.membership().nodes()).hasSize(1);
        assertThat(strangers)
                .allSatisfy(stranger ->
                        assertThat(stranger.getCluster().getMembers()).hasSize(1));
    }

    private ClusterMember join(ClusterOptions options, String name) {
        return join(options, name, "");
    }

    private ClusterMember join(ClusterOptions options, String name, String keys) {
        ClusterMember member = TestMember.await(ClusterMember.join(options, name, keys));
        members.add(member);
        return member;
    }
}
