package dev.tidings.log.embedded;

import static dev.tidings.log.embedded.LogUnderTest.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.log.Append;
import dev.tidings.log.ChannelRead;
import dev.tidings.log.DocumentWrite;
import dev.tidings.log.Entry;
import dev.tidings.log.ReadRequest;
import dev.tidings.model.Change;
import dev.tidings.model.ChannelName;
import dev.tidings.model.JsonText;
import dev.tidings.model.Partitions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the log forgets, what it keeps, and that its disk follows. */
class UpkeepTest {

    private static final ChannelName NOISY = new ChannelName("noisy");
    private static final ChannelName QUIET = new ChannelName("quiet");

    @TempDir
    Path directory;

    private final Random random = new Random(5);
    private final TestClock clock = new TestClock();
    private final MemoryFiles files = new MemoryFiles();

    @Test
    void aQuietChannelDoesNotKeepTheDiskOfANoisyOne() throws Exception {
        EmbeddedLog log = open();
        publish(log, QUIET);
        Entry document = new Entry("put", "doc", JsonText.of("{\"id\":\"doc\"}"), 1, null, Change.PUT);
        await(log.append(
                Partitions.of(QUIET),
                List.of(new Append(QUIET, List.of(document), new DocumentWrite("doc", 0, false, 1), null, null))));
        for (int i = 0; i < 3_000; i++) {
            publish(log, NOISY);
            if (i % 100 == 0) {
                publish(log, QUIET);
                log.caretaker().snapshot();
                log.caretaker().copyAll();
                log.caretaker().deleteDead();
            }
        }
        assertThat(files.bytes(Segment.PREFIX))
                .as("of about 600,000 bytes written")
                .isLessThan(100_000);
        ChannelRead quiet = read(log, QUIET);
        assertThat(quiet.entries()).hasSize(10);
        await(log.close());
        EmbeddedLog again = open();
        assertThat(read(again, QUIET)).isEqualTo(quiet);
        assertThat(read(again, NOISY).head()).isEqualTo(3_000);
        assertThat(await(again.document(QUIET, "doc")).document()).isNotNull();
        again.caretaker().scrubAll();
        assertThat(again.health().detail()).isEmpty();
        await(again.close());
    }

    @Test
    void aJumpOfTheWallClockAgesNothing() throws Exception {
        EmbeddedLog log = open();
        publish(log, QUIET);
        clock.jump(Duration.ofDays(400).toMillis());
        assertThat(read(log, QUIET).entries()).hasSize(1);
        clock.jump(-Duration.ofDays(800).toMillis());
        publish(log, QUIET);
        assertThat(read(log, QUIET).entries()).hasSize(2);
        await(log.close());
        clock.jump(-Duration.ofDays(100).toMillis());
        EmbeddedLog again = open();
        assertThat(read(again, QUIET).entries()).hasSize(2);
        clock.pass(Duration.ofHours(25).toMillis());
        assertThat(read(again, QUIET).entries()).isEmpty();
        assertThat(read(again, QUIET).head()).isEqualTo(2);
        await(again.close());
    }

    @Test
    void timeWhileTheLogIsClosedCounts() throws Exception {
        EmbeddedLog log = open();
        publish(log, QUIET);
        await(log.close());
        clock.pass(Duration.ofHours(25).toMillis());
        EmbeddedLog again = open();
        assertThat(read(again, QUIET).entries()).isEmpty();
        await(again.close());
    }

    @Test
    void anIdleChannelIsForgottenAndItsPartitionsNewChannelsHaveAnotherEpoch() throws Exception {
        EmbeddedLog log = open();
        ChannelName neighbour = neighbourOf(QUIET);
        publish(log, QUIET);
        clock.pass(Duration.ofDays(6).toMillis());
        publish(log, neighbour);
        ChannelRead before = read(log, QUIET);
        ChannelRead neighbourBefore = read(log, neighbour);
        clock.pass(Duration.ofDays(1).toMillis());
        log.caretaker().sweep(Partitions.of(QUIET));
        await().until(() -> read(log, QUIET).head() == 0);
        ChannelRead gone = read(log, QUIET);
        assertThat(gone.epoch()).isNotEqualTo(before.epoch());
        assertThat(read(log, neighbour).epoch()).isEqualTo(neighbourBefore.epoch());
        publish(log, QUIET);
        await(log.close());
        EmbeddedLog again = open();
        assertThat(read(again, QUIET).epoch()).isEqualTo(gone.epoch());
        assertThat(read(again, QUIET).head()).isEqualTo(1);
        assertThat(read(again, neighbour).head()).isEqualTo(1);
        await(again.close());
    }

    @Test
    void opensFromASnapshotWithoutReadingWhatIsBeforeIt() throws Exception {
        EmbeddedLog log = open();
        for (int i = 0; i < 500; i++) {
            publish(log, NOISY);
        }
        await(log.close());
        int before = files.reads();
        EmbeddedLog again = open();
        assertThat(files.reads() - before).as("reads of files").isLessThan(200);
        assertThat(read(again, NOISY).head()).isEqualTo(500);
        await(again.close());
    }

    private EmbeddedLog open() throws IOException {
        return EmbeddedLog.open(LogUnderTest.options(directory, random, clock), files);
    }

    private static ChannelName neighbourOf(ChannelName channel) {
        int number = 0;
        while (Partitions.of(new ChannelName("n" + number)) != Partitions.of(channel)) {
            number++;
        }
        return new ChannelName("n" + number);
    }

    private static void publish(EmbeddedLog log, ChannelName channel) {
        Entry entry = new Entry("message", null, JsonText.of('"' + "x".repeat(100) + '"'), 1, null, Change.NONE);
        await(log.append(Partitions.of(channel), List.of(Append.of(channel, entry, null))));
    }

    private static ChannelRead read(EmbeddedLog log, ChannelName channel) {
        return await(log.read(new ReadRequest(channel, 0, 100, 1 << 20)));
    }
}
