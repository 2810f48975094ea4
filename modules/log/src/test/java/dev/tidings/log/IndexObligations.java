package dev.tidings.log;

import static dev.tidings.log.Items.publish;
import static dev.tidings.log.LogDriver.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.log.IndexPage.IndexEntry;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Partitions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The index tells what happened in a partition, so that what a node missed can be read. */
interface IndexObligations extends LogFixture {

    @Test
    default void namesChannelAndOffsetOfEverySequence() {
        ChannelName other = Items.besides(TASKS);
        log().append(publish(TASKS, 1), publish(other, 2, 3));
        log().appended(publish(TASKS, 4));
        assertThat(log().index(TASKS, 0))
                .isEqualTo(new IndexPage(
                        log().state(TASKS).epoch(),
                        1,
                        4,
                        List.of(
                                new IndexEntry(1, TASKS, 1),
                                new IndexEntry(2, other, 1),
                                new IndexEntry(3, other, 2),
                                new IndexEntry(4, TASKS, 2))));
    }

    @Test
    default void givesWhatFollowsASequenceUpToTheAskedNumber() {
        log().appended(publish(TASKS, 1, 2, 3, 4, 5));
        IndexPage page = await(log().log().index(Partitions.of(TASKS), 2, 2));
        assertThat(page.entries()).containsExactly(new IndexEntry(3, TASKS, 3), new IndexEntry(4, TASKS, 4));
        assertThat(page.headSequence()).isEqualTo(5);
        assertThat(log().index(TASKS, 5).entries()).isEmpty();
        assertThat(log().index(TASKS, 99).entries()).isEmpty();
    }

    @Test
    default void anUntouchedPartitionHasAnEmptyIndex() {
        assertThat(log().index(TASKS, 0))
                .isEqualTo(new IndexPage(log().state(TASKS).epoch(), 1, 0, List.of()));
    }

    @Test
    default void holdsTheNewestWhenItIsFull() {
        LogDriver small = open(new LogLimits(1_000, 1 << 30, 60_000, 1_000, 8));
        IntStream.range(0, 100).forEach(number -> small.appended(publish(TASKS, number)));
        IndexPage page = small.index(TASKS, 0);
        assertThat(page.headSequence()).isEqualTo(100);
        assertThat(page.oldestSequence()).isEqualTo(93);
        assertThat(page.entries().get(0)).isEqualTo(new IndexEntry(93, TASKS, 93));
        assertThat(page.entries()).hasSize(8);
    }

    @Test
    default void theIndexOutlivesTheRetentionOfTheChannel() {
        log().appended(publish(SHORT, 1, 2, 3, 4, 5, 6, 7));
        clock().advance(61_000);
        sweep(log());
        assertThat(log().index(SHORT, 0).entries()).hasSize(7);
        assertThat(log().state(SHORT).sequence()).isEqualTo(7);
    }
}
