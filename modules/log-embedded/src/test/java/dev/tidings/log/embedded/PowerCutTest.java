package dev.tidings.log.embedded;

import static dev.tidings.log.embedded.LogUnderTest.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.log.AppendResult;
import dev.tidings.log.BatchResult;
import dev.tidings.log.BatchResult.Decided;
import dev.tidings.log.LogLimits;
import dev.tidings.log.MemoryLog;
import dev.tidings.log.embedded.RandomBatches.Batch;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.HubException;
import dev.tidings.model.Seeded;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random appends, sweeps, snapshots, clean closes and power cuts at every operation of the disk; after each opening the
 * log equals the in-memory reference that was given the same batches, up to some batch that nobody was told about.
 */
class PowerCutTest {

    private static final int LIVES = Integer.getInteger("cuts", 400);

    @TempDir
    Path directory;

    private final TestClock clock = new TestClock();
    private MemoryFiles files = new MemoryFiles();
    private Random random = new Random(11);
    private RandomBatches batches = new RandomBatches(random);
    private MemoryLog model = newModel();
    private final Map<ChannelName, Epoch> epochs = new HashMap<>();

    /** Submitted and not yet in the model, with what was answered. */
    private final List<Batch> open = new ArrayList<>();

    private final List<Future<BatchResult>> answers = new ArrayList<>();
    private int cuts;
    private int cleanCloses;
    private int appended;

    @BeforeAll
    static void expectErrors() {
        LogUnderTest.silence();
    }

    @AfterAll
    static void expectNone() {
        LogUnderTest.speak();
    }

    @Test
    @Timeout(600)
    void equalsTheReferenceAfterEveryPowerCut() throws Exception {
        random = new Random(Seeded.seed(PowerCutTest.class));
        batches = new RandomBatches(random);
        model = newModel();
        for (int life = 0; life < LIVES; life++) {
            if (life % 40 == 0) {
                beginAnew();
            }
            live();
        }
        System.out.println("power cuts: cuts=" + cuts + " clean=" + cleanCloses + " appended=" + appended + " lost=0");
        assertThat(cuts).isGreaterThan(LIVES / 4);
        assertThat(appended).isGreaterThan(LIVES);
    }

    /** The same with a disk that only says that it flushed: what is lost then must be found out. */
    @Test
    @Timeout(600)
    void findsOutADiskThatDoesNotFlush() {
        random = new Random(11);
        batches = new RandomBatches(random);
        assertThatThrownBy(() -> {
                    for (int life = 0; life < LIVES; life++) {
                        if (life % 40 == 0) {
                            beginAnew();
                        }
                        files.lie();
                        live();
                    }
                })
                .isInstanceOf(AssertionError.class);
    }

    private void beginAnew() {
        files = new MemoryFiles();
        model = newModel();
        epochs.clear();
        open.clear();
        answers.clear();
    }

    private MemoryLog newModel() {
        Random own = new Random(1);
        return new MemoryLog(
                name -> LogUnderTest.TEN, LogLimits.DEFAULT, () -> Epoch.draw(own), clock::wallMillis, "model");
    }

    /** From one opening to the next end, clean or not. */
    private void live() throws Exception {
        boolean dies = random.nextInt(4) > 0;
        if (dies) {
            files.cutAfter(random.nextInt(60));
        }
        EmbeddedLog log;
        try {
            log = EmbeddedLog.open(LogUnderTest.options(directory, random, clock), files);
        } catch (IOException e) {
            assertThat(files.isOff()).as("opening failed: " + e).isTrue();
            powerIsBack();
            return;
        }
        assertThat(log.health().writable() || files.isOff())
                .as(log.health().detail())
                .isTrue();
        compare(log);
        work(log);
        boolean wasOff = files.isOff();
        end(log);
        if (files.isOff() || wasOff || dies) {
            powerIsBack();
        } else {
            cleanCloses++;
        }
    }

    private void work(EmbeddedLog log) throws Exception {
        for (int step = random.nextInt(40); step >= 0; step--) {
            try {
                work(log, random.nextInt(30));
            } catch (IOException | IllegalStateException e) {
                assertThat(files.isOff()).as("a step failed: " + e).isTrue();
            }
        }
    }

    private void work(EmbeddedLog log, int choice) throws IOException, InterruptedException {
        switch (choice) {
            case 0 -> log.caretaker().snapshot();
            case 1 -> log.caretaker().noteEnd();
            case 2 -> log.caretaker().deleteDead();
            case 3 -> log.caretaker().copyAll();
            case 4 -> log.caretaker().sweep(random.nextInt(64));
            default -> {
                Batch batch = batches.next();
                open.add(batch);
                answers.add(log.append(batch.partition(), batch.items()));
                if (random.nextInt(4) == 0) {
                    answers.forEach(answer -> answer.toCompletionStage()
                            .toCompletableFuture()
                            .handle((v, e) -> v)
                            .join());
                }
            }
        }
    }

    /** Closes the log; with the power off that fails, and only ends its threads. */
    private void end(EmbeddedLog log) {
        try {
            await(log.close());
        } catch (HubException e) {
            assertThat(files.isOff()).as("closing failed: " + e).isTrue();
        }
    }

    private void powerIsBack() {
        files = files.cutPower(random);
        cuts++;
    }

    /** Moves on the model until it equals the log; it must do so at or behind the last batch that was answered. */
    private void compare(EmbeddedLog log) {
        int answered = 0;
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).isComplete()).isTrue();
            answered = answers.get(i).succeeded() ? i + 1 : answered;
        }
        Picture found = Picture.of(log);
        int applied = 0;
        while (applied < answered || !Picture.of(model).facts().equals(found.facts())) {
            assertThat(applied).as("the log equals no state of the reference").isLessThan(open.size());
            Batch batch = open.get(applied);
            BatchResult result = await(model.append(batch.partition(), batch.items()));
            if (applied < answered && answers.get(applied).succeeded()) {
                compareResults((Decided) answers.get(applied).result(), (Decided) result);
            }
            applied++;
        }
        open.clear();
        answers.clear();
        found.epochs().forEach((channel, epoch) -> epochs.put(channel, epoch));
    }

    private void compareResults(Decided found, Decided expected) {
        assertThat(found.results().stream().map(Picture::withoutEpoch).toList())
                .isEqualTo(
                        expected.results().stream().map(Picture::withoutEpoch).toList());
        appended += (int) found.results().stream()
                .filter(AppendResult.Appended.class::isInstance)
                .count();
    }
}
