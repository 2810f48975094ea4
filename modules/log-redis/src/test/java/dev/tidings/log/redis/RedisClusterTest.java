package dev.tidings.log.redis;

import static dev.tidings.log.LogDriver.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.log.Adoption;
import dev.tidings.log.BatchResult;
import dev.tidings.log.BatchResult.AdoptionNeeded;
import dev.tidings.log.BatchResult.Decided;
import dev.tidings.log.ChannelLog;
import dev.tidings.log.DurableLogContract;
import dev.tidings.log.Items;
import dev.tidings.log.LogDriver;
import dev.tidings.log.LogSetup;
import dev.tidings.log.PartitionState;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Partitions;
import dev.tidings.verify.FreePorts;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log on a Redis Cluster of three masters keeps the contract, and follows its partitions when they move. */
class RedisClusterTest extends DurableLogContract {

    private static final int MASTERS = 3;
    private static final int SLOTS = 16_384;

    @TempDir
    static Path folder;

    private static final List<RedisServer> SERVERS = new ArrayList<>();
    private static Vertx vertx;
    private static int opened;

    private final Map<ChannelLog, RedisLogOptions> options = new HashMap<>();

    @BeforeAll
    static void startCluster() throws Exception {
        vertx = Vertx.vertx();
        for (int i = 0; i < MASTERS; i++) {
            int busPort = FreePorts.one();
            RedisServer server = RedisServer.start(
                    folder.resolve("master-" + i),
                    "--cluster-enabled",
                    "yes",
                    "--cluster-port",
                    String.valueOf(busPort),
                    "--cluster-node-timeout",
                    "5000",
                    "--cluster-require-full-coverage",
                    "no",
                    "--appendonly",
                    "yes");
            SERVERS.add(server);
            int from = SLOTS * i / MASTERS;
            int to = SLOTS * (i + 1) / MASTERS - 1;
            server.run("CLUSTER", "ADDSLOTSRANGE", String.valueOf(from), String.valueOf(to));
            server.run("CLUSTER", "SET-CONFIG-EPOCH", String.valueOf(i + 1));
            if (i > 0) {
                SERVERS.get(0)
                        .run("CLUSTER", "MEET", "127.0.0.1", String.valueOf(server.port()), String.valueOf(busPort));
            }
        }
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> SERVERS.stream().allMatch(server -> {
                    String info = server.run("CLUSTER", "INFO");
                    return info.contains("cluster_state:ok")
                            && info.contains("cluster_slots_ok:" + SLOTS)
                            && info.contains("cluster_known_nodes:" + MASTERS);
                }));
    }

    @AfterAll
    static void stopCluster() {
        await(vertx.close());
        SERVERS.forEach(RedisServer::close);
    }

    @Override
    protected ChannelLog openEmpty(LogSetup setup) {
        return open(somewhere(), setup);
    }

    private static RedisLogOptions somewhere() {
        opened++;
        RedisLogOptions one = RedisLogOptions.of(SERVERS.get(opened % MASTERS).endpoint());
        return new RedisLogOptions(
                RedisLogOptions.Type.CLUSTER,
                one.endpoints(),
                "",
                "",
                "",
                null,
                RedisLogOptions.Replication.NONE,
                "tidings-" + opened,
                Logs.PATIENT,
                one.bounds(),
                new RedisLogOptions.Upkeep(3_600_000, 3_600_000, 0));
    }

    @Override
    protected ChannelLog reopen(ChannelLog closed, LogSetup setup) {
        return open(options.get(closed), setup);
    }

    private ChannelLog open(RedisLogOptions where, LogSetup setup) {
        ChannelLog log =
                await(RedisLog.open(vertx, where, setup.settings(), setup.limits(), setup.epochs(), setup.clock()));
        options.put(log, where);
        return log;
    }

    @Override
    public int shares() {
        return Partitions.COUNT;
    }

    @Override
    protected void sweep(ChannelLog swept) {
        await(((RedisLog) swept).sweep());
    }

    @Test
    void partitionsAreSpreadOverAllMasters() {
        assertThat(await(log().log().partitionStates()))
                .extracting(PartitionState::runningIncarnation)
                .hasSize(Partitions.COUNT)
                .satisfies(all -> assertThat(all.stream().distinct()).hasSize(MASTERS));
    }

    /** The place of a partition changes under a log that is open: another incarnation, which can be vouched for. */
    @Test
    void followsAPartitionThatMovesToAnotherMaster() {
        ChannelName channel = Items.channel("tasks");
        RedisLogOptions where = somewhere();
        RedisLog log = Logs.open(vertx, where);
        LogDriver driver = new LogDriver(log);
        Epoch epoch = driver.appended(Items.publish(channel, 1, 2)).epoch();
        move(ClusterTopology.slot(Keys.hashTag(Partitions.of(channel))));

        BatchResult result = await(driver.send(Items.publish(channel, 3)));
        assertThat(result).isInstanceOf(AdoptionNeeded.class);
        PartitionState state = ((AdoptionNeeded) result).state();
        await(log.adopt(Adoption.of(state, true)));
        assertThat(driver.appended(Items.publish(channel, 3)).epoch()).isEqualTo(epoch);
        assertThat(driver.offsets(channel)).containsExactly(1L, 2L, 3L);
        await(log.close());
    }

    private static void move(int slot) {
        RedisServer from = SERVERS.stream()
                .filter(server -> !server.run("CLUSTER", "COUNTKEYSINSLOT", String.valueOf(slot))
                        .equals("0"))
                .findFirst()
                .orElseThrow();
        RedisServer to =
                SERVERS.stream().filter(server -> server != from).findFirst().orElseThrow();
        String fromId = from.run("CLUSTER", "MYID");
        String toId = to.run("CLUSTER", "MYID");
        to.run("CLUSTER", "SETSLOT", String.valueOf(slot), "IMPORTING", fromId);
        from.run("CLUSTER", "SETSLOT", String.valueOf(slot), "MIGRATING", toId);
        String[] keys = from.run("CLUSTER", "GETKEYSINSLOT", String.valueOf(slot), "10000")
                .split("\n");
        List<String> migrate =
                new ArrayList<>(List.of("MIGRATE", "127.0.0.1", String.valueOf(to.port()), "", "0", "5000", "KEYS"));
        migrate.addAll(List.of(keys));
        assertThat(from.run(migrate.toArray(String[]::new))).isEqualTo("OK");
        to.run("CLUSTER", "SETSLOT", String.valueOf(slot), "NODE", toId);
        from.run("CLUSTER", "SETSLOT", String.valueOf(slot), "NODE", toId);
    }

    /** One master is gone: its partitions are refused, the others go on, and when it is back all goes on. */
    @Test
    void aMasterThatIsAwayTakesOnlyItsOwnPartitionsAway() throws Exception {
        RedisLog log = Logs.open(vertx, somewhere());
        LogDriver driver = new LogDriver(log);
        RedisServer away = SERVERS.get(2);
        ChannelName there = channelOf(log, away);
        ChannelName elsewhere = channelOf(log, SERVERS.get(1));
        driver.appended(Items.publish(there, 1));
        driver.appended(Items.publish(elsewhere, 1));
        away.kill();
        HubException refused = (HubException) LogDriver.failureOf(driver.send(Items.publish(there, 2)));
        assertThat(refused.code()).isIn(ErrorCode.UNAVAILABLE, ErrorCode.OUTCOME_UNKNOWN);
        assertThat(driver.appended(Items.publish(elsewhere, 2)).head()).isEqualTo(2);
        assertThat(log.health().writable()).isFalse();
        away.start();
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> log.health().writable());
        assertThat(await(Logs.append(log, Items.publish(there, 3), true))).isInstanceOf(Decided.class);
        assertThat(driver.appended(Items.publish(elsewhere, 3)).head()).isEqualTo(3);
        await(log.close());
    }

    private static ChannelName channelOf(RedisLog log, RedisServer server) {
        String incarnation = server.run("INFO", "replication").replaceAll("(?s).*master_replid:(\\w+).*", "$1");
        List<PartitionState> states = await(log.partitionStates());
        for (int i = 0; ; i++) {
            ChannelName channel = Items.channel("channel-" + i);
            if (states.get(Partitions.of(channel)).runningIncarnation().equals(incarnation)) {
                return channel;
            }
        }
    }
}
