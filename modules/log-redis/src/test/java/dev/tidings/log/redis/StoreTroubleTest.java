package dev.tidings.log.redis;

import static dev.tidings.log.LogDriver.await;
import static dev.tidings.log.LogDriver.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.log.Append;
import dev.tidings.log.AppendResult;
import dev.tidings.log.AppendResult.Appended;
import dev.tidings.log.AppendResult.Repeated;
import dev.tidings.log.BatchResult;
import dev.tidings.log.BatchResult.Decided;
import dev.tidings.log.Items;
import dev.tidings.log.LogDriver;
import dev.tidings.log.LogHealth;
import dev.tidings.log.StoredAnswer;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Position;
import dev.tidings.model.Publication;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that stalls, is full or loses answers: every call has a time limit and an outcome that is true. */
class StoreTroubleTest {

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

    /** R12: a pause that is longer than an append may take, but not longer than the log asks what became of it. */
    @Test
    void anAppendDuringAPauseIsRefusedForCertainAndNeverAppliedLater() throws Exception {
        try (RedisServer server = RedisServer.start(folder)) {
            RedisLogOptions.Timing curious = new RedisLogOptions.Timing(5_000, 800, 15_000, 800, 200, 50);
            RedisLog log = Logs.open(vertx, RedisLogOptions.of(server.endpoint()), curious);
            RedisLog patient = Logs.open(vertx, RedisLogOptions.of(server.endpoint()));
            LogDriver driver = new LogDriver(patient);
            driver.appended(Items.publish(TASKS, 1));
            server.freeze();
            Future<BatchResult> late = new LogDriver(log).send(Items.publish(TASKS, 2));
            await(vertx.timer(2 * curious.appendMillis()));
            server.thaw();
            assertThat(((HubException) failureOf(late)).code()).isEqualTo(ErrorCode.UNAVAILABLE);
            StoreLossTest.awaitWell(log);
            StoreLossTest.awaitWell(patient);
            assertThat(driver.appended(Items.publish(TASKS, 3)).publications())
                    .containsExactly(Items.entry(3).at(2));
            assertThat(driver.offsets(TASKS)).containsExactly(1L, 2L);
            await(log.close());
            await(patient.close());
        }
    }

    /** The store stalls for longer: then nobody knows, until the log can be read again. */
    @Test
    void anAppendToAStoreThatDoesNotComeBackInTimeIsUnknown() throws Exception {
        try (RedisServer server = RedisServer.start(folder)) {
            RedisLog log = Logs.open(vertx, RedisLogOptions.of(server.endpoint()), Logs.SHORT);
            LogDriver driver = new LogDriver(log);
            RedisLog patient = Logs.open(vertx, RedisLogOptions.of(server.endpoint()));
            new LogDriver(patient).appended(Items.publish(TASKS, 1));
            server.freeze();
            HubException unknown = (HubException) failureOf(driver.send(Items.publish(TASKS, 2)));
            assertThat(unknown.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
            HubException refused = (HubException) failureOf(driver.send(Items.publish(TASKS, 3)));
            assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(failureOf(log.partitionStates())).isInstanceOf(HubException.class);
            assertThat(log.health().writable()).isFalse();
            server.thaw();
            StoreLossTest.awaitWell(log);
            StoreLossTest.awaitWell(patient);
            assertThat(new LogDriver(patient).offsets(TASKS)).containsExactly(1L);
            await(log.close());
            await(patient.close());
        }
    }

    @Test
    void callsToAStoreThatIsAwayAreRefusedAtOnce() throws Exception {
        try (RedisServer server = RedisServer.start(folder)) {
            RedisLog log = Logs.open(vertx, RedisLogOptions.of(server.endpoint()));
            LogDriver driver = new LogDriver(log);
            server.kill();
            Awaitility.await()
                    .until(() -> failureOf(driver.send(Items.publish(TASKS, 1)))
                            .getMessage()
                            .equals("the log is not available"));
            // if each waited for the store, this would take longer than a test may
            for (int i = 0; i < 1_000; i++) {
                HubException refused = (HubException) failureOf(driver.send(Items.publish(TASKS, 1)));
                assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                assertThat(refused.retryAfterMillis()).isPositive();
            }
            assertThat(log.health().detail()).contains(server.endpoint().toString());
            server.start();
            StoreLossTest.awaitWell(log);
            assertThat(await(Logs.append(log, Items.publish(TASKS, 2), true))).isInstanceOf(Decided.class);
            await(log.close());
        }
    }

    @Test
    void beyondItsBoundAppendsAreRefusedAndNotQueued() throws Exception {
        try (RedisServer server = RedisServer.start(folder)) {
            RedisLogOptions.Bounds few = new RedisLogOptions.Bounds(1, 1, 10, 1 << 20, 10);
            RedisLog log =
                    Logs.open(vertx, RedisLogOptions.of(server.endpoint()).with(few));
            LogDriver driver = new LogDriver(log);
            driver.appended(Items.publish(TASKS, 1));
            server.freeze();
            List<Future<BatchResult>> sent = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                sent.add(driver.send(Items.publish(TASKS, i)));
            }
            server.thaw();
            long taken = sent.stream()
                    .map(answer -> await(answer.otherwiseEmpty()))
                    .filter(answer -> answer != null)
                    .count();
            assertThat(taken).isEqualTo(10);
            assertThat(driver.read(TASKS).head()).isEqualTo(11);
            await(log.close());
        }
    }

    /** R13: writes are refused for what it is, reads go on, and nothing is lost. */
    @Test
    void aFullStoreRefusesWritesAndIsReadAsBefore() throws Exception {
        try (RedisServer server = RedisServer.start(folder)) {
            RedisLog log = Logs.open(vertx, RedisLogOptions.of(server.endpoint()));
            LogDriver driver = new LogDriver(log);
            driver.appended(Items.publish(TASKS, 1));
            server.run("CONFIG", "SET", "maxmemory", "1mb");
            HubException refused = (HubException) failureOf(driver.send(Items.publish(TASKS, 2)));
            assertThat(refused.code()).isEqualTo(ErrorCode.STORAGE_FULL);
            assertThat(driver.offsets(TASKS)).containsExactly(1L);
            assertThat(log.health().readable()).isTrue();
            assertThat(log.health().writable()).isFalse();
            server.run("CONFIG", "SET", "maxmemory", "0");
            assertThat(driver.appended(Items.publish(TASKS, 3)).head()).isEqualTo(2);
            assertThat(log.health()).isEqualTo(LogHealth.OK);
            await(log.close());
        }
    }

    /** R13: a disk that fails. */
    @Test
    void aStoreThatCannotSaveRefusesWritesAsFull() throws Exception {
        try (RedisServer server = RedisServer.start(folder, "--save", "3600 1000000")) {
            RedisLog log = Logs.open(vertx, RedisLogOptions.of(server.endpoint()));
            LogDriver driver = new LogDriver(log);
            driver.appended(Items.publish(TASKS, 1));
            server.run("CONFIG", "SET", "rdbcompression", "no");
            assertThat(folder.resolve("dump.rdb").toFile().mkdir()).isTrue();
            server.run("BGSAVE");
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> server.run("INFO", "persistence").contains("rdb_last_bgsave_status:err"));
            HubException refused = (HubException) failureOf(driver.send(Items.publish(TASKS, 2)));
            assertThat(refused.code()).isEqualTo(ErrorCode.STORAGE_FULL);
            assertThat(driver.offsets(TASKS)).containsExactly(1L);
            await(log.close());
        }
    }

    @Test
    void aStoreThatEvictsIsRefusedInWords() throws Exception {
        try (RedisServer server = RedisServer.start(folder, "--maxmemory-policy", "allkeys-lru")) {
            assertThat(failureOf(Logs.tryOpen(vertx, RedisLogOptions.of(server.endpoint()))))
                    .isInstanceOf(HubException.class)
                    .hasMessageContaining("allkeys-lru")
                    .hasMessageContaining("noeviction");
        }
    }

    @Test
    void aLogOfAnotherFormatIsRefused() throws Exception {
        try (RedisServer server = RedisServer.start(folder)) {
            for (Keys keys : Keys.all("tidings")) {
                server.run("HSET", keys.meta, "format", "1/32");
            }
            assertThat(failureOf(Logs.tryOpen(vertx, RedisLogOptions.of(server.endpoint()))))
                    .hasMessageContaining("1/32");
        }
    }

    /** R16: every third answer is lost with its connection, and the same key comes again, from two nodes at once. */
    @Test
    void theSameKeyGivesTheFirstAnswerHoweverManyAnswersAreLost() throws Exception {
        try (RedisServer server = RedisServer.start(folder)) {
            AtomicBoolean lossy = new AtomicBoolean();
            AtomicInteger answers = new AtomicInteger();
            Proxy proxy = await(
                    Proxy.to(vertx, server.endpoint(), answer -> lossy.get() && answers.incrementAndGet() % 7 == 0));
            RedisLog one = Logs.open(vertx, RedisLogOptions.of(proxy.endpoint()));
            RedisLog two = Logs.open(vertx, RedisLogOptions.of(proxy.endpoint()));
            lossy.set(true);
            List<Publication> expected = new ArrayList<>();
            for (int i = 1; i <= 100; i++) {
                var item = Items.keyed(Items.publish(TASKS, i), "key-" + i, "hash");
                Future<BatchResult> first = insist(one, item, 20);
                Future<BatchResult> second = insist(two, item, 20);
                assertThat(List.of(position(await(first)), position(await(second))))
                        .containsOnly(position(await(first)));
                expected.add(Items.entry(i).at(i));
            }
            lossy.set(false);
            assertThat(answers.get()).isGreaterThan(100);
            assertThat(new LogDriver(two).read(TASKS).entries()).isEqualTo(expected);
            await(one.close());
            await(two.close());
        }
    }

    /** Without a key of the caller's: the log itself finds out what became of an append whose answer was lost. */
    @Test
    void anAppendWhoseAnswerIsLostIsAskedForAgainAndAppliedOnce() throws Exception {
        try (RedisServer server = RedisServer.start(folder)) {
            AtomicBoolean lossy = new AtomicBoolean();
            AtomicInteger answers = new AtomicInteger();
            Proxy proxy = await(
                    Proxy.to(vertx, server.endpoint(), answer -> lossy.get() && answers.incrementAndGet() % 7 == 0));
            RedisLog log = Logs.open(vertx, RedisLogOptions.of(proxy.endpoint()));
            lossy.set(true);
            for (int i = 1; i <= 100; i++) {
                Decided decided = (Decided) await(insist(log, Items.publish(TASKS, i), 0));
                assertThat(((Appended) decided.results().get(0)).publications())
                        .containsExactly(Items.entry(i).at(i));
            }
            lossy.set(false);
            assertThat(new LogDriver(log).offsets(TASKS))
                    .isEqualTo(LongStream.rangeClosed(1, 100).boxed().toList());
            await(log.close());
        }
    }

    /** Repeats what was refused or has an unknown outcome. */
    private static Future<BatchResult> insist(RedisLog log, Append item, int attempts) {
        return new LogDriver(log)
                .send(item)
                .recover(cause -> attempts == 0 && unknown(cause)
                        ? Future.failedFuture(cause)
                        : insist(log, item, Math.max(0, attempts - 1)));
    }

    private static boolean unknown(Throwable cause) {
        return ((HubException) cause).code() == ErrorCode.OUTCOME_UNKNOWN;
    }

    private static StoredAnswer position(BatchResult result) {
        AppendResult first = ((Decided) result).results().get(0);
        if (first instanceof Appended appended) {
            return new StoredAnswer(201, new Position(appended.epoch(), appended.head()), appended.head(), null, 0);
        }
        return ((Repeated) first).answer();
    }
}
