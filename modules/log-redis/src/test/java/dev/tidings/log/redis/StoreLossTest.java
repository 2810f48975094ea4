package dev.tidings.log.redis;

import static dev.tidings.log.LogDriver.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.log.AppendResult.Appended;
import dev.tidings.log.BatchResult;
import dev.tidings.log.BatchResult.AdoptionNeeded;
import dev.tidings.log.BatchResult.Decided;
import dev.tidings.log.Items;
import dev.tidings.log.LogDriver;
import dev.tidings.log.PartitionState;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Seeded;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store that was killed, restored, emptied or failed over may have lost is never taken for whole. */
class StoreLossTest {

    private static final ChannelName TASKS = Items.channel("tasks");

    @TempDir
    Path folder;

    private Vertx vertx;

    @BeforeEach
    void begin() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void end() {
        await(vertx.close());
    }

    /** R9: kill -9 under load, {@code appendfsync always}. How often can be raised: {@code -Dtidings.kills=200}. */
    @Test
    void losesNothingAcknowledgedWhenTheStoreIsKilled() throws Exception {
        Random random = new Random(Seeded.seed(StoreLossTest.class));
        int kills = Integer.getInteger("tidings.kills", 20);
        try (RedisServer server =
                RedisServer.start(folder.resolve("redis"), "--appendonly", "yes", "--appendfsync", "always")) {
            RedisLog log = Logs.open(vertx, RedisLogOptions.of(server.endpoint()));
            Set<Integer> acknowledged = new TreeSet<>();
            Set<Integer> refused = new TreeSet<>();
            int number = 0;
            for (int kill = 0; kill < kills; kill++) {
                int writes = 20 + random.nextInt(200);
                List<Future<BatchResult>> outcomes = new ArrayList<>();
                int first = number;
                for (int i = 0; i < writes; i++) {
                    outcomes.add(Logs.append(log, Items.publish(TASKS, number++), true));
                    if (i % 20 == 19) {
                        await(outcomes.get(i - 19).otherwiseEmpty());
                    }
                }
                server.kill();
                server.start();
                for (int i = 0; i < writes; i++) {
                    sort(first + i, outcomes.get(i), acknowledged, refused);
                }
                awaitWell(log);
                await(Logs.append(log, Items.publish(TASKS, number), true));
                acknowledged.add(number++);
            }
            Set<Integer> kept = new TreeSet<>();
            new LogDriver(log)
                    .read(TASKS)
                    .entries()
                    .forEach(entry -> assertThat(kept.add(numberOf(entry.data().toString())))
                            .as("%s is there twice", entry)
                            .isTrue());
            assertThat(kept).containsAll(acknowledged).doesNotContainAnyElementsOf(refused);
            await(log.close());
        }
    }

    private static void sort(int number, Future<BatchResult> outcome, Set<Integer> acknowledged, Set<Integer> refused) {
        await(outcome.otherwiseEmpty());
        if (outcome.succeeded()) {
            acknowledged.add(number);
        } else if (((HubException) outcome.cause()).code() == ErrorCode.UNAVAILABLE) {
            refused.add(number);
        } else {
            assertThat(((HubException) outcome.cause()).code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        }
    }

    private static int numberOf(String data) {
        return Integer.parseInt(data.replaceAll("\\D", ""));
    }

    static void awaitWell(RedisLog log) {
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .pollInterval(5, TimeUnit.MILLISECONDS)
                .until(() -> log.health().writable());
    }

    /** R10: as after {@code everysec}, the store comes back without its last second. */
    @Test
    void aStoreThatLostItsTailIsNotAppendedToBeforeItsEpochChanged() throws Exception {
        try (RedisServer server = RedisServer.start(folder.resolve("redis"), "--appendonly", "yes")) {
            RedisLog log = Logs.open(vertx, RedisLogOptions.of(server.endpoint()));
            LogDriver driver = new LogDriver(log);
            Epoch epoch = driver.appended(Items.publish(TASKS, 1, 2)).epoch();
            server.stop();
            copy(server.folder(), folder.resolve("older"));
            server.start();
            awaitWell(log);
            await(Logs.append(log, Items.publish(TASKS, 3), true));
            assertThat(driver.read(TASKS).epoch()).isEqualTo(epoch);
            assertThat(driver.read(TASKS).head()).isEqualTo(3);

            server.kill();
            replace(server.folder(), folder.resolve("older"));
            server.start();
            awaitWell(log);
            BatchResult refused = await(driver.send(Items.publish(TASKS, 4)));
            assertThat(refused).isInstanceOf(AdoptionNeeded.class);
            PartitionState state = ((AdoptionNeeded) refused).state();
            assertThat(state.sequence()).isEqualTo(2);
            assertThat(state.needsAdoption()).isTrue();
            assertThat(driver.read(TASKS).head()).isEqualTo(2);

            await(Logs.adopt(log, state, false));
            Appended next = driver.appended(Items.publish(TASKS, 4));
            assertThat(next.epoch()).isNotEqualTo(epoch);
            assertThat(next.head()).isEqualTo(3);
            await(log.close());
        }
    }

    /** R11: the replica had not heard the last writes; the old primary is still there. */
    @Test
    void aStaleReplicaThatIsPromotedBeginsANewEpoch() throws Exception {
        try (RedisServer primary = RedisServer.start(folder.resolve("primary"));
                RedisServer replica = RedisServer.start(folder.resolve("replica"))) {
            RedisLog before = Logs.open(vertx, RedisLogOptions.of(primary.endpoint()));
            Epoch epoch =
                    new LogDriver(before).appended(Items.publish(TASKS, 1, 2)).epoch();
            replica.run("REPLICAOF", "127.0.0.1", String.valueOf(primary.port()));
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> replica.run("INFO", "replication").contains("master_link_status:up"));
            replica.run("REPLICAOF", "NO", "ONE");
            await(Logs.append(before, Items.publish(TASKS, 3), true));
            RedisLog after = Logs.open(vertx, RedisLogOptions.of(replica.endpoint()));
            BatchResult refused = await(new LogDriver(after).send(Items.publish(TASKS, 4)));
            PartitionState state = ((AdoptionNeeded) refused).state();
            assertThat(state.epoch()).isEqualTo(epoch);
            assertThat(state.sequence()).isEqualTo(2);
            assertThat(await(Logs.adopt(after, state, false)).state().epoch()).isNotEqualTo(epoch);
            assertThat(((Decided) await(Logs.append(after, Items.publish(TASKS, 4), false))).partitionEpoch())
                    .isNotEqualTo(epoch);
            await(before.close());
            await(after.close());
        }
    }

    /** Two primaries, and some connections lead to the old one still: what is read and what is written are one store. */
    @Test
    void neverWritesToAnotherStoreThanItReadsFrom() throws Exception {
        try (RedisServer old = RedisServer.start(folder.resolve("old"));
                RedisServer promoted = RedisServer.start(folder.resolve("promoted"))) {
            RedisLogOptions.Bounds one = new RedisLogOptions.Bounds(1, 1, 1_000, 1 << 20, 1_000);
            Proxy proxy = await(Proxy.to(vertx, old.endpoint(), answer -> false));
            RedisLog log = Logs.open(vertx, RedisLogOptions.of(proxy.endpoint()).with(one));
            LogDriver driver = new LogDriver(log);
            Epoch epoch = driver.appended(Items.publish(TASKS, 1)).epoch();
            promoted.run("REPLICAOF", "127.0.0.1", String.valueOf(old.port()));
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> promoted.run("INFO", "replication").contains("master_link_status:up"));
            promoted.run("REPLICAOF", "NO", "ONE");
            await(Logs.append(log, Items.publish(TASKS, 2), true));
            assertThat(driver.state(TASKS).sequence()).isEqualTo(2);

            proxy.lead(promoted.endpoint());
            proxy.cutLastAsked();
            PartitionState state = driver.state(TASKS);
            assertThat(state.needsAdoption()).as("reads come from the new one").isTrue();
            assertThat(state.sequence()).isEqualTo(1);
            await(Logs.adopt(log, state, false));
            Appended next = (Appended) ((Decided) await(Logs.append(log, Items.publish(TASKS, 3), false)))
                    .results()
                    .get(0);
            assertThat(next.head()).as("appended to the new one").isEqualTo(2);
            assertThat(next.epoch()).isNotEqualTo(epoch);
            assertThat(driver.offsets(TASKS)).containsExactly(1L, 2L);
            assertThat(old.run("HGET", Keys.all("tidings").get(state.partition()).meta, "sequence"))
                    .as("the old one was written to")
                    .isEqualTo("2");
            await(log.close());
        }
    }

    @Test
    void aReplicaIsNotTakenForTheStore() throws Exception {
        try (RedisServer primary = RedisServer.start(folder.resolve("primary"));
                RedisServer replica =
                        RedisServer.start(folder.resolve("replica"), "--replicaof", "127.0.0.1 " + primary.port())) {
            RedisLog log = Logs.open(vertx, RedisLogOptions.of(primary.endpoint()));
            new LogDriver(log).appended(Items.publish(TASKS, 1));
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> replica.run("INFO", "replication").contains("master_link_status:up"));
            primary.run("REPLICAOF", "127.0.0.1", String.valueOf(replica.port()));
            HubException refused = (HubException) LogDriver.failureOf(new LogDriver(log).send(Items.publish(TASKS, 2)));
            assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            Awaitility.await().until(() -> log.health().detail().contains("not the master"));
            await(log.close());
        }
    }

    /** R14: everything deleted, under the same incarnation. */
    @Test
    void anEmptiedStoreBeginsNewEpochs() throws Exception {
        try (RedisServer server = RedisServer.start(folder.resolve("redis"))) {
            RedisLog log = Logs.open(vertx, RedisLogOptions.of(server.endpoint()));
            LogDriver driver = new LogDriver(log);
            Epoch epoch = driver.appended(Items.publish(TASKS, 1, 2)).epoch();
            server.run("FLUSHALL");
            assertThat(driver.read(TASKS).epoch()).isNotEqualTo(epoch);
            server.run("FLUSHALL");
            Appended next = driver.appended(Items.publish(TASKS, 3));
            assertThat(next.epoch()).isNotEqualTo(epoch);
            assertThat(next.head()).isEqualTo(1);
            await(log.close());
        }
    }

    @Test
    void scriptsThatTheStoreForgotAreTaughtAgain() throws Exception {
        try (RedisServer server = RedisServer.start(folder.resolve("redis"))) {
            RedisLog log = Logs.open(vertx, RedisLogOptions.of(server.endpoint()));
            LogDriver driver = new LogDriver(log);
            driver.appended(Items.publish(TASKS, 1));
            server.run("SCRIPT", "FLUSH");
            assertThat(driver.appended(Items.publish(TASKS, 2)).head()).isEqualTo(2);
            server.run("SCRIPT", "FLUSH");
            assertThat(driver.read(TASKS).head()).isEqualTo(2);
            await(log.close());
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                Path target = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static void replace(Path folder, Path by) throws IOException {
        Path aside = folder.resolveSibling(folder.getFileName() + "-lost");
        Files.move(folder, aside);
        copy(by, folder);
    }
}
