package dev.tidings.log;

import static dev.tidings.log.Items.fenced;
import static dev.tidings.log.Items.publish;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.log.AppendResult.StaleFence;
import dev.tidings.log.AppendResult.VersionConflict;
import org.junit.jupiter.api.Test;

/** An owner that was replaced writes nothing more. */
interface FenceObligations extends LogFixture {

    @Test
    default void takesTheSameTokenAndHigherOnesAndRefusesLowerOnes() {
        log().appended(fenced(publish(TASKS, 1), new Fence("poll", 5)));
        log().appended(fenced(publish(TASKS, 2), new Fence("poll", 5)));
        log().appended(fenced(publish(TASKS, 3), new Fence("poll", 8)));
        assertThat(log().one(fenced(publish(TASKS, 4), new Fence("poll", 7)))).isEqualTo(new StaleFence(8));
        assertThat(log().read(TASKS).head()).isEqualTo(3);
    }

    @Test
    default void keepsTheTokensOfEverySourceApart() {
        log().appended(fenced(publish(TASKS, 1), new Fence("poll", 5)));
        log().appended(fenced(publish(TASKS, 2), new Fence("sweep", 1)));
        assertThat(log().one(fenced(publish(TASKS, 3), new Fence("poll", 4)))).isEqualTo(new StaleFence(5));
    }

    @Test
    default void keepsTheTokensOfEveryPartitionApart() {
        log().appended(fenced(publish(TASKS, 1), new Fence("poll", 5)));
        log().appended(fenced(publish(Items.apartFrom(TASKS), 2), new Fence("poll", 1)));
        assertThat(log().one(fenced(publish(Items.besides(TASKS), 3), new Fence("poll", 1))))
                .isEqualTo(new StaleFence(5));
    }

    @Test
    default void aStepWithoutEntriesRaisesTheToken() {
        log().appended(fenced(publish(TASKS), new Fence("poll", 5)));
        assertThat(log().one(fenced(publish(TASKS, 1), new Fence("poll", 4)))).isEqualTo(new StaleFence(5));
        assertThat(log().read(TASKS).head()).isZero();
    }

    @Test
    default void theTokenIsLookedAtBeforeTheVersion() {
        log().appended(fenced(Items.create(TASKS, "a", 1), new Fence("poll", 5)));
        assertThat(log().one(fenced(Items.create(TASKS, "a", 2), new Fence("poll", 4))))
                .isEqualTo(new StaleFence(5));
        assertThat(log().one(fenced(Items.create(TASKS, "a", 2), new Fence("poll", 9))))
                .isInstanceOf(VersionConflict.class);
        log().appended(fenced(publish(TASKS, 3), new Fence("poll", 5)));
    }

    @Test
    default void unfencedItemsPass() {
        log().appended(fenced(publish(TASKS, 1), new Fence("poll", 5)));
        log().appended(publish(TASKS, 2));
    }
}
