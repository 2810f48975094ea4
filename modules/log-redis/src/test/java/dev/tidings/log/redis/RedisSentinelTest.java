package dev.tidings.log.redis;

import static dev.tidings.log.LogDriver.await;
import static org.assertj.core.api.Assertions.assertThat;

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
import dev.tidings.verify.FreePorts;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log follows the master that a sentinel names, and waits for replicas when it is told to. */
class RedisSentinelTest {

    private static final ChannelName TASKS = Items.channel("tasks");

    @TempDir
    Path folder;

    private Vertx vertx;
    private RedisServer primary;
    private RedisServer replica;
    private RedisServer sentinel;

    @BeforeEach
    void begin() throws Exception {
        vertx = Vertx.vertx();
        primary = RedisServer.start(folder.resolve("primary"));
        replica = RedisServer.start(folder.resolve("replica"), "--replicaof", "127.0.0.1 " + primary.port());
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> primary.run("INFO", "replication").contains("state=online"));
        Path watch = folder.resolve("sentinel.conf");
        Files.writeString(
                watch,
                String.join(
                        "\n",
                        "sentinel monitor tidings 127.0.0.1 " + primary.port() + " 1",
                        "sentinel down-after-milliseconds tidings 2000",
                        "sentinel failover-timeout tidings 3000",
                        ""));
        sentinel = RedisServer.sentinel(folder.resolve("sentinel"), watch);
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> sentinel.run("SENTINEL", "replicas", "tidings").contains(String.valueOf(replica.port())));
    }

    @AfterEach
    void end() {
        await(vertx.close());
        sentinel.close();
        replica.close();
        primary.close();
    }

    private RedisLogOptions watched(RedisLogOptions.Replication replication) {
        RedisLogOptions one = RedisLogOptions.of(primary.endpoint());
        return new RedisLogOptions(
                RedisLogOptions.Type.SENTINEL,
                List.of(new Endpoint("127.0.0.1", freeOfAnybody()), sentinel.endpoint()),
                "tidings",
                "",
                "",
                null,
                replication,
                "tidings",
                Logs.PATIENT,
                one.bounds(),
                one.upkeep());
    }

    /** The first sentinel of the list is not there. */
    private static int freeOfAnybody() {
        try {
            return FreePorts.one();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFailoverKeepsWhatWasAcknowledgedByTheReplicaAndCanKeepItsEpoch() {
        RedisLog careful = Logs.open(vertx, watched(new RedisLogOptions.Replication(1, 4_000)));
        RedisLog log = Logs.open(vertx, watched(RedisLogOptions.Replication.NONE));
        Epoch epoch =
                new LogDriver(careful).appended(Items.publish(TASKS, 1, 2)).epoch();

        primary.kill();
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> replica.run("ROLE").startsWith("master"));
        StoreLossTest.awaitWell(log);
        BatchResult refused = await(new LogDriver(log).send(Items.publish(TASKS, 3)));
        assertThat(refused).isInstanceOf(AdoptionNeeded.class);
        PartitionState state = ((AdoptionNeeded) refused).state();
        assertThat(state.sequence()).isEqualTo(2);
        Decided decided = (Decided) await(Logs.append(log, Items.publish(TASKS, 3), true));
        assertThat(decided.partitionEpoch()).isEqualTo(epoch);
        assertThat(new LogDriver(log).offsets(TASKS)).containsExactly(1L, 2L, 3L);

        StoreLossTest.awaitWell(careful);
        HubException unknown = (HubException) LogDriver.failureOf(new LogDriver(careful).send(Items.publish(TASKS, 4)));
        assertThat(unknown.code())
                .as("there is no replica left that could have it")
                .isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        await(careful.close());
        await(log.close());
    }
}
