package dev.tidings.poller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often an upstream is asked. */
class PaceTest {

    private final Pace pace = new Pace(1_000, 60_000, new Random(3));

    @Test
    void goesSlowerWhileNothingChangesAndFasterWhileThingsDo() {
        long before = 0;
        for (int i = 0; i < 30; i++) {
            long pause = pace.afterQuiet();
            assertThat(pause).isBetween(1_000L, 60_000L).isGreaterThan(before * 8 / 10);
            before = pause;
        }
        assertThat(before).isGreaterThan(50_000);
        for (int i = 0; i < 10; i++) {
            before = pace.afterChange();
        }
        assertThat(before).isBetween(1_000L, 1_100L);
    }

    @Test
    void backsOffAfterFaultsWithinABoundAndForgetsThemAfterwards() {
        long longest = 0;
        for (int i = 1; i < 40; i++) {
            long pause = pace.afterFault(0);
            assertThat(pause).isBetween(1_000L, Pace.MAX_BACK_OFF_MILLIS);
            longest = Math.max(longest, pause);
        }
        assertThat(longest).isGreaterThan(Pace.MAX_BACK_OFF_MILLIS / 2);
        assertThat(pace.afterQuiet()).isLessThan(2_000);
    }

    @Test
    void leavesAnUpstreamAloneAsLongAsItAsks() {
        assertThat(pace.afterFault(90_000)).isGreaterThanOrEqualTo(90_000);
        assertThat(pace.afterFault(Long.MAX_VALUE)).isEqualTo(Pace.MAX_RETRY_AFTER_MILLIS);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                "- | 0",
                "7 | 7000",
                "0 | 0",
                "-3 | 0",
                "soon | 0",
                "99999999999 | 0",
                "Thu, 01 Jan 1970 00:01:00 GMT | 50000",
                "Thu, 01 Jan 1970 00:00:01 GMT | 0"
            })
    void readsBothFormsOfRetryAfter(String field, long millis) {
        assertThat(RetryAfter.millis(field, 10_000)).isEqualTo(millis);
    }
}
