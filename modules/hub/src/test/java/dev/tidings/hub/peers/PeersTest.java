package dev.tidings.hub.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.BusMessage;
import dev.tidings.hub.ConnectionChange;
import dev.tidings.hub.Members;
import dev.tidings.log.PartitionState;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Seeded;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PeersTest {

    private static final PartitionState STATE = new PartitionState(3, Hive.EPOCH, 12, "before", "now");

    private final Hive hive = new Hive(new Random(20_261_121));
    private final Hive.Node a = hive.add("a");
    private final Hive.Node b = hive.add("b");

    @Test
    void publicationsReachEveryNodeAndThisOneAsTheSameObject() {
        hive.run(100);
        b.peers.follow(-1L);
        hive.run(100);
        BusMessage.Batch batch = Hive.batch("chat:1", 1, 3, 10);
        a.publish(batch);
        assertThat(a.got).singleElement().isSameAs(batch);
        hive.run(50);
        assertThat(b.got).singleElement().isEqualTo(batch).isNotSameAs(batch);
    }

    @Test
    void oneMessageAPeerAndTick() {
        hive.run(100);
        b.peers.follow(-1L);
        hive.run(100);
        a.sent.clear();
        for (int i = 1; i <= 20; i++) {
            a.peers.send(Hive.batch("chat:" + i, 1, 1, 10));
        }
        a.peers.flush();
        assertThat(a.sent).singleElement().isInstanceOf(PeerMessage.Load.class);
    }

    @Test
    void whatNobodyWantsIsNotSent() {
        BusMessage.Batch batch = Hive.batch("chat:1", 1, 1, 10);
        b.peers.follow(1L << ((batch.partition() + 1) % 64));
        hive.run(1_500);
        a.publish(batch);
        hive.run(50);
        assertThat(b.got).isEmpty();
        b.peers.follow(1L << batch.partition());
        hive.run(50);
        a.publish(batch);
        hive.run(50);
        assertThat(b.got).hasSize(1);
    }

    @Test
    void aNodeThatWantsMoreLooksWhatItMissedMeanwhile() {
        hive.run(1_500);
        int before = b.doubts;
        b.peers.follow(8);
        hive.run(300);
        assertThat(b.doubts).isGreaterThan(before);
    }

    @Test
    void aPeerWhoseInterestIsUnknownIsSentEverything() {
        b.stopped = true;
        hive.run(20);
        a.publish(Hive.batch("chat:1", 1, 1, 10));
        b.resume();
        hive.run(50);
        assertThat(b.got).hasSize(1);
    }

    /** R2, R21: what is on its way to a node that stopped is bounded, whatever is published. */
    @Test
    void aStoppedPeerCostsBoundedMemory() {
        b.peers.follow(-1L);
        hive.run(1_500);
        b.stopped = true;
        a.sent.clear();
        for (int i = 0; i < 10_000; i++) {
            a.publish(Hive.batch("chat:" + i % 50, 1L + i / 50, 1, 1_024));
            if (i % 100 == 0) {
                hive.run(500);
            }
        }
        long publications = a.sent.stream()
                .filter(PeerMessage.Load.class::isInstance)
                .mapToLong(load -> ((PeerMessage.Load) load).parcels().size())
                .sum();
        assertThat(publications).isEqualTo(PeerWindow.MAX_PUBLICATIONS);
        assertThat(a.sent.size() - publications)
                .as("hellos in 50 s to a node that is silent")
                .isLessThan(20);
        assertThat(a.figures().hinting()).isEqualTo(1);
        assertThat(a.figures().unacknowledgedBytes()).isLessThan(PeerWindow.MAX_BYTES);
        assertThat(a.figures().droppedPublications()).isEqualTo(9_000);
    }

    @Test
    void aPeerThatGoesOnHearsHowFarItIsBehindAndThenGetsPayloadsAgain() {
        b.peers.follow(-1L);
        hive.run(1_500);
        b.stopped = true;
        for (int i = 1; i <= 1_500; i++) {
            a.publish(Hive.batch("chat:1", i, 1, 100));
        }
        b.got.clear();
        b.resume();
        hive.run(2_000);
        BusMessage.Batch last = Hive.batch("chat:1", 1_500, 1, 100);
        assertThat(b.got.get(b.got.size() - 1))
                .isEqualTo(new BusMessage.Heads(List.of(new BusMessage.Head(last.partition(), Hive.EPOCH, 1_500))));
        assertThat(b.got).hasSize(PeerWindow.MAX_PUBLICATIONS + 1);
        BusMessage.Batch next = Hive.batch("chat:1", 1_501, 1, 100);
        a.publish(next);
        hive.run(50);
        assertThat(b.got.get(b.got.size() - 1)).isEqualTo(next);
        assertThat(a.figures().hinting()).isZero();
    }

    @Test
    void whateverTheWireDoesNothingStaysUnacknowledgedOnceItIsWell() {
        Seeded.check(40, 300, (random, size) -> {
            Hive wild = new Hive(random);
            Hive.Node from = wild.add("a");
            Hive.Node to = wild.add("b");
            wild.loss = random.nextDouble() / 2;
            wild.repeat = random.nextDouble() / 2;
            wild.mostMillis = 1L + random.nextInt(2_000);
            to.peers.follow(-1L);
            for (int i = 1; i <= size; i++) {
                from.publish(Hive.batch("chat:1", i, 1 + random.nextInt(20), random.nextInt(2_000)));
                assertThat(from.figures().unacknowledgedBytes()).isLessThanOrEqualTo(PeerWindow.MAX_BYTES);
                wild.run(random.nextInt(100));
            }
            wild.loss = 0;
            wild.mostMillis = 1;
            wild.run(20_000);
            assertThat(from.figures().unacknowledgedBytes()).isZero();
            assertThat(from.figures().hinting()).isZero();
        });
    }

    @Test
    void aPeerThatStartedAgainKnowsNothingOfBefore() {
        b.peers.follow(-1L);
        hive.run(1_500);
        a.publish(Hive.batch("chat:1", 1, 900, 100));
        hive.nodes.remove("b");
        Hive.Node again = hive.add("b");
        again.peers.follow(-1L);
        hive.run(1_500);
        a.publish(Hive.batch("chat:1", 901, 900, 100));
        hive.run(50);
        assertThat(again.got).hasSize(1);
        assertThat(a.figures().hinting()).isZero();
    }

    @Test
    void aLostAddressIsRegisteredAnewWithinTenSeconds() {
        hive.run(1_500);
        b.addressLost = true;
        hive.run(10_000);
        assertThat(b.renewals).isEqualTo(1);
        assertThat(b.figures().selfCheckFailures()).isEqualTo(1);
        a.publish(Hive.batch("chat:1", 1, 1, 10));
        b.peers.follow(-1L);
        hive.run(100);
        a.publish(Hive.batch("chat:1", 2, 1, 10));
        hive.run(100);
        assertThat(b.got).isNotEmpty();
    }

    @Test
    void whoIsNoMemberIsNotHeard() {
        b.peers.follow(-1L);
        hive.run(1_500);
        hive.members.remove("a");
        b.membersChanged();
        hive.run(100);
        b.got.clear();
        a.publish(Hive.batch("chat:1", 1, 1, 10));
        hive.run(100);
        assertThat(b.got).isEmpty();
        assertThat(b.figures().unreadable()).isPositive();
    }

    @Test
    void aMemberThatComesOrGoesIsAReasonToLook() {
        hive.run(1_500);
        int before = a.doubts;
        hive.remove("b");
        hive.run(100);
        assertThat(a.doubts).isGreaterThan(before);
        assertThat(a.figures().nodes()).isEqualTo(1);
    }

    @Test
    void allMembersVouchOrNone() {
        vouching(a, true);
        vouching(b, true);
        hive.run(1_500);
        assertThat(asked(a.peers.members().vouch(STATE)).result()).isTrue();
        vouching(b, false);
        assertThat(asked(a.peers.members().vouch(STATE)).result()).isFalse();
    }

    @Test
    void aSilentMemberVouchesForNothing() {
        vouching(a, true);
        vouching(b, true);
        hive.run(1_500);
        b.stopped = true;
        // an answer, since a question that fails is put again for as long as the other is a member, and writes wait for
        // it
        assertThat(asked(a.peers.members().vouch(STATE)).result())
                .as("not asked before")
                .isFalse();
        hive.run(10_000);
        assertThat(asked(a.peers.members().vouch(STATE)).result())
                .as("not asked any more")
                .isFalse();
    }

    @Test
    void aNodeThatDidNotLiveThroughTheChangeLeavesItToOthers() {
        vouching(a, false);
        vouching(b, true);
        hive.run(1_500);
        assertThat(a.peers.members().maySpeak(STATE)).isFalse();
        assertThat(b.peers.members().maySpeak(STATE)).isTrue();
        hive.remove("b");
        hive.run(10);
        assertThat(a.peers.members().maySpeak(STATE)).as("there are no others").isTrue();
        assertThat(asked(a.peers.members().vouch(STATE)).result()).isFalse();
    }

    @Test
    void nobodyVouchesForWhoLeftMeanwhile() {
        vouching(a, true);
        vouching(b, true);
        hive.run(1_500);
        hive.remove("b");
        hive.run(10);
        assertThat(asked(a.peers.members().vouch(STATE)).result()).isFalse();
        a.peers.members().asking();
        a.peers.members().inTouch();
        assertThat(asked(a.peers.members().vouch(STATE)).result()).isTrue();
    }

    @Test
    void aConnectionOfAnotherNodeIsChangedThere() {
        hosting(b, Future.succeededFuture());
        hive.run(1_500);
        ConnectionChange change = new ConnectionChange("anna", Map.of(), List.of(new ChannelName("pets")), null);
        assertThat(asked(a.peers.members().change("b", "b.1", change)).succeeded())
                .isTrue();
        hosting(b, Future.failedFuture(new HubException(ErrorCode.NOT_FOUND, "gone")));
        assertThat(codeOf(asked(a.peers.members().change("b", "b.1", change)))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(codeOf(asked(a.peers.members().change("c", "c.1", change)))).isEqualTo(ErrorCode.NOT_FOUND);
        b.stopped = true;
        assertThat(codeOf(asked(a.peers.members().change("b", "b.1", change)))).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
    }

    @Test
    void subscribersAreCountedOnAllNodesThatAnswer() {
        hosting(b, Future.succeededFuture());
        hosting(hive.add("c"), Future.succeededFuture());
        hive.run(1_500);
        ChannelName channel = new ChannelName("pets");
        assertThat(asked(a.peers.members().subscribers(channel)).result()).isEqualTo(10);
        b.stopped = true;
        assertThat(asked(a.peers.members().subscribers(channel)).result()).isEqualTo(5);
    }

    private <T> Future<T> asked(Future<T> question) {
        hive.run(2_500);
        assertThat(question.isComplete()).isTrue();
        return question;
    }

    private static ErrorCode codeOf(Future<?> failed) {
        return ((HubException) failed.cause()).code();
    }

    private static void vouching(Hive.Node node, boolean vouches) {
        node.peers.members().join(new Members.Witness() {
            @Override
            public boolean livedThrough(PartitionState state) {
                return vouches;
            }

            @Override
            public Future<Boolean> vouches(PartitionState state) {
                return Future.succeededFuture(vouches && state.equals(STATE));
            }
        });
    }

    private static void hosting(Hive.Node node, Future<Void> answer) {
        node.peers.members().host(new Members.Host() {
            @Override
            public Future<Void> change(String connection, ConnectionChange change) {
                return answer;
            }

            @Override
            public int subscribers(ChannelName channel) {
                return 5;
            }
        });
    }
}
