package dev.tidings.log.embedded;

import static dev.tidings.log.embedded.LogUnderTest.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.log.Append;
import dev.tidings.log.AppendResult;
import dev.tidings.log.AppendResult.Appended;
import dev.tidings.log.AppendResult.Repeated;
import dev.tidings.log.BatchResult;
import dev.tidings.log.BatchResult.Decided;
import dev.tidings.log.ChannelRead;
import dev.tidings.log.Entry;
import dev.tidings.log.Idempotency;
import dev.tidings.log.PartitionState;
import dev.tidings.log.ReadRequest;
import dev.tidings.log.embedded.EmbeddedLogOptions.Tuning;
import dev.tidings.model.Change;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import dev.tidings.model.Partitions;
import dev.tidings.model.Seeded;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the log says and does while its disk is slow, full, failing, in use, or a copy. */
class DiskFaultTest {

    private static final ChannelName CHANNEL = new ChannelName("a");
    private static final int PARTITION = Partitions.of(CHANNEL);

    @TempDir
    Path directory;

    private final Random random = new Random(Seeded.seed(DiskFaultTest.class));
    private final TestClock clock = new TestClock();
    private MemoryFiles files = new MemoryFiles();

    @BeforeAll
    static void expectErrors() {
        LogUnderTest.silence();
    }

    @AfterAll
    static void expectNone() {
        LogUnderTest.speak();
    }

    @Test
    void aFailedFlushEndsAppendsUntilTheLogIsOpenedAgain() throws Exception {
        EmbeddedLog log = open();
        await(append(log, 1, null));
        files.failFlushes(1);
        assertThat(codeOf(append(log, 2, null))).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(codeOf(append(log, 3, null))).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(log.health().readable()).isTrue();
        assertThat(log.health().writable()).isFalse();
        assertThat(read(log).head()).isEqualTo(1);
        await(log.close());

        EmbeddedLog again = open();
        ChannelRead served = read(again);
        assertThat(served.head()).isIn(1L, 2L);
        MemoryFiles afterCut = files.cutPower(random);
        await(again.close());
        files = afterCut;
        EmbeddedLog third = open();
        assertThat(read(third))
                .as("what was served after the failed flush is safe")
                .isEqualTo(served);
        await(third.close());
    }

    @Test
    void aFullDiskRefusesForCertainAndTakesAppendsAgainWhenThereIsRoom() throws Exception {
        EmbeddedLog log = open();
        int acknowledged = 0;
        for (int round = 0; round < 20; round++) {
            files.leaveRoom(random.nextInt(3_000));
            ErrorCode refused = null;
            while (refused == null) {
                Future<BatchResult> answer = append(log, acknowledged, null);
                refused = codeOf(answer);
                acknowledged += refused == null ? 1 : 0;
            }
            assertThat(refused).isEqualTo(ErrorCode.STORAGE_FULL);
            assertThat(log.health().writable()).isFalse();
            assertThat(read(log).head()).isEqualTo(acknowledged);
            files.leaveRoom(Long.MAX_VALUE);
            log.caretaker().watchRoom();
            assertThat(log.health().writable()).isTrue();
        }
        await(log.close());
        EmbeddedLog again = open();
        assertThat(read(again).head()).isEqualTo(acknowledged);
        assertThat(again.health().detail()).isEmpty();
        await(again.close());
    }

    @Test
    void showsNothingThatIsNotFlushed() throws Exception {
        EmbeddedLog log = open();
        Idempotency key = new Idempotency("key", "hash", 201);
        CountDownLatch disk = files.stall();
        Future<BatchResult> first = append(log, 1, key);
        Future<BatchResult> repeat = append(log, 1, key);
        assertThat(read(log).head()).isZero();
        assertThat(await(log.partitionStates()).get(PARTITION).sequence()).isZero();
        assertThat(await(log.index(PARTITION, 0, 10)).headSequence()).isZero();
        assertThat(first.isComplete()).isFalse();
        assertThat(repeat.isComplete()).isFalse();
        disk.countDown();
        assertThat(result(first)).isInstanceOf(Appended.class);
        assertThat(result(repeat)).isInstanceOf(Repeated.class);
        assertThat(read(log).head()).isEqualTo(1);
        await(log.close());
    }

    @Test
    void refusesAtOnceWhatItsQueueCannotHold() throws Exception {
        Tuning small = new Tuning(8_192, Long.MAX_VALUE, 0, 10, 5_000, 0, 1_000, LogUnderTest.NEVER_MILLIS);
        EmbeddedLog log =
                EmbeddedLog.open(LogUnderTest.options(directory, random, clock).withTuning(small), files);
        assertThat(codeOf(log.append(PARTITION, List.of(item("x".repeat(6_000), null)))))
                .isEqualTo(ErrorCode.TOO_LARGE);
        CountDownLatch disk = files.stall();
        List<Future<BatchResult>> answers = new ArrayList<>();
        // Beyond the queue, a group being built takes up to 1 MiB.
        while (answers.isEmpty() || !answers.get(answers.size() - 1).failed()) {
            answers.add(log.append(PARTITION, List.of(item("x".repeat(2_000), null))));
            assertThat(answers.size()).isLessThan(10_000);
        }
        assertThat(codeOf(answers.remove(answers.size() - 1))).isEqualTo(ErrorCode.UNAVAILABLE);
        disk.countDown();
        answers.forEach(LogUnderTest::await);
        assertThat(read(log).head()).isEqualTo(answers.size());
        await(log.close());
    }

    @Test
    void opensADirectoryOnce() throws Exception {
        EmbeddedLog log = open();
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("by process " + ProcessHandle.current().pid());
        await(log.close());
        await(open().close());
    }

    @Test
    void aCopyBeginsNewEpochsAndTheOriginalKeepsThem() throws Exception {
        EmbeddedLog log = open();
        await(append(log, 1, null));
        List<PartitionState> states = await(log.partitionStates());
        await(log.close());

        MemoryFiles copy = files.copy(false);
        MemoryFiles same = files.copy(true);
        MemoryFiles declared = files.copy(true);
        files = same;
        EmbeddedLog original = open();
        assertThat(await(original.partitionStates())).isEqualTo(states);
        await(original.close());
        files = copy;
        EmbeddedLog restored = open();
        assertAllNew(restored, states);
        List<PartitionState> restoredStates = await(restored.partitionStates());
        await(restored.close());
        EmbeddedLog again = open();
        assertThat(await(again.partitionStates())).as("once only").isEqualTo(restoredStates);
        await(again.close());
        EmbeddedLog told =
                EmbeddedLog.open(LogUnderTest.options(directory, random, clock).restored(), declared);
        assertAllNew(told, states);
        await(told.close());
    }

    private static void assertAllNew(EmbeddedLog log, List<PartitionState> before) {
        List<PartitionState> now = await(log.partitionStates());
        for (int i = 0; i < Partitions.COUNT; i++) {
            assertThat(now.get(i).epoch()).isNotEqualTo(before.get(i).epoch());
            assertThat(now.get(i).sequence()).isEqualTo(before.get(i).sequence());
            assertThat(now.get(i).incarnation()).isNotEqualTo(before.get(i).incarnation());
        }
        ChannelRead read = await(log.read(new ReadRequest(CHANNEL, 0, 10, 10_000)));
        assertThat(read.epoch()).isEqualTo(read.partitionEpoch());
        assertThat(read.entries()).hasSize(1);
    }

    private EmbeddedLog open() throws IOException {
        return EmbeddedLog.open(LogUnderTest.options(directory, random, clock), files);
    }

    private static Future<BatchResult> append(EmbeddedLog log, int number, @Nullable Idempotency key) {
        return log.append(PARTITION, List.of(item("number " + number, key)));
    }

    private static Append item(String text, @Nullable Idempotency key) {
        return Append.of(CHANNEL, new Entry("message", null, JsonText.of('"' + text + '"'), 1, null, Change.NONE), key);
    }

    private static AppendResult result(Future<BatchResult> answer) {
        return ((Decided) await(answer)).results().get(0);
    }

    private static ChannelRead read(EmbeddedLog log) {
        return await(log.read(new ReadRequest(CHANNEL, 0, 100, 1 << 20)));
    }

    /** The code with which it failed; null when it did not. */
    private static @Nullable ErrorCode codeOf(Future<?> answer) {
        try {
            await(answer);
            return null;
        } catch (HubException e) {
            return e.code();
        }
    }
}
