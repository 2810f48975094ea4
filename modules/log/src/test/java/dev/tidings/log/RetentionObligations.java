package dev.tidings.log;

import static dev.tidings.log.Items.publish;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What retention takes away, and what it must leave. */
interface RetentionObligations extends LogFixture {

    @Test
    default void keepsTheNewestUpToTheirNumber() {
        log().append(publish(SHORT, 1, 2, 3), publish(SHORT, 4, 5, 6), publish(SHORT, 7));
        sweep(log());
        ChannelRead read = log().read(SHORT);
        assertThat(read.oldest()).isEqualTo(3);
        assertThat(read.head()).isEqualTo(7);
        assertThat(log().offsets(SHORT)).containsExactly(3L, 4L, 5L, 6L, 7L);
        assertThat(read.isTrimmedAfter(1)).isTrue();
        assertThat(read.isTrimmedAfter(2)).isFalse();
        assertThat(log().read(SHORT, 5).entries()).hasSize(2);
    }

    @Test
    default void acknowledgesAllEntriesOfAnItemThatIsLongerThanTheRetention() {
        assertThat(log().appended(publish(SHORT, 1, 2, 3, 4, 5, 6, 7)).publications())
                .hasSize(7);
        sweep(log());
        assertThat(log().offsets(SHORT)).containsExactly(3L, 4L, 5L, 6L, 7L);
    }

    @Test
    default void forgetsWhatIsTooOld() {
        log().appended(publish(SHORT, 1));
        clock().advance(40_000);
        log().appended(publish(SHORT, 2));
        clock().advance(30_000);
        sweep(log());
        assertThat(log().offsets(SHORT)).containsExactly(2L);
        assertThat(log().read(SHORT).oldest()).isEqualTo(2);
    }

    @Test
    default void anEmptiedChannelKeepsItsHeadAndEpoch() {
        log().appended(publish(SHORT, 1, 2, 3));
        ChannelRead before = log().read(SHORT);
        clock().advance(61_000);
        sweep(log());
        ChannelRead emptied = log().read(SHORT);
        assertThat(emptied.entries()).isEmpty();
        assertThat(emptied.oldest()).isEqualTo(4);
        assertThat(emptied.head()).isEqualTo(3);
        assertThat(emptied.epoch()).isEqualTo(before.epoch());
        assertThat(emptied.isTrimmedAfter(3)).isFalse();
        assertThat(emptied.isTrimmedAfter(2)).isTrue();
        assertThat(log().appended(publish(SHORT, 4)).publications())
                .containsExactly(Items.entry(4).at(4));
        assertThat(log().offsets(SHORT)).containsExactly(4L);
    }

    @Test
    default void everyNamespaceHasItsOwnRetention() {
        log().appended(publish(SHORT, 1));
        log().appended(publish(TASKS, 1, 2, 3, 4, 5, 6, 7));
        clock().advance(61_000);
        sweep(log());
        assertThat(log().offsets(SHORT)).isEmpty();
        assertThat(log().offsets(TASKS)).hasSize(7);
    }
}
