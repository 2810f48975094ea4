package dev.tidings.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.multimap.MultiMap;
import dev.tidings.hub.ChannelInfo;
import dev.tidings.hub.ConnectionChange;
import dev.tidings.log.ConfinedLog;
import dev.tidings.log.LogLimits;
import dev.tidings.log.MemoryLog;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Three nodes over real membership and a real bus, one log in memory between them. */
class ClusteredHubIT {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static List<TestMember> nodes = List.of();

    @BeforeAll
    static void start() throws IOException {
        nodes = TestMember.start(
                new ConfinedLog(new MemoryLog(
                        channel -> TestMember.HISTORY,
                        LogLimits.DEFAULT,
                        () -> Epoch.draw(RANDOM),
                        System::currentTimeMillis,
                        "memory")),
                3);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> nodes.stream().allMatch(node -> node.figures().nodes() == 3));
    }

    @AfterAll
    static void stop() {
        nodes.forEach(TestMember::close);
    }

    @Test
    void aWriteOnAnyNodeReachesSubscribersOnEveryNodeInOrder() {
        List<Queue<TestMember.Got>> readers =
                nodes.stream().map(node -> node.subscribe("chat:1")).toList();
        Map<String, Long> writtenNanos = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            writtenNanos.put("\"" + i + "\"", System.nanoTime());
            nodes.get(i % 3).publish("chat:1", String.valueOf(i));
        }
        List<Long> micros = new ArrayList<>();
        for (Queue<TestMember.Got> reader : readers) {
            await().atMost(Duration.ofSeconds(5)).until(() -> reader.size() >= 300);
            assertThat(reader.stream().map(TestMember.Got::offset))
                    .isEqualTo(IntStream.rangeClosed(1, 300)
                            .mapToObj(Long::valueOf)
                            .toList());
            reader.forEach(got -> micros.add((got.nanos() - writtenNanos.get(got.data())) / 1_000));
        }
        micros.sort(Comparator.naturalOrder());
        long p50 = micros.get(micros.size() / 2);
        System.out.println("write to frame, three nodes in one JVM: p50 " + p50 + " us, p99 "
                + micros.get(micros.size() * 99 / 100) + " us");
        assertThat(p50).as("microseconds, far below the head check's second").isLessThan(50_000);
    }

    /** R6. */
    @Test
    void anAddressThatTheClusterForgotIsBackWithinTenSeconds() {
        Queue<TestMember.Got> reader = nodes.get(1).subscribe("chat:2");
        MultiMap<String, Object> registrations = nodes.get(0).member.hazelcast().getMultiMap("__vertx.subs");
        nodes.forEach(node -> registrations.remove("tidings.node." + node.name));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> nodes.stream().allMatch(node -> node.figures().selfCheckFailures() > 0));
        await().atMost(Duration.ofSeconds(5)).until(() -> registrations.keySet().size() >= 3);
        nodes.get(0).publish("chat:2", "after");
        await().atMost(Duration.ofMillis(900)).until(() -> reader.size() == 1);
    }

    @Test
    void aConnectionIsChangedThroughAnyNode() {
        ConnectionChange change = new ConnectionChange("anna", Map.of(), List.of(), null);
        String gone = nodes.get(1).name + ".nothing-of-this-name";
        for (TestMember node : nodes) {
            assertThat(codeOf(() -> TestMember.await(node.ask(() -> node.port.change(gone, change)))))
                    .isEqualTo(ErrorCode.NOT_FOUND);
        }
    }

    @Test
    void subscribersAreCountedInTheCluster() {
        nodes.forEach(node -> node.subscribe("chat:3"));
        nodes.get(2).subscribe("chat:3");
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            for (TestMember node : nodes) {
                ChannelInfo info = TestMember.await(node.ask(() -> node.port.channel(new ChannelName("chat:3"))));
                assertThat(info.subscribers()).isEqualTo(4);
            }
        });
    }

    private static ErrorCode codeOf(Runnable failing) {
        try {
            failing.run();
        } catch (CompletionException e) {
            return ((HubException) e.getCause()).code();
        }
        throw new AssertionError("it did not fail");
    }
}
