package dev.tidings.log;

import static dev.tidings.log.Items.publish;
import static dev.tidings.log.LogDriver.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.log.AppendResult.Appended;
import dev.tidings.log.AppendResult.VersionConflict;
import dev.tidings.model.Actor;
import dev.tidings.model.Change;
import dev.tidings.model.ChannelName;
import dev.tidings.model.JsonText;
import dev.tidings.model.Partitions;
import dev.tidings.model.Publication;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Obligations 1 to 3: batches, items, offsets, sequences. */
interface AppendObligations extends LogFixture {

    @Test
    default void countsAChannelFromOneWithoutHoles() {
        for (int offset = 1; offset <= 20; offset++) {
            Appended result = log().appended(publish(TASKS, offset));
            assertThat(result.head()).isEqualTo(offset);
            assertThat(result.publications()).extracting(Publication::offset).containsExactly((long) offset);
        }
        assertThat(log().offsets(TASKS))
                .isEqualTo(LongStream.rangeClosed(1, 20).boxed().toList());
    }

    @Test
    default void givesAllEntriesOfAnItemTheirOffsetsInOrder() {
        log().appended(publish(TASKS, 1));
        Appended result = log().appended(publish(TASKS, 2, 3, 4));
        assertThat(result.publications())
                .containsExactly(
                        Items.entry(2).at(2),
                        Items.entry(3).at(3),
                        Items.entry(4).at(4));
        assertThat(result.head()).isEqualTo(4);
    }

    @Test
    default void countsEveryChannelForItselfAndThePartitionThroughAll() {
        ChannelName other = Items.besides(TASKS);
        List<AppendResult> results = log().append(publish(TASKS, 1, 2), publish(other, 3), publish(TASKS, 4));
        assertThat(results).extracting(result -> ((Appended) result).head()).containsExactly(2L, 1L, 3L);
        assertThat(results)
                .extracting(result -> ((Appended) result).firstSequence())
                .containsExactly(1L, 3L, 4L);
        assertThat(log().state(TASKS).sequence()).isEqualTo(4);
    }

    @Test
    default void countsPartitionsApart() {
        ChannelName apart = Items.apartFrom(TASKS);
        log().appended(publish(TASKS, 1, 2));
        assertThat(log().appended(publish(apart, 3)).firstSequence()).isEqualTo(1);
        assertThat(log().state(TASKS).sequence()).isEqualTo(2);
    }

    @Test
    default void givesBackEveryFieldAsItWasWritten() {
        Entry full = new Entry(
                "task:über".replace("ü", "u"),
                "a key / with ünï",
                JsonText.of("{\"a\":[1.50,-0,1e2,\"\\u00e9é\\n\"],\"b\":null}"),
                -5,
                new Actor("sub|1", "Änn"),
                Change.NONE);
        Entry bare = new Entry("message", null, JsonText.NULL, 0, null, Change.NONE);
        log().appended(Items.of(TASKS, full, bare));
        assertThat(log().read(TASKS).entries()).containsExactly(full.at(1), bare.at(2));
    }

    @Test
    default void givesTheEpochOfChannelAndPartition() {
        BatchResult result = await(log().send(publish(TASKS, 1)));
        PartitionState state = log().state(TASKS);
        assertThat(((BatchResult.Decided) result).partitionEpoch()).isEqualTo(state.epoch());
        assertThat(log().appended(publish(TASKS, 2)).epoch()).isEqualTo(state.epoch());
    }

    @Test
    default void anItemWithoutEntriesAppendsNothingAndMakesNoChannel() {
        Appended result = log().appended(publish(TASKS));
        assertThat(result.publications()).isEmpty();
        assertThat(result.head()).isZero();
        assertThat(result.epoch()).isEqualTo(log().state(TASKS).epoch());
        assertThat(log().state(TASKS).sequence()).isZero();
        assertThat(log().appended(publish(TASKS, 1)).head()).isEqualTo(1);
    }

    @Test
    default void itemsSeeWhatTheItemsBeforeThemInTheirBatchDid() {
        List<AppendResult> results = log().append(
                        Items.create(TASKS, "a", 1),
                        Items.create(TASKS, "a", 2),
                        Items.replace(TASKS, "a", 1, 3),
                        Items.remove(TASKS, "a", 2),
                        Items.remove(TASKS, "a", 2));
        assertThat(results.get(0)).isInstanceOf(Appended.class);
        assertThat(results.get(1))
                .isEqualTo(new VersionConflict(1, Items.put("a", 1).at(1)));
        assertThat(results.get(2)).isInstanceOf(Appended.class);
        assertThat(results.get(3)).isInstanceOf(Appended.class);
        assertThat(results.get(4)).isEqualTo(new VersionConflict(3, null));
        assertThat(log().offsets(TASKS)).containsExactly(1L, 2L, 3L);
    }

    @Test
    default void aRefusedItemIsNotAppliedInPart() {
        log().appended(Items.create(TASKS, "a", 1));
        Append refused = Items.keyed(
                Items.fenced(
                        Items.write(TASKS, new DocumentWrite("a", 9, true, 10), Items.put("a", 2), Items.entry(3)),
                        new Fence("poll", 5)),
                "key",
                "hash");
        List<AppendResult> results = log().append(refused, publish(TASKS, 4));
        assertThat(results.get(0)).isInstanceOf(VersionConflict.class);
        assertThat(((Appended) results.get(1)).publications())
                .containsExactly(Items.entry(4).at(2));
        assertThat(log().state(TASKS).sequence()).isEqualTo(2);
        assertThat(log().index(TASKS, 0).entries()).hasSize(2);
        assertThat(log().document(TASKS, "a").version()).isEqualTo(1);
        log().appended(Items.keyed(publish(TASKS, 5), "key", "other"));
        log().appended(Items.fenced(publish(TASKS, 6), new Fence("poll", 1)));
    }

    @Test
    default void appliesBatchesOfOneCallerInTheOrderOfItsCalls() {
        List<Future<BatchResult>> sent = IntStream.rangeClosed(1, 300)
                .mapToObj(number -> log().send(publish(TASKS, number)))
                .toList();
        sent.forEach(LogDriver::await);
        List<Publication> expected = IntStream.rangeClosed(1, 300)
                .mapToObj(number -> Items.entry(number).at(number))
                .toList();
        assertThat(log().read(TASKS).entries()).isEqualTo(expected);
    }

    @Test
    default void readsWhatItAcknowledgedFromTheMomentOfTheAcknowledgement() {
        for (int number = 1; number <= 50; number++) {
            ChannelRead read = await(log().send(publish(TASKS, number))
                    .compose(done -> log().log().read(ReadRequest.bounds(TASKS))));
            assertThat(read.head()).isEqualTo(number);
            assertThat(read.partitionSequence()).isEqualTo(number);
        }
    }

    @Test
    default void takesABatchOfTenThousandItems() {
        Append[] batch = IntStream.rangeClosed(1, 10_000)
                .mapToObj(number -> publish(TASKS, number))
                .toArray(Append[]::new);
        assertThat(log().append(batch)).hasSize(10_000);
        assertThat(log().read(TASKS, 9_999).entries())
                .containsExactly(Items.entry(10_000).at(10_000));
    }

    @Test
    default void refusesBatchesThatAreEmptyOrTooLargeOrOfAnotherPartition() {
        int wrong = (Partitions.of(TASKS) + 1) % Partitions.COUNT;
        assertRefused(Partitions.of(TASKS), List.of());
        assertRefused(Partitions.of(TASKS), Collections.nCopies(10_001, publish(TASKS, 1)));
        assertRefused(wrong, List.of(publish(TASKS, 1)));
        assertThat(log().read(TASKS).head()).isZero();
    }

    private void assertRefused(int partition, List<Append> batch) {
        Future<BatchResult> result;
        try {
            result = log().log().append(partition, batch);
        } catch (IllegalArgumentException e) {
            return;
        }
        assertThat(LogDriver.failureOf(result)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void countsWithoutHolesWhenManyThreadsAppend() throws Exception {
        int threads = 8;
        int each = 50;
        List<Thread> writers = new ArrayList<>();
        List<Long> offsets = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < threads; i++) {
            writers.add(new Thread(() -> IntStream.range(0, each)
                    .forEach(number ->
                            offsets.add(log().appended(publish(TASKS, number)).head()))));
        }
        writers.forEach(Thread::start);
        for (Thread writer : writers) {
            writer.join(60_000);
        }
        assertThat(offsets)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, (long) threads * each).boxed().toList());
        assertThat(log().read(TASKS).entries())
                .extracting(Publication::offset)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, (long) threads * each).boxed().toList());
    }
}
