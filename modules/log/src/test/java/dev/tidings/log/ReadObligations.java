package dev.tidings.log;

import static dev.tidings.log.Items.publish;
import static dev.tidings.log.LogDriver.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.model.ChannelName;
import dev.tidings.model.Publication;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Obligation 4: a read is one moment, bounded. */
interface ReadObligations extends LogFixture {

    @Test
    default void aChannelNobodyWroteToReadsAsEmptyInItsPartitionsEpoch() {
        log().appended(publish(Items.besides(TASKS), 1));
        PartitionState state = log().state(TASKS);
        assertThat(log().read(TASKS)).isEqualTo(new ChannelRead(state.epoch(), 1, 0, state.epoch(), 1, List.of()));
        assertThat(log().read(TASKS, ReadRequest.LAST).entries()).isEmpty();
    }

    @Test
    default void readingCreatesNothing() {
        PartitionState before = log().state(TASKS);
        log().read(TASKS);
        log().document(TASKS, "a");
        log().scan(TASKS, 10);
        assertThat(log().state(TASKS)).isEqualTo(before);
        assertThat(log().appended(publish(TASKS, 1)).epoch()).isEqualTo(before.epoch());
    }

    @Test
    default void givesWhatFollowsAnOffset() {
        log().appended(publish(TASKS, 1, 2, 3, 4, 5));
        assertThat(offsets(TASKS, 2, 100, Integer.MAX_VALUE)).containsExactly(3L, 4L, 5L);
        assertThat(offsets(TASKS, 2, 2, Integer.MAX_VALUE)).containsExactly(3L, 4L);
        assertThat(offsets(TASKS, 5, 100, Integer.MAX_VALUE)).isEmpty();
        assertThat(offsets(TASKS, 99, 100, Integer.MAX_VALUE)).isEmpty();
        assertThat(offsets(TASKS, Long.MAX_VALUE - 1, 100, Integer.MAX_VALUE)).isEmpty();
    }

    @Test
    default void givesTheNewestInOrder() {
        log().appended(publish(TASKS, 1, 2, 3, 4, 5));
        assertThat(offsets(TASKS, ReadRequest.LAST, 2, Integer.MAX_VALUE)).containsExactly(4L, 5L);
        assertThat(offsets(TASKS, ReadRequest.LAST, 100, Integer.MAX_VALUE)).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    default void givesTheBoundsOnly() {
        log().appended(publish(TASKS, 1, 2, 3));
        ChannelRead bounds = await(log().log().read(ReadRequest.bounds(TASKS)));
        PartitionState state = log().state(TASKS);
        assertThat(bounds).isEqualTo(new ChannelRead(state.epoch(), 1, 3, state.epoch(), 3, List.of()));
        assertThat(offsets(TASKS, ReadRequest.LAST, 0, 0)).isEmpty();
    }

    @Test
    default void boundsItsBytesButGivesAtLeastOne() {
        log().appended(publish(TASKS, 1, 2, 3, 4, 5));
        int weight = Items.entry(1).at(1).weight();
        assertThat(offsets(TASKS, 0, 100, 1)).containsExactly(1L);
        assertThat(offsets(TASKS, 3, 100, 0)).containsExactly(4L);
        assertThat(offsets(TASKS, 0, 100, 3 * weight)).containsExactly(1L, 2L, 3L);
        assertThat(offsets(TASKS, ReadRequest.LAST, 100, 1)).containsExactly(5L);
        assertThat(offsets(TASKS, ReadRequest.LAST, 100, 2 * weight)).containsExactly(4L, 5L);
    }

    @Test
    default void givesThePartitionsSequenceOfTheSameMoment() {
        log().appended(publish(TASKS, 1, 2));
        log().appended(publish(Items.besides(TASKS), 3));
        assertThat(log().read(TASKS).partitionSequence()).isEqualTo(3);
        assertThat(log().read(TASKS).head()).isEqualTo(2);
    }

    /** One channel in its partition: head and sequence must go together in every read. */
    @Test
    default void boundsAndEntriesBelongTogetherWhileOthersWrite() {
        List<Future<BatchResult>> sent = new ArrayList<>();
        List<Future<ChannelRead>> reads = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            sent.add(log().send(publish(SHORT, i, i)));
            reads.add(log().log().read(new ReadRequest(SHORT, i, 100, Integer.MAX_VALUE)));
        }
        for (int i = 0; i < reads.size(); i++) {
            ChannelRead read = await(reads.get(i));
            assertThat(read.partitionSequence()).isEqualTo(read.head());
            assertThat(read.oldest()).isBetween(Math.max(1, read.head() - 4), read.head() + 1);
            assertThat(read.entries())
                    .extracting(Publication::offset)
                    .isEqualTo(LongStream.rangeClosed(Math.max(i + 1, read.oldest()), read.head())
                            .boxed()
                            .toList());
        }
        sent.forEach(LogDriver::await);
        assertThat(log().read(SHORT).head()).isEqualTo(800);
    }

    @Test
    default void pagesThroughAChannel() {
        IntStream.range(0, 100).forEach(number -> log().appended(publish(TASKS, number)));
        List<Long> all = new ArrayList<>();
        long after = 0;
        List<Long> page;
        do {
            page = offsets(TASKS, after, 7, 1_500);
            all.addAll(page);
            after += page.size();
        } while (!page.isEmpty());
        assertThat(all).isEqualTo(LongStream.rangeClosed(1, 100).boxed().toList());
    }

    private List<Long> offsets(ChannelName channel, long after, int maxEntries, int maxBytes) {
        return await(log().log().read(new ReadRequest(channel, after, maxEntries, maxBytes))).entries().stream()
                .map(Publication::offset)
                .toList();
    }
}
