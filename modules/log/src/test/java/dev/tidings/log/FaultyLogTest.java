package dev.tidings.log;

import static dev.tidings.log.Items.publish;
import static dev.tidings.log.LogDriver.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.log.BatchResult.AdoptionNeeded;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Partitions;
import io.vertx.core.Future;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The faults that a simulation asks of the log in memory, and what the log does when it finds itself in them. */
class FaultyLogTest {

    private static final ChannelName TASKS = Items.channel("tasks");

    private final Random random = new Random(3);
    private final HandClock clock = new HandClock();
    private final FaultyLog log = logAs("one");
    private final LogDriver driver = new LogDriver(log);

    private FaultyLog logAs(String incarnation) {
        return new FaultyLog(
                channel -> ChannelSettings.DEFAULT, LogLimits.DEFAULT, () -> Epoch.draw(random), clock, incarnation);
    }

    @Test
    void answersAtOnceOnTheCallersThread() {
        assertThat(driver.send(publish(TASKS, 1)).isComplete()).isTrue();
        assertThat(log.read(ReadRequest.bounds(TASKS)).result().head()).isEqualTo(1);
    }

    @Test
    void appendsNothingUnderAnotherIncarnationUntilItIsAdopted() {
        driver.appended(publish(TASKS, 1));
        Epoch epoch = driver.state(TASKS).epoch();
        log.restartAs("two");
        BatchResult result = await(driver.send(publish(TASKS, 2)));
        PartitionState needed = new PartitionState(Partitions.of(TASKS), epoch, 1, "one", "two");
        assertThat(result).isEqualTo(new AdoptionNeeded(needed));
        assertThat(driver.read(TASKS).head()).isEqualTo(1);
        assertThat(driver.state(TASKS).needsAdoption()).isTrue();
        assertThat(await(log.adopt(Adoption.of(needed, true))))
                .isEqualTo(new AdoptionResult(true, new PartitionState(Partitions.of(TASKS), epoch, 1, "two", "two")));
        assertThat(driver.appended(publish(TASKS, 2)).epoch()).isEqualTo(epoch);
    }

    @Test
    void thatAnotherNodeAdoptedFirstIsTold() {
        driver.appended(publish(TASKS, 1));
        PartitionState before = driver.state(TASKS);
        log.restartAs("two");
        Adoption vouched = Adoption.of(driver.state(TASKS), true);
        Adoption late = Adoption.of(driver.state(TASKS), false);
        assertThat(await(log.adopt(vouched)).carriedOut()).isTrue();
        assertThat(await(log.adopt(late)).carriedOut()).isFalse();
        assertThat(driver.state(TASKS).epoch()).isEqualTo(before.epoch());
    }

    @Test
    void losesTheLastBatchesOfAPartitionWithAllTheyDid() {
        ChannelName apart = Items.apartFrom(TASKS);
        driver.appended(Items.create(TASKS, "a", 1));
        driver.appended(publish(apart, 1));
        driver.appended(Items.keyed(Items.replace(TASKS, "a", 1, 2), "key", "hash"));
        driver.one(Items.create(TASKS, "a", 3));
        driver.appended(publish(TASKS, 4));
        assertThat(log.loseLast(Partitions.of(TASKS), 2)).isEqualTo(2);
        assertThat(driver.read(TASKS).head()).isEqualTo(1);
        assertThat(driver.document(TASKS, "a").version()).isEqualTo(1);
        assertThat(driver.read(apart).head()).isEqualTo(1);
        driver.appended(Items.keyed(publish(TASKS, 5), "key", "other"));
    }

    @Test
    void losesTheFirstBatchOfAllAndStaysInItsEpoch() {
        Epoch epoch = driver.appended(publish(TASKS, 1)).epoch();
        assertThat(log.loseLast(Partitions.of(TASKS), 9)).isEqualTo(1);
        assertThat(driver.state(TASKS).sequence()).isZero();
        assertThat(driver.state(TASKS).epoch()).isEqualTo(epoch);
    }

    @Test
    void aBackupIsOfItsMomentAndCanBeRestoredTwice() {
        driver.appended(publish(TASKS, 1));
        FaultyLog.Backup backup = log.backup();
        driver.appended(publish(TASKS, 2));
        log.restore(backup);
        driver.appended(publish(TASKS, 3));
        assertThat(driver.read(TASKS).entries())
                .containsExactly(Items.entry(1).at(1), Items.entry(3).at(2));
        log.restore(backup);
        assertThat(driver.read(TASKS).head()).isEqualTo(1);
    }

    @Test
    void aSecondPrimaryGoesItsOwnWay() {
        driver.appended(publish(TASKS, 1));
        FaultyLog promoted = logAs("two");
        promoted.restore(log.backup());
        LogDriver other = new LogDriver(promoted);
        assertThat(other.state(TASKS).incarnation()).isEqualTo("one");
        assertThat(await(other.send(publish(TASKS, 2)))).isInstanceOf(AdoptionNeeded.class);
        driver.appended(publish(TASKS, 3));
        assertThat(other.read(TASKS).head()).isEqualTo(1);
    }

    @Test
    void aPartitionThatIsGoneBeginsANewEpochEvenInTheSameIncarnation() {
        PartitionState before = driver.state(TASKS);
        driver.appended(publish(TASKS, 1));
        log.loseEverything();
        PartitionState after = driver.state(TASKS);
        assertThat(after.epoch()).isNotEqualTo(before.epoch());
        assertThat(after.sequence()).isZero();
        assertThat(after.needsAdoption()).isFalse();
        assertThat(await(log.adopt(Adoption.of(before, true))).carriedOut()).isFalse();
        assertThat(driver.appended(publish(TASKS, 1)).epoch()).isEqualTo(after.epoch());
    }

    @Test
    void answersAndAppliesNothingWhileItIsAway() {
        log.setAvailable(false);
        Future<BatchResult> refused = driver.send(publish(TASKS, 1));
        assertThat(refused.cause())
                .isInstanceOfSatisfying(
                        HubException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        assertThat(log.health().readable()).isFalse();
        log.setAvailable(true);
        assertThat(log.health()).isEqualTo(LogHealth.OK);
        assertThat(driver.read(TASKS).head()).isZero();
    }

    @Test
    void reclaimsIdleChannelsAndRedrawsTheEpochOfTheirPartition() {
        ChannelName busy = Items.besides(TASKS);
        ChannelName apart = Items.apartFrom(TASKS);
        driver.appended(publish(TASKS, 1, 2));
        PartitionState before = driver.state(TASKS);
        PartitionState elsewhere = driver.state(apart);
        clock.advance(5_000);
        driver.appended(publish(busy, 1));
        assertThat(log.reclaim(4_000)).isEqualTo(1);
        PartitionState after = driver.state(TASKS);
        assertThat(after.epoch()).isNotEqualTo(before.epoch());
        assertThat(after.sequence()).isEqualTo(3);
        assertThat(driver.read(TASKS).epoch()).isEqualTo(after.epoch());
        assertThat(driver.read(TASKS).head()).isZero();
        assertThat(driver.appended(publish(TASKS, 1)).epoch()).isEqualTo(after.epoch());
        assertThat(driver.read(busy).epoch()).isEqualTo(before.epoch());
        assertThat(driver.appended(publish(busy, 2)).epoch()).isEqualTo(before.epoch());
        assertThat(driver.state(apart)).isEqualTo(elsewhere);
        assertThat(log.reclaim(4_000)).isZero();
        assertThat(driver.state(TASKS).epoch()).isEqualTo(after.epoch());
    }

    @Test
    void reclaimsLastValuesButNoVersionedDocuments() {
        driver.appended(Items.create(TASKS, "a", 1));
        ChannelName latest = Items.besides(TASKS);
        driver.appended(Items.of(latest, Items.put("a", 1)));
        clock.advance(5_000);
        assertThat(log.reclaim(4_000)).isEqualTo(1);
        assertThat(driver.scan(latest, 10)).isEmpty();
        assertThat(driver.scan(TASKS, 10)).hasSize(1);
    }

    @Test
    void reclaimsNothingInAPartitionThatWaitsForItsAdoption() {
        driver.appended(publish(TASKS, 1));
        log.restartAs("two");
        clock.advance(5_000);
        assertThat(log.reclaim(4_000)).isZero();
        assertThat(driver.read(TASKS).head()).isEqualTo(1);
    }
}
