package dev.tidings.it.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.WriteCommand;
import dev.tidings.model.Epoch;
import dev.tidings.model.Position;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The interleavings by which a careless hub loses or doubles without a word, each played on purpose. */
class NamedSchedulesTest {

    @Test
    void c1WhatArrivesWhileAWindowOpensIsInIt() {
        Stage stage = new Stage(2);
        SimulatedNode writer = stage.nodes.get(0);
        SimulatedNode reader = stage.nodes.get(1);
        // Another channel of the same partition is read, so that the partition is measured already.
        stage.client(Stage.LATEST, () -> reader);
        SimulatedClient client = stage.newcomer(Stage.CHAT, () -> reader, Faults.NONE);
        reader.log().holdAnswers();
        client.connect();
        stage.run(10);
        assertThat(reader.log().heldAnswers())
                .as("the window's read is on its way back")
                .isPositive();
        Position sent = stage.publish(writer, Stage.CHAT, "while it opens");
        stage.run(10);
        reader.log().releaseAnswers();
        stage.run(3_000);
        assertThat(client.claim()).isEqualTo(sent);
        stage.requireNoViolation();
    }

    @Test
    void c2ANodeThatOvertakesAfterALossStartsANewEpoch() {
        Stage stage = new Stage(2);
        SimulatedNode served = stage.nodes.get(0);
        SimulatedNode fresh = stage.nodes.get(1);
        SimulatedClient client = stage.client(Stage.CHAT, () -> served);
        for (int i = 0; i < 5; i++) {
            stage.publish(served, Stage.CHAT, "lost " + i);
        }
        stage.run(50);
        Epoch before = client.claim().epoch();
        served.stop();
        stage.store.restart(3);
        for (int i = 0; i < 10; i++) {
            stage.publish(fresh, Stage.CHAT, "overtakes " + i);
        }
        served.resume();
        stage.run(5_000);
        assertThat(client.claim().epoch()).isNotEqualTo(before);
        assertThat(stage.ledger.resets()).isPositive();
        stage.requireCaughtUp(client);
    }

    /** Half of a split cluster can't vouch for the other half, which it does not see. */
    @Test
    void c2AHalfThatWasNotAskedStartsANewEpoch() {
        Stage stage = new Stage(2);
        SimulatedNode served = stage.nodes.get(0);
        SimulatedNode fresh = stage.nodes.get(1);
        fresh.setApart(true);
        stage.run(1_100);
        SimulatedClient client = stage.client(Stage.CHAT, () -> served);
        for (int i = 0; i < 5; i++) {
            stage.publish(served, Stage.CHAT, "lost " + i);
        }
        Epoch before = client.claim().epoch();
        served.stop();
        stage.store.restart(3);
        for (int i = 0; i < 10; i++) {
            Position kept = stage.publish(fresh, Stage.CHAT, "overtakes " + i);
            assertThat(kept.epoch()).as("the half alone vouches").isEqualTo(before);
        }
        served.resume();
        stage.run(5_000);
        fresh.setApart(false);
        stage.run(2_000);
        assertThat(client.claim().epoch()).isNotEqualTo(before);
        stage.requireCaughtUp(client);
    }

    @Test
    void c2ABackupRestoredWithAllNodesDownIsANewEpoch() {
        Stage stage = new Stage(1);
        SimulatedNode first = stage.nodes.get(0);
        SimulatedNode[] current = {first};
        SimulatedClient client = stage.client(Stage.CHAT, () -> current[0]);
        stage.publish(first, Stage.CHAT, "in the backup");
        stage.store.takeBackup();
        stage.publish(first, Stage.CHAT, "not in the backup");
        stage.run(50);
        Epoch before = client.claim().epoch();
        first.kill();
        stage.store.restoreBackup();
        current[0] = stage.addNode();
        client.cutFrom(first);
        stage.publish(current[0], Stage.CHAT, "another second");
        stage.run(5_000);
        assertThat(client.claim().epoch()).isNotEqualTo(before);
        stage.requireCaughtUp(client);
    }

    @Test
    void c2TwoPrimariesForTenSecondsNeverMakeTwoTruths() {
        Stage stage = new Stage(2);
        SimulatedNode isolated = stage.nodes.get(0);
        SimulatedNode moved = stage.nodes.get(1);
        SimulatedClient onIsolated = stage.client(Stage.CHAT, () -> isolated);
        SimulatedClient onMoved = stage.client(Stage.CHAT, () -> moved);
        stage.publish(moved, Stage.CHAT, "both have it");
        isolated.log().setNoticed(false);
        stage.store.failOver(0);
        for (int i = 0; i < 10; i++) {
            stage.publishing(isolated, Stage.CHAT, "k", "on the old one " + i);
            stage.publishing(moved, Stage.CHAT, "k", "on the new one " + i);
            stage.run(1_000);
        }
        isolated.log().setNoticed(true);
        stage.store.forgetOld();
        stage.run(20_000);
        stage.requireCaughtUp(onIsolated, onMoved);
    }

    /** Nobody was in touch with the second store for long; but everybody vouched for it. */
    @Test
    void c2AStoreThatRestartsAgainAndAgainAndLosesNothingResetsNobody() {
        Stage stage = new Stage(3);
        SimulatedClient client = stage.client(Stage.CHAT, () -> stage.nodes.get(1));
        Epoch before = stage.publish(stage.nodes.get(0), Stage.CHAT, "before").epoch();
        for (int i = 0; i < 12; i++) {
            stage.store.restart(0);
            stage.run(3L * i);
            stage.publish(stage.nodes.get(i % 3), Stage.CHAT, "after " + i);
        }
        stage.run(2_000);
        assertThat(stage.head(Stage.CHAT).epoch()).isEqualTo(before);
        assertThat(stage.ledger.resets()).isZero();
        stage.requireCaughtUp(client);
    }

    /** It has nothing to lose, and leaves the decision to those who have. */
    @Test
    void c2ANodeThatCameBackAfterTheStoreDidResetsNobody() {
        Stage stage = new Stage(2);
        SimulatedNode stays = stage.nodes.get(0);
        SimulatedClient client = stage.client(Stage.CHAT, () -> stays);
        Epoch before = stage.publish(stage.nodes.get(1), Stage.CHAT, "before").epoch();
        for (int i = 0; i < 5; i++) {
            stage.nodes.get(i + 1).kill();
            stage.run(1_100);
            stays.stop();
            stage.store.restart(0);
            SimulatedNode fresh = stage.addNode();
            stage.run(500);
            stays.resume();
            stage.publish(fresh, Stage.CHAT, "by a new node " + i);
        }
        stage.run(2_000);
        assertThat(stage.head(Stage.CHAT).epoch()).isEqualTo(before);
        assertThat(stage.ledger.resets()).isZero();
        stage.requireCaughtUp(client);
    }

    /** The answer to its write may be on the way while it is asked. */
    @Test
    void c2ANodeVouchesOnlyWhenItsWriteUnderWayHasLanded() {
        Stage stage = new Stage(2);
        SimulatedNode writer = stage.nodes.get(0);
        SimulatedNode asker = stage.nodes.get(1);
        SimulatedClient client = stage.client(Stage.CHAT, () -> writer);
        Epoch before = stage.publish(asker, Stage.CHAT, "kept").epoch();
        writer.log().holdAnswers();
        var lost = stage.publishing(writer, Stage.CHAT, "k", "lost with the store");
        stage.run(10);
        stage.store.restart(1);
        var next = stage.publishing(asker, Stage.CHAT, "k", "takes its place");
        stage.run(100);
        writer.log().releaseAnswers();
        stage.await(next);
        stage.run(3_000);
        assertThat(lost.result().position().epoch()).isEqualTo(before);
        assertThat(stage.head(Stage.CHAT).epoch()).isNotEqualTo(before);
        stage.requireCaughtUp(client);
    }

    @Test
    void c3AStaleReplyIsNoRegress() {
        Stage stage = new Stage(1);
        SimulatedNode node = stage.nodes.get(0);
        SimulatedClient client = stage.client(Stage.CHAT, () -> node);
        Position first = stage.publish(node, Stage.CHAT, "first");
        for (int round = 0; round < 20; round++) {
            stage.run(97);
            node.log().holdAnswers();
            stage.run(20);
            node.log().releaseAnswers();
            stage.publish(node, Stage.CHAT, "round " + round);
        }
        stage.run(2_000);
        assertThat(client.claim().epoch()).isEqualTo(first.epoch());
        assertThat(client.claim()).isEqualTo(stage.head(Stage.CHAT));
        assertThat(stage.ledger.resets()).isZero();
    }

    @Test
    void c4AMessageOfADeadEpochIsNotApplied() {
        Stage stage = new Stage(2);
        SimulatedNode writer = stage.nodes.get(0);
        SimulatedNode reader = stage.nodes.get(1);
        SimulatedClient client = stage.client(Stage.CHAT, () -> reader);
        stage.network.hold();
        stage.publish(writer, Stage.CHAT, "of the dead epoch");
        writer.kill();
        stage.store.restart(1);
        stage.run(6_000);
        int resets = stage.ledger.resets();
        Epoch after = stage.head(Stage.CHAT).epoch();
        stage.network.release();
        stage.run(3_000);
        assertThat(stage.ledger.resets()).isEqualTo(resets);
        assertThat(client.claim().epoch()).isEqualTo(after);
        stage.requireNoViolation();
    }

    @Test
    void c6AReclaimedChannelIsNotTakenForTheOldOne() {
        Stage stage = new Stage(1);
        SimulatedNode node = stage.nodes.get(0);
        SimulatedNode[] current = {node};
        SimulatedClient client = stage.client(Stage.CHAT, () -> current[0]);
        Position old = stage.publish(node, Stage.CHAT, "long ago");
        stage.run(50);
        node.kill();
        stage.run(100);
        assertThat(stage.store.primary().reclaim(1)).isPositive();
        current[0] = stage.addNode();
        stage.publish(current[0], Stage.CHAT, "a new life");
        client.cutFrom(node);
        stage.run(5_000);
        assertThat(stage.head(Stage.CHAT)).isNotEqualTo(old);
        assertThat(stage.ledger.resets()).isPositive();
        stage.requireCaughtUp(client);
    }

    @Test
    void c7AClientCutBeforeItsSnapshotGetsItWhenItReturns() {
        Stage stage = new Stage(1);
        SimulatedNode node = stage.nodes.get(0);
        stage.patch(node, "d1", "title", "one");
        SimulatedClient client = stage.newcomer(Stage.TASKS, () -> node, Faults.NONE);
        client.connect();
        while (client.messages() < 1) {
            stage.scheduler.run(1);
        }
        if (client.claim() == null) {
            client.cut();
        }
        stage.run(3_000);
        assertThat(client.documents()).hasSize(1);
        stage.requireCaughtUp(client);
    }

    @Test
    void c9TheExtraEventHasAPlaceOfItsOwn() {
        Stage stage = new Stage(1);
        SimulatedNode node = stage.nodes.get(0);
        SimulatedClient client = stage.client(Stage.TASKS, () -> node);
        long before = stage.head(Stage.TASKS).offset();
        stage.patch(node, "d1", "status", "open");
        long created = stage.head(Stage.TASKS).offset();
        stage.patch(node, "d1", "status", "sold");
        stage.run(100);
        assertThat(created - before).isEqualTo(1);
        assertThat(stage.head(Stage.TASKS).offset() - created).isEqualTo(2);
        stage.requireCaughtUp(client);
    }

    @Test
    void c11ASnapshotIsTheFoldOfItsPositionWhileWritesGoOn() {
        Stage stage = new Stage(2);
        List<SimulatedClient> clients = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            SimulatedNode node = stage.nodes.get(i % 2);
            stage.writing(node, WriteCommand.Operation.PUT, "d" + i % 5, "n", "v" + i);
            SimulatedClient client = stage.newcomer(Stage.TASKS, () -> node, Faults.NONE);
            client.connect();
            clients.add(client);
            stage.run(2);
        }
        stage.run(3_000);
        for (SimulatedClient client : clients) {
            assertThat(client.claim()).isEqualTo(stage.head(Stage.TASKS));
            assertThat(client.documents()).isEqualTo(clients.get(0).documents());
        }
        stage.requireNoViolation();
    }

    @Test
    void c12AReaderPastTheLogIsToldInMidStream() {
        Stage stage = new Stage(1, 5, 600);
        SimulatedNode node = stage.nodes.get(0);
        Faults slow = new Faults(0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 5, 100, 100);
        SimulatedClient client = stage.newcomer(Stage.CHAT, () -> node, slow);
        client.connect();
        stage.run(2_000);
        for (int i = 0; i < 60; i++) {
            stage.publish(node, Stage.CHAT, "faster than it reads " + i);
        }
        stage.run(20_000);
        assertThat(stage.ledger.resets()).isPositive();
        stage.requireCaughtUp(client);
    }
}
