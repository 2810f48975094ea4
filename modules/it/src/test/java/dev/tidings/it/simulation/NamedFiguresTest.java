package dev.tidings.it.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.WriteCommand;
import dev.tidings.log.ChannelRead;
import dev.tidings.log.ReadRequest;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How much and how late, at the worst: counted, and in virtual time, so that no machine is too slow for it. */
class NamedFiguresTest {

    private static final int CHECK_MILLIS = 1_000;

    private record Written(Position position, long atMillis) {}

    /** R5: not one message of the bus arrives. */
    @Test
    void withoutAnyMessageOfTheBusEverythingComesWithinACheckPeriodAnd50Millis() {
        Stage stage = new Stage(2);
        SimulatedClient client = stage.client(Stage.CHAT, () -> stage.nodes.get(1));
        stage.network.hold();
        List<Long> late = new ArrayList<>();
        Queue<Written> awaited = new ArrayDeque<>();
        long nextMillis = stage.scheduler.nowMillis();
        for (int written = 0; written < 500 || !awaited.isEmpty(); ) {
            long now = stage.scheduler.nowMillis();
            if (written < 500 && now >= nextMillis) {
                awaited.add(new Written(stage.publish(stage.nodes.get(0), Stage.CHAT, "no hint " + written++), now));
                // Some right behind the other, some while nothing else happens for longer than a check takes to come.
                nextMillis = now + stage.scheduler.random().nextInt(written % 2 == 0 ? 20 : 2_500);
            }
            stage.run(1);
            Position claim = client.claim();
            while (!awaited.isEmpty()
                    && claim != null
                    && claim.offset() >= awaited.element().position().offset()) {
                late.add(stage.scheduler.nowMillis() - awaited.remove().atMillis());
            }
        }
        List<Long> sorted = late.stream().sorted().toList();
        System.out.println("without hints: p50 " + sorted.get(250) + " ms, p99 " + sorted.get(495) + " ms, at the most "
                + sorted.get(499) + " ms");
        assertThat(sorted.get(495)).isLessThanOrEqualTo(CHECK_MILLIS + 50);
        stage.requireNoViolation();
    }

    /** R18: a thousand clients join while 500 writes a second go on. */
    @Test
    void aThousandClientsJoinWhileWritesGoOnAndEachHasWhatTheLogMakesOfIt() {
        int right = 0;
        for (int round = 0; round < 10; round++) {
            Stage stage = new Stage(2);
            stage.run(7L * round);
            List<SimulatedClient> clients = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                SimulatedNode node = stage.nodes.get(i % 2);
                stage.writing(node, WriteCommand.Operation.PUT, "d" + i % 7, "n", "v" + round + "-" + i);
                SimulatedClient client = new SimulatedClient(
                        "joins " + i, stage.scheduler, stage.ledger, Stage.TASKS, true, false, () -> node, Faults.NONE);
                stage.scheduler.within(2_000, client::connect);
                clients.add(client);
                stage.run(2);
            }
            stage.run(3_000);
            ChannelRead log = stage.store
                    .primary()
                    .read(new ReadRequest(Stage.TASKS, 0, 1_000, Integer.MAX_VALUE))
                    .result();
            stage.ledger.log(Stage.TASKS, log.epoch(), log.entries(), log.oldest(), log.head(), false);
            var documents = Ledger.documents(stage.store
                    .primary()
                    .scan(Stage.TASKS, null, Integer.MAX_VALUE)
                    .result()
                    .documents());
            assertThat(log.head()).isEqualTo(100);
            right += (int) clients.stream()
                    .filter(client ->
                            stage.head(Stage.TASKS).equals(client.claim()) && documents.equals(client.documents()))
                    .count();
            stage.requireNoViolation();
        }
        assertThat(right).isEqualTo(1_000);
    }

    /** R22: the clients of a node that dies come back to the two others, which must not ask the log for each of them. */
    @Test
    void theLogIsReadForChannelsAndNotForTheClientsThatComeBack() {
        int channels = 40;
        List<ChannelName> names = IntStream.range(0, channels)
                .mapToObj(i -> new ChannelName("herd:" + i))
                .toList();
        Stage stage = new Stage(3);
        int[] next = {0};
        List<SimulatedNode> left = stage.nodes.subList(0, 2);
        SimulatedNode victim = stage.nodes.get(2);
        List<SimulatedClient> clients = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            SimulatedClient client = new SimulatedClient(
                    "herd " + i,
                    stage.scheduler,
                    stage.ledger,
                    names.get(i % channels),
                    false,
                    false,
                    () -> victim.isAlive() ? victim : left.get(next[0]++ % 2),
                    Faults.NONE);
            client.connect();
            clients.add(client);
        }
        stage.run(2_000);
        publishAll(stage, left.get(0), names, "before");
        stage.run(100);
        long[] readsBefore = left.stream().mapToLong(node -> node.log().reads()).toArray();
        victim.kill();
        clients.forEach(client -> client.cutFrom(victim));
        for (int i = 0; i < 5; i++) {
            publishAll(stage, left.get(i % 2), names, "while they are away " + i);
        }
        stage.run(2_000);
        for (int i = 0; i < 2; i++) {
            long reads = left.get(i).log().reads() - readsBefore[i];
            System.out.println("a herd of 5,000 made a node read the log " + reads + " times");
            assertThat(reads).isLessThanOrEqualTo(channels + stage.nodes.size());
        }
        for (int i = 0; i < clients.size(); i++) {
            assertThat(clients.get(i).claim()).isEqualTo(stage.head(names.get(i % channels)));
        }
        assertThat(stage.ledger.resets()).isZero();
        stage.requireNoViolation();
    }

    private static void publishAll(Stage stage, SimulatedNode node, List<ChannelName> channels, String text) {
        channels.forEach(channel -> stage.publish(node, channel, text));
    }
}
