package dev.tidings.log.embedded;

import static dev.tidings.log.embedded.LogUnderTest.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.log.ReadRequest;
import dev.tidings.log.embedded.RandomBatches.Batch;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.HubException;
import dev.tidings.model.Seeded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes that change, vanish or turn to zero while the log is closed are noticed, and never served as its history. */
class DamageTest {

    private static final int TIMES = 100;

    @TempDir
    Path directory;

    private final TestClock clock = new TestClock();
    private final long seed = Seeded.seed(DamageTest.class);
    private final Random random = new Random(seed);
    private final Map<ChannelName, String> history = new HashMap<>();
    private final Map<ChannelName, Epoch> epochs = new HashMap<>();
    private MemoryFiles closed = new MemoryFiles();
    private MemoryFiles torn = new MemoryFiles();

    @BeforeAll
    static void expectErrors() {
        LogUnderTest.silence();
    }

    @AfterAll
    static void expectNone() {
        LogUnderTest.speak();
    }

    /** A log of some segments with two snapshots, once as it was while in use, once closed. */
    @BeforeEach
    void fill() throws Exception {
        MemoryFiles files = new MemoryFiles();
        EmbeddedLog log = EmbeddedLog.open(LogUnderTest.options(directory, random, clock), files);
        RandomBatches batches = new RandomBatches(random);
        for (int i = 0; i < 150; i++) {
            Batch batch = batches.next();
            await(log.append(batch.partition(), batch.items()));
            if (i == 50 || i == 80) {
                log.caretaker().snapshot();
                log.caretaker().noteEnd();
            }
        }
        for (ChannelName channel : RandomBatches.CHANNELS) {
            history.put(channel, entries(log, channel));
            epochs.put(channel, await(log.read(ReadRequest.bounds(channel))).epoch());
        }
        torn = files.copy(true);
        await(log.close());
        closed = files.copy(true);
    }

    @Test
    void noticesEveryFlippedBitInAClosedLog() {
        for (int i = 0; i < TIMES; i++) {
            assertNoticed(closed, this::flipped, "bit of a closed log", true);
        }
    }

    @Test
    void noticesEveryFlippedBitInALogThatWasNotClosed() {
        for (int i = 0; i < TIMES; i++) {
            assertNoticed(torn, this::flipped, "bit of a log that was not closed", true);
        }
    }

    @Test
    void noticesEveryTruncation() {
        for (int i = 0; i < TIMES; i++) {
            assertNoticed(closed, bytes -> Arrays.copyOf(bytes, random.nextInt(bytes.length)), "truncation", true);
        }
    }

    /** No checksum is broken by it: only the segment behind knows that there was more. */
    @Test
    void noticesEveryTruncationWhereAGroupEnds() throws Exception {
        List<String> names = segmentNames(closed);
        assertThat(names).hasSizeGreaterThan(3);
        int cuts = 0;
        for (String name : names) {
            for (long end : groupEnds(name)) {
                MemoryFiles files = closed.copy(true);
                files.replace(name, Arrays.copyOf(files.contents(name), (int) end));
                String where = "cut at " + end + " in " + name + ", seed " + seed;
                assertThat(isNoticed(files, where)).as(where).isTrue();
                cuts++;
            }
        }
        assertThat(cuts).isGreaterThan(names.size());
    }

    /** Where groups end in a segment, but for the last of them; and where the first begins. */
    private List<Long> groupEnds(String name) throws IOException {
        GroupScanner scanner = new GroupScanner(closed.open(directory.resolve(name)), Segment.HEADER_BYTES);
        List<Long> ends = new ArrayList<>(List.of((long) Segment.HEADER_BYTES));
        while (scanner.next() instanceof GroupScanner.Whole whole) {
            ends.add(whole.end());
        }
        return ends.subList(0, ends.size() - 1);
    }

    private List<String> segmentNames(MemoryFiles files) {
        return files.names(directory).stream()
                .filter(name -> name.startsWith(Segment.PREFIX))
                .sorted()
                .toList();
    }

    @Test
    void noticesEveryZeroedEnd() {
        for (int i = 0; i < TIMES; i++) {
            assertNoticed(closed, this::zeroed, "zeroed end", true);
        }
    }

    @Test
    void opensAnUnharmedCopyWithoutRemark() {
        assertNoticed(closed, bytes -> bytes, "nothing", false);
        assertNoticed(torn, bytes -> bytes, "nothing", false);
    }

    @Test
    void namesFileAndByteOfTheDamage() throws Exception {
        MemoryFiles files = torn.copy(true);
        byte[] bytes = files.contents("segment-0000000001");
        bytes[8] ^= 1;
        files.replace("segment-0000000001", bytes);
        EmbeddedLog log = EmbeddedLog.open(LogUnderTest.options(directory, random, clock), files);
        log.caretaker().scrubAll();
        assertThat(log.health().writable()).isFalse();
        assertThat(log.health().readable()).isTrue();
        assertThat(log.health().detail()).contains("segment-0000000001", "at byte 0", "read-only");
        await(log.close());
    }

    @Test
    void refusesADirectoryOfAnotherFormatOrNumberOfPartitions() {
        assertThatThrownBy(() -> openWithIdentity(8, 2))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format version 2");
        assertThatThrownBy(() -> openWithIdentity(12, 32))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("32 partitions");
    }

    @Test
    void ignoresASnapshotThatWasNeverFinished() throws Exception {
        MemoryFiles files = torn.copy(true);
        files.open(directory.resolve(SnapshotFile.TEMPORARY)).write(ByteBuffer.wrap(new byte[100]), 0);
        EmbeddedLog log = EmbeddedLog.open(LogUnderTest.options(directory, random, clock), files);
        assertThat(log.health().writable()).isTrue();
        assertThat(files.names(directory)).doesNotContain(SnapshotFile.TEMPORARY);
        await(log.close());
    }

    private void openWithIdentity(int at, int value) throws IOException {
        MemoryFiles files = closed.copy(true);
        ByteBuffer bytes = ByteBuffer.wrap(files.contents(Identity.FILE_NAME));
        bytes.putInt(at, value);
        bytes.putInt(4, ByteReader.crc(bytes.array(), 8, bytes.capacity() - 8));
        files.replace(Identity.FILE_NAME, bytes.array());
        EmbeddedLog.open(LogUnderTest.options(directory, random, clock), files);
    }

    private byte[] flipped(byte[] bytes) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        return bytes;
    }

    private byte[] zeroed(byte[] bytes) {
        Arrays.fill(bytes, random.nextInt(bytes.length), bytes.length, (byte) 0);
        return bytes;
    }

    /** Harms one of the files that hold what was written, then opens and reads all of it. */
    private void assertNoticed(MemoryFiles base, UnaryOperator<byte[]> harm, String what, boolean expected) {
        MemoryFiles files = base.copy(true);
        List<String> names = segmentNames(files);
        String newest = files.names(directory).stream()
                .filter(name -> name.startsWith(SnapshotFile.PREFIX))
                .max(Comparator.naturalOrder())
                .orElseThrow();
        int pick = random.nextInt(names.size() + 2);
        String name = pick < names.size() ? names.get(pick) : pick == names.size() ? newest : Identity.FILE_NAME;
        byte[] before = files.contents(name);
        files.replace(name, harm.apply(files.contents(name)));
        boolean changed = !Arrays.equals(before, files.contents(name));
        String where = what + " in " + name + ", seed " + seed;
        assertThat(isNoticed(files, where)).as(where).isEqualTo(expected && changed);
    }

    private boolean isNoticed(MemoryFiles files, String where) {
        try {
            EmbeddedLog log = EmbeddedLog.open(LogUnderTest.options(directory, random, clock), files);
            log.caretaker().scrubAll();
            boolean noticed = !log.health().detail().isEmpty();
            for (ChannelName channel : RandomBatches.CHANNELS) {
                noticed |= isNoticed(log, channel, where);
            }
            await(log.close());
            return noticed;
        } catch (IOException e) {
            assertThat(e).as(where).hasMessageContaining("byte");
            return true;
        }
    }

    private boolean isNoticed(EmbeddedLog log, ChannelName channel, String where) {
        try {
            Epoch epoch = await(log.read(ReadRequest.bounds(channel))).epoch();
            if (epoch.equals(epochs.get(channel))) {
                assertThat(entries(log, channel)).as(where).isEqualTo(history.get(channel));
                return false;
            }
            return true;
        } catch (HubException e) {
            assertThat(e.detail()).as(where).contains("damaged");
            return true;
        }
    }

    private static String entries(EmbeddedLog log, ChannelName channel) {
        return await(log.read(new ReadRequest(channel, 0, 1_000, 1 << 20)))
                .entries()
                .toString();
    }
}
