package dev.tidings.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenessTest {

    private static final long MILLI = 1_000_000;

    private final Lateness lateness = new Lateness();

    @Test
    void tellsWhatWasWrittenDuringATroubleFromWhatWasWrittenAfterIt() {
        lateness.delivered(0, 2 * MILLI);
        lateness.begins(Fault.Kind.PAUSE, 1_000 * MILLI);
        lateness.delivered(999 * MILLI, 3 * MILLI);
        lateness.delivered(1_001 * MILLI, 5_000 * MILLI);
        lateness.over(Fault.Kind.PAUSE, 6_000 * MILLI);
        lateness.delivered(6_001 * MILLI, 40 * MILLI);
        lateness.delivered(15_999 * MILLI, 60 * MILLI);
        lateness.delivered(16_001 * MILLI, 4 * MILLI);
        assertThat(lateness.toString()).endsWith(": after PAUSE 60/60, during PAUSE 5000/5000, quiet 4/4");
    }

    @Test
    void endsAnAftermathWithTheNextTrouble() {
        lateness.begins(Fault.Kind.KILL, 1_000 * MILLI);
        lateness.over(Fault.Kind.KILL, 2_000 * MILLI);
        lateness.begins(Fault.Kind.PARTITION, 3_000 * MILLI);
        lateness.delivered(13_000 * MILLI, 7 * MILLI);
        assertThat(lateness.toString()).endsWith(": during PARTITION 7/7");
    }

    @Test
    void leavesOneOfAHundredOut() {
        for (int i = 1; i <= 100; i++) {
            lateness.delivered(0, i * MILLI);
        }
        assertThat(lateness.toString()).endsWith(": quiet 99/100");
    }
}
