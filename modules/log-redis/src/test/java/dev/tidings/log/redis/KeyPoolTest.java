package dev.tidings.log.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.log.LogLimits;
import dev.tidings.model.Partitions;
import org.junit.jupiter.api.Test;

class KeyPoolTest {

    /** Ten keys for each partition and as many again for whoever wants them, of a hundred bytes each. */
    private static final LogLimits LIMITS =
            new LogLimits(Partitions.COUNT * 20, Partitions.COUNT * 2_000L, 60_000, 1_000, 1_000);

    private static final long HALF = Partitions.COUNT * 10L;

    private final KeyPool pool = new KeyPool(LIMITS);

    @Test
    void onePartitionMayHaveHalfOfAllBesideItsShare() {
        assertThat(pool.maxKeys(3)).isEqualTo(HALF + 10);
        assertThat(pool.maxBytes(3)).isEqualTo(100 * (HALF + 10));
    }

    @Test
    void whatOnePartitionHoldsBeyondItsShareTheOthersMayNotHave() {
        pool.counted(3, 10 + 100, 1_000 + 20_000);
        assertThat(pool.maxKeys(4)).isEqualTo(HALF - 100 + 10);
        assertThat(pool.maxBytes(4)).isEqualTo(100 * HALF - 20_000 + 1_000);
        assertThat(pool.maxKeys(3)).as("its own do not count against it").isEqualTo(HALF + 10);
    }

    @Test
    void aQuietPartitionAlwaysHasItsShare() {
        pool.counted(3, HALF + 10, 100 * (HALF + 10));
        assertThat(pool.maxKeys(4)).isEqualTo(10);
        assertThat(pool.maxBytes(4)).isEqualTo(1_000);
        pool.counted(5, HALF, 100 * HALF);
        assertThat(pool.maxKeys(4))
                .as("also when more was written than the others knew")
                .isEqualTo(10);
    }

    @Test
    void whatIsForgottenIsFreeAgain() {
        pool.counted(3, HALF + 10, 100 * (HALF + 10));
        pool.counted(3, 5, 500);
        assertThat(pool.maxKeys(4)).isEqualTo(HALF + 10);
        assertThat(pool.maxBytes(4)).isEqualTo(100 * (HALF + 10));
    }

    @Test
    void aPartitionMayHaveOneKeyHoweverFewAreAllowed() {
        KeyPool narrow = new KeyPool(new LogLimits(1, 1_000, 60_000, 1_000, 1_000));
        narrow.counted(3, 1, 100);
        assertThat(narrow.maxKeys(4)).isEqualTo(1);
    }
}
