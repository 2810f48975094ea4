package dev.tidings.it.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.model.Position;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The interleavings by which a careless hub answers wrongly, is late or gets stuck, each played on purpose. */
class NamedAnswersTest {

    @Test
    void h1ALostLastMessageIsFoundByTheIndex() {
        Stage stage = new Stage(2);
        SimulatedClient client = stage.client(Stage.CHAT, () -> stage.nodes.get(1));
        stage.publish(stage.nodes.get(0), Stage.CHAT, "seen");
        stage.network.hold();
        Position lost = stage.publish(stage.nodes.get(0), Stage.CHAT, "the bus loses it, and nothing follows");
        stage.network.drop();
        stage.run(1_300);
        assertThat(client.claim()).isEqualTo(lost);
        stage.requireNoViolation();
    }

    @Test
    void h4AWriteWhoseAnswerIsLostIsRepeatedOnce() {
        Stage stage = new Stage(2);
        SimulatedClient client = stage.client(Stage.CHAT, () -> stage.nodes.get(1));
        SimulatedNode first = stage.nodes.get(0);
        first.log().holdAnswers();
        var lost = stage.publishing(first, Stage.CHAT, "k", "once");
        stage.run(10);
        first.kill();
        Position again = stage.publish(stage.nodes.get(1), Stage.CHAT, "once");
        stage.run(2_000);
        assertThat(lost.isComplete()).isFalse();
        assertThat(again.offset()).isEqualTo(1);
        assertThat(client.claim()).isEqualTo(again);
        stage.requireNoViolation();
    }

    @Test
    void h5APositionFromTheNearFutureIsJudgedByTheLog() {
        Stage stage = new Stage(2);
        SimulatedNode[] current = {stage.nodes.get(0)};
        SimulatedClient other = stage.client(Stage.CHAT, () -> stage.nodes.get(1));
        SimulatedClient hopper = stage.client(Stage.CHAT, () -> current[0]);
        stage.nodes.get(1).stop();
        stage.publish(stage.nodes.get(0), Stage.CHAT, "the second node has not heard of it");
        stage.run(20);
        stage.nodes.get(1).resume();
        current[0] = stage.nodes.get(1);
        hopper.cut();
        stage.run(2_000);
        assertThat(stage.ledger.resets()).isZero();
        stage.requireCaughtUp(hopper, other);
    }

    @Test
    void h6AReadOnAnotherNodeSeesWhatWasAcknowledged() {
        Stage stage = new Stage(2);
        stage.network.hold();
        for (int i = 0; i < 10; i++) {
            String value = "v" + i;
            stage.patch(stage.nodes.get(0), "d1", "n", value);
            SimulatedNode other = stage.nodes.get(1);
            var snapshot = stage.await(stage.on(other, () -> other.port(0).snapshot(Stage.TASKS)));
            assertThat(snapshot.documents().toString()).contains('"' + value + '"');
            assertThat(snapshot.staleMillis()).isZero();
        }
    }

    @Test
    void h7ARecreatedDocumentGoesOnCounting() {
        Stage stage = new Stage(1);
        SimulatedNode node = stage.nodes.get(0);
        long first = stage.patch(node, "d1", "n", "a").version();
        stage.delete(node, "d1");
        assertThat(stage.patch(node, "d1", "n", "b").version()).isGreaterThan(first + 1);
        stage.requireNoViolation();
    }

    @Test
    void h11StalledReadersHoldNoPermit() {
        Stage stage = new Stage(1, 1_000, 600);
        SimulatedNode node = stage.nodes.get(0);
        for (int i = 0; i < 40; i++) {
            stage.publish(node, Stage.CHAT, "history " + i);
        }
        Faults slow = new Faults(0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1_000, 100, 100);
        List<SimulatedClient> stalled = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            SimulatedClient client = stage.newcomer(Stage.CHAT, () -> node, slow);
            client.connect();
            stalled.add(client);
        }
        stage.run(1_000);
        for (int i = 0; i < 20; i++) {
            stage.publish(node, Stage.CHAT, "live " + i);
        }
        SimulatedClient quick = stage.client(Stage.CHAT, () -> node);
        stage.run(200);
        stage.run(30_000);
        for (SimulatedClient client : stalled) {
            assertThat(client.claim()).isEqualTo(stage.head(Stage.CHAT));
        }
        stage.requireCaughtUp(quick);
    }

    @Test
    void h12ALaggingReaderOfLatestGetsEachKeysLastValueAndIsToldWhatItSkipped() {
        Stage stage = new Stage(1, 3, 600);
        SimulatedNode node = stage.nodes.get(0);
        SimulatedNode[] current = {node};
        SimulatedClient client = stage.client(Stage.LATEST, () -> current[0]);
        client.cut();
        current[0] = null;
        for (int i = 0; i < 30; i++) {
            stage.publish(node, Stage.LATEST, "key" + i % 4, "v" + i);
        }
        current[0] = node;
        stage.run(5_000);
        stage.requireCaughtUp(client);
    }
}
