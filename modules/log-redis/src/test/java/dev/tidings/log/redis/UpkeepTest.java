package dev.tidings.log.redis;

import static dev.tidings.log.Items.publish;
import static dev.tidings.log.LogDriver.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.log.AppendResult.Appended;
import dev.tidings.log.ChannelSettings;
import dev.tidings.log.HandClock;
import dev.tidings.log.Items;
import dev.tidings.log.LogDriver;
import dev.tidings.log.LogLimits;
import dev.tidings.log.PartitionState;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.Kind;
import dev.tidings.model.Partitions;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the log clears away by itself, and that no old position can be taken for a new one afterwards. */
class UpkeepTest {

    private static final ChannelName TASKS = Items.channel("tasks");
    private static final long IDLE_MILLIS = 4_000;

    @TempDir
    static Path folder;

    private static RedisServer server;
    private static Vertx vertx;

    private final HandClock clock = new HandClock();

    @BeforeAll
    static void start() throws Exception {
        server = RedisServer.start(folder);
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        await(vertx.close());
        server.close();
    }

    @BeforeEach
    void empty() {
        server.run("FLUSHALL");
    }

    private RedisLog open(long sweepMillis, long reclaimMillis) {
        RedisLogOptions.Upkeep upkeep = new RedisLogOptions.Upkeep(sweepMillis, IDLE_MILLIS, reclaimMillis);
        ChannelSettings settings = new ChannelSettings(Kind.LOG, 100, 1_000);
        return await(
                Logs.tryOpen(vertx, RedisLogOptions.of(server.endpoint()).with(upkeep), channel -> settings, clock));
    }

    @Test
    void reclaimsIdleChannelsAndRedrawsTheEpochOfTheirPartition() {
        RedisLog log = open(3_600_000, 0);
        LogDriver driver = new LogDriver(log);
        ChannelName busy = Items.besides(TASKS);
        ChannelName apart = Items.apartFrom(TASKS);
        driver.appended(publish(TASKS, 1, 2));
        PartitionState before = driver.state(TASKS);
        PartitionState elsewhere = driver.state(apart);
        clock.advance(IDLE_MILLIS + 1_000);
        driver.appended(publish(busy, 1));
        await(log.sweep());
        PartitionState after = driver.state(TASKS);
        assertThat(after.epoch()).isNotEqualTo(before.epoch());
        assertThat(after.sequence()).isEqualTo(3);
        assertThat(driver.read(TASKS).epoch()).isEqualTo(after.epoch());
        assertThat(driver.read(TASKS).head()).isZero();
        assertThat(driver.appended(publish(TASKS, 1)).epoch()).isEqualTo(after.epoch());
        assertThat(driver.read(busy).epoch()).isEqualTo(before.epoch());
        assertThat(driver.appended(publish(busy, 2)).epoch()).isEqualTo(before.epoch());
        assertThat(driver.state(apart)).isEqualTo(elsewhere);
        await(log.sweep());
        assertThat(driver.state(TASKS).epoch()).isEqualTo(after.epoch());
        assertThat(await(Logs.adopt(log, driver.state(TASKS), false)).carriedOut())
                .isTrue();
        assertThat(driver.read(busy).epoch())
                .as("an adoption that nobody vouched for renames all")
                .isEqualTo(driver.state(TASKS).epoch())
                .isNotEqualTo(before.epoch());
        await(log.close());
    }

    @Test
    void reclaimsLastValuesButNoVersionedDocuments() {
        RedisLog log = open(3_600_000, 0);
        LogDriver driver = new LogDriver(log);
        ChannelName latest = Items.besides(TASKS);
        driver.appended(Items.create(TASKS, "a", 1));
        driver.appended(Items.of(latest, Items.put("a", 1)));
        clock.advance(IDLE_MILLIS + 1_000);
        await(log.sweep());
        assertThat(driver.scan(latest, 10)).isEmpty();
        assertThat(driver.scan(TASKS, 10)).hasSize(1);
        await(log.close());
    }

    @Test
    void redrawsAnEpochOnlySoOften() {
        RedisLog log = open(3_600_000, 60_000);
        LogDriver driver = new LogDriver(log);
        driver.appended(publish(TASKS, 1));
        clock.advance(IDLE_MILLIS);
        await(log.sweep());
        PartitionState first = driver.state(TASKS);
        driver.appended(publish(TASKS, 1));
        clock.advance(IDLE_MILLIS);
        await(log.sweep());
        assertThat(driver.state(TASKS).epoch()).isEqualTo(first.epoch());
        assertThat(driver.read(TASKS).head()).isEqualTo(1);
        clock.advance(60_000);
        await(log.sweep());
        assertThat(driver.state(TASKS).epoch()).isNotEqualTo(first.epoch());
        await(log.close());
    }

    @Test
    void leavesNothingBehindOfAChannelThatIsReclaimed() {
        RedisLog log = open(3_600_000, 0);
        LogDriver driver = new LogDriver(log);
        driver.appended(Items.create(TASKS, "a", 1));
        driver.appended(Items.remove(TASKS, "a", 1));
        clock.advance(2 * 86_400_000L);
        await(log.sweep());
        assertThat(List.of(server.run("--raw", "KEYS", "*tasks*").split("\n"))).containsOnly("");
        assertThat(server.run("KEYS", "*tombstones*")).isEmpty();
        await(log.close());
    }

    /** Nobody asks for it: every node sweeps what is due. */
    @Test
    void sweepsByItself() {
        RedisLog log = open(500, 0);
        LogDriver driver = new LogDriver(log);
        driver.appended(publish(TASKS, 1, 2, 3));
        clock.advance(1_000);
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> driver.read(TASKS).entries().isEmpty());
        assertThat(driver.read(TASKS).head()).isEqualTo(3);
        await(log.close());
    }

    /** The bound is of all partitions together, though no script sees more than one. */
    @Test
    void aNodeLeavesTheKeysAloneThatItSawAnotherTake() {
        LogLimits few = new LogLimits(Partitions.COUNT * 4, 1 << 30, 60_000, 1_000, 1_000);
        LogDriver one = new LogDriver(open(few));
        LogDriver two = new LogDriver(open(few));
        assertThat(keysTaken(one, TASKS)).as("half of all and its share").isEqualTo(Partitions.COUNT * 2 + 2);
        await(two.log().partitionStates());
        assertThat(keysTaken(two, Items.apartFrom(TASKS))).as("its share").isEqualTo(2);
    }

    private RedisLog open(LogLimits limits) {
        SecureRandom random = new SecureRandom();
        ChannelSettings settings = new ChannelSettings(Kind.LOG, 100, 3_600_000);
        return await(RedisLog.open(
                vertx,
                RedisLogOptions.of(server.endpoint()).with(Logs.PATIENT),
                channel -> settings,
                limits,
                () -> Epoch.draw(random),
                clock));
    }

    private static int keysTaken(LogDriver log, ChannelName channel) {
        int taken = 0;
        while (log.one(Items.keyed(publish(channel, taken), "key " + taken, "hash")) instanceof Appended) {
            taken++;
        }
        return taken;
    }
}
