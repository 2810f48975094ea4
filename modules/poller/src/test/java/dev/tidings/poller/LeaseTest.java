package dev.tidings.poller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.log.ChannelSettings;
import dev.tidings.log.FaultyLog;
import dev.tidings.log.LogLimits;
import dev.tidings.log.ReadRequest;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.Kind;
import dev.tidings.model.Partitions;
import dev.tidings.model.Publication;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One owner in the cluster, whatever becomes of it (faults R27 and R30), on clocks that are moved by hand. */
class LeaseTest {

    private static final int SCHEDULES = 300;

    private World world = new World(1);
    private FaultyLog log = log();
    private LeaseNode one = new LeaseNode("n1", world, log);
    private LeaseNode two = new LeaseNode("n2", world, log);

    @Test
    void oneOfTwoOwnsItAndKeepsIt() {
        startBoth();
        LeaseNode owner = owner();
        long token = owner.token();
        world.run(600_000);
        assertThat(owner()).isSameAs(owner);
        assertThat(owner.token()).isEqualTo(token);
        assertThat(owner.counters.isOwner()).isTrue();
        assertThat(written()).hasSizeGreaterThan(5_000);
    }

    @Test
    void whoeverIsLeftTakesOverWithinFiveSecondsOfTheOwnersDeath() {
        for (int round = 0; round < SCHEDULES; round++) {
            reset(round);
            startBoth();
            world.run(world.random().nextInt(5_000));
            LeaseNode dead = owner();
            LeaseNode left = other(dead);
            dead.loop.stop();
            long diedMillis = world.nowMillis();
            while (!left.owns() && world.nowMillis() - diedMillis < 10_000) {
                world.run(10);
            }
            assertThat(world.nowMillis() - diedMillis).as("seed %d", round).isLessThanOrEqualTo(5_000);
        }
    }

    @Test
    void anOwnerThatWasStoppedPastItsLeaseIsRefusedWhenItWakes() {
        startBoth();
        LeaseNode stopped = owner();
        long oldToken = stopped.token();
        stopped.loop.stop();
        world.run(10_000);
        LeaseNode taken = other(stopped);
        assertThat(taken.owns()).isTrue();
        assertThat(taken.token()).isGreaterThan(oldToken);
        int before = written().size();

        stopped.loop.wake();
        world.run(5_000);

        assertThat(stopped.owns()).isFalse();
        assertThat(stopped.counters.staleAppends()).isPositive();
        assertThat(taken.owns()).isTrue();
        List<Long> after = written();
        assertThat(after.subList(before, after.size())).isNotEmpty().containsOnly(taken.token());
    }

    @Test
    void aNodeThatStopsInOrderGivesTheLeaseBackAtOnce() {
        startBoth();
        LeaseNode owner = owner();
        owner.lease.stop();
        world.run(600);
        assertThat(owner.owns()).isFalse();
        assertThat(other(owner).owns()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {3_600_000, -3_600_000})
    void aWallClockThatJumpsChangesNothing(long jumpMillis) {
        startBoth();
        LeaseNode owner = owner();
        owner.loop.setWallClock(jumpMillis);
        world.run(60_000);
        other(owner).loop.setWallClock(-jumpMillis);
        world.run(60_000);
        assertThat(owner()).isSameAs(owner);
        assertThat(owner.tokens).hasSize(1);
    }

    @Test
    void anOwnerWhoseLogIsAwayForALeaseStopsByItself() {
        startBoth();
        LeaseNode owner = owner();
        log.setAvailable(false);
        world.run(4_000);
        assertThat(owner.owns()).isFalse();
        log.setAvailable(true);
        world.run(5_000);
        assertThat(owner()).isNotNull();
    }

    @Test
    void aTokenIsHigherThanThoseTheTargetsKnowEvenIfTheLeaseWasLost() {
        startBoth();
        long token = owner().token();
        loseAll(Lease.CHANNEL);
        world.run(30_000);
        assertThat(owner().token()).isGreaterThan(token);
        int before = written().size();
        world.run(2_000);
        assertThat(written().size()).isGreaterThan(before);
    }

    @Test
    void twoOwnersNeverBothSucceed() {
        for (int round = 0; round < SCHEDULES; round++) {
            reset(round);
            runDisturbed();
            assertThat(written())
                    .as("tokens in the log, seed %d", round)
                    .isSorted()
                    .isNotEmpty();
            assertThat(ownersOfTokens())
                    .as("seed %d", round)
                    .allSatisfy((token, owners) -> assertThat(owners).hasSize(1));
            assertThat(one.owns()).as("one of both, seed %d", round).isNotEqualTo(two.owns());
        }
    }

    @Test
    void withoutTokensTwoOwnersDoBothSucceed() {
        int mixed = 0;
        for (int round = 0; round < SCHEDULES; round++) {
            reset(round);
            one.fenced = false;
            two.fenced = false;
            runDisturbed();
            List<Long> tokens = written();
            mixed += tokens.equals(tokens.stream().sorted().toList()) ? 0 : 1;
        }
        assertThat(mixed).as("schedules in which the test above would fail").isPositive();
    }

    private void runDisturbed() {
        one.failing = world.random().nextInt(20);
        two.failing = world.random().nextInt(20);
        one.lease.start();
        two.lease.start();
        disturb(world.random());
        one.loop.wake();
        two.loop.wake();
        one.failing = 0;
        two.failing = 0;
        world.run(20_000);
    }

    /** Stops and wakes nodes, the store goes away and comes back. */
    private void disturb(Random random) {
        for (int i = 0; i < 20; i++) {
            LeaseNode node = random.nextBoolean() ? one : two;
            switch (random.nextInt(4)) {
                case 0 -> node.loop.stop();
                case 1 -> log.setAvailable(false);
                case 2 -> node.loop.setWallClock(random.nextInt(7_200_000) - 3_600_000L);
                default -> {
                    one.loop.wake();
                    two.loop.wake();
                    log.setAvailable(true);
                }
            }
            world.run(random.nextInt(6_000));
        }
        log.setAvailable(true);
    }

    private Map<Long, List<String>> ownersOfTokens() {
        Map<Long, List<String>> owners = new HashMap<>();
        one.tokens.forEach(
                token -> owners.computeIfAbsent(token, t -> new ArrayList<>()).add("one"));
        two.tokens.forEach(
                token -> owners.computeIfAbsent(token, t -> new ArrayList<>()).add("two"));
        return owners;
    }

    private void loseAll(ChannelName channel) {
        assertThat(Partitions.of(channel)).isNotEqualTo(Partitions.of(LeaseNode.TARGET));
        assertThat(log.loseLast(Partitions.of(channel), 64)).isPositive();
    }

    private void startBoth() {
        one.lease.start();
        two.lease.start();
        world.run(2_000);
    }

    private LeaseNode owner() {
        assertThat(one.owns()).isNotEqualTo(two.owns());
        return one.owns() ? one : two;
    }

    private LeaseNode other(LeaseNode node) {
        return node == one ? two : one;
    }

    private List<Long> written() {
        return log.read(new ReadRequest(LeaseNode.TARGET, 0, 1_000_000, 1 << 30)).result().entries().stream()
                .map(Publication::data)
                .map(data -> Long.parseLong(data.toString()))
                .toList();
    }

    private void reset(long seed) {
        world = new World(seed);
        log = log();
        one = new LeaseNode("n1", world, log);
        two = new LeaseNode("n2", world, log);
    }

    private static FaultyLog log() {
        Random random = new Random(7);
        return new FaultyLog(
                name -> new ChannelSettings(Kind.LOG, 1_000_000, 86_400_000),
                LogLimits.DEFAULT,
                () -> Epoch.draw(random),
                () -> 1_000_000,
                "one");
    }
}
