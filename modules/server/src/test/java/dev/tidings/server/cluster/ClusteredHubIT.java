package dev.tidings.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.multimap.MultiMap;
import dev.tidings.hub.ChannelInfo;
import dev.tidings.hub.ConnectionChange;
import dev.tidings.log.ConfinedLog;
import dev.tidings.log.IndexPage;
import dev.tidings.log.LogLimits;
import dev.tidings.log.MemoryLog;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Three nodes over real membership and a real bus, one log in memory between them. */
class ClusteredHubIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final SecureRandom RANDOM = new SecureRandom();

    private static LogWithoutIndex log;
    private static List<TestMember> nodes = List.of();

    /** May keep to itself what happened, so that a node hears of it by the bus or not at all. Confined, but for the switch. */
    private static final class LogWithoutIndex extends MemoryLog {

        private volatile boolean isSilent;

        LogWithoutIndex() {
            super(
                    channel -> TestMember.HISTORY,
                    LogLimits.DEFAULT,
                    () -> Epoch.draw(RANDOM),
                    System::currentTimeMillis,
                    "memory");
        }

        @Override
        public Future<IndexPage> index(int partition, long afterSequence, int maxEntries) {
            return isSilent
                    ? Future.failedFuture(new HubException(ErrorCode.UNAVAILABLE, "by the bus alone"))
                    : super.index(partition, afterSequence, maxEntries);
        }
    }

    @BeforeAll
    static void start() throws IOException {
        log = new LogWithoutIndex();
        nodes = TestMember.start(new ConfinedLog(log), 3);
        await().atMost(LIMIT)
                .until(() -> nodes.stream().allMatch(node -> node.figures().nodes() == 3));
    }

    @AfterEach
    void speakAgain() {
        log.isSilent = false;
    }

    @AfterAll
    static void stop() {
        nodes.forEach(TestMember::close);
    }

    @Test
    void aWriteOnAnyNodeReachesSubscribersOnEveryNodeInOrder() {
        List<Queue<TestMember.Got>> readers =
                nodes.stream().map(node -> node.subscribe("chat:1")).toList();
        for (int i = 0; i < 300; i++) {
            nodes.get(i % 3).publish("chat:1", String.valueOf(i));
        }
        for (Queue<TestMember.Got> reader : readers) {
            await().atMost(LIMIT).until(() -> reader.size() >= 300);
            assertThat(reader.stream().map(TestMember.Got::offset))
                    .isEqualTo(IntStream.rangeClosed(1, 300)
                            .mapToObj(Long::valueOf)
                            .toList());
        }
        for (TestMember node : nodes) {
            assertArriveByTheBusAlone(node, "chat:1", readers);
        }
    }

    /** R6. */
    @Test
    void anAddressThatTheClusterForgotIsBackAfterTheNextSelfCheck() {
        List<Queue<TestMember.Got>> readers =
                nodes.stream().map(node -> node.subscribe("chat:2")).toList();
        MultiMap<String, Object> registrations = nodes.get(0).member.hazelcast().getMultiMap("__vertx.subs");
        List<String> addresses =
                nodes.stream().map(node -> "tidings.node." + node.name).toList();
        assertThat(registrations.keySet()).containsAll(addresses);
        addresses.forEach(registrations::remove);
        await().atMost(LIMIT)
                .until(() -> nodes.stream().allMatch(node -> node.figures().selfCheckFailures() > 0));
        await().atMost(LIMIT).until(() -> registrations.keySet().containsAll(addresses));
        for (TestMember node : nodes) {
            assertArriveByTheBusAlone(node, "chat:2", readers);
        }
    }

    /** Writes until all have heard of one of these writes; the first may be missed where nobody knows yet who reads. */
    private static void assertArriveByTheBusAlone(
            TestMember writer, String channel, List<Queue<TestMember.Got>> readers) {
        log.isSilent = true;
        long last = writer.publish(channel, "the log keeps this to itself")
                .position()
                .offset();
        await().atMost(LIMIT).until(() -> {
            writer.publish(channel, "by the bus");
            return readers.stream().allMatch(reader -> reader.stream().anyMatch(got -> got.offset() > last));
        });
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
        await().atMost(LIMIT).untilAsserted(() -> {
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
