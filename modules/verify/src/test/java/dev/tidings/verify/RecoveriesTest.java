package dev.tidings.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RecoveriesTest {

    private static final long MILLI = 1_000_000;

    private final Recoveries recoveries = new Recoveries();

    @Test
    void tellsTheLongestOfEachKind() {
        recoveries.acknowledged(1 * MILLI);
        recoveries.over(Fault.Kind.KILL, 10 * MILLI);
        recoveries.acknowledged(13 * MILLI);
        recoveries.acknowledged(500 * MILLI);
        recoveries.over(Fault.Kind.KILL, 1_000 * MILLI);
        recoveries.acknowledged(1_002 * MILLI);
        recoveries.over(Fault.Kind.REDIS_PAUSE, 2_000 * MILLI);
        recoveries.acknowledged(2_400 * MILLI);
        assertThat(recoveries.longestMillis()).isEqualTo(Map.of(Fault.Kind.KILL, 3L, Fault.Kind.REDIS_PAUSE, 400L));
    }

    @Test
    void blamesNoTroubleForTheNext() {
        recoveries.over(Fault.Kind.REDIS_CUT, 0);
        recoveries.begins();
        recoveries.acknowledged(5_000 * MILLI);
        assertThat(recoveries.longestMillis()).isEmpty();
    }
}
