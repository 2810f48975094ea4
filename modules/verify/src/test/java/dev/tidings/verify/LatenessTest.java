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
        assertThat(lateness.ofDeliveries()).endsWith(": after PAUSE 60/60, during PAUSE 5000/5000, quiet 4/4");
    }

    @Test
    void endsAnAftermathWithTheNextTrouble() {
        lateness.begins(Fault.Kind.KILL, 1_000 * MILLI);
        lateness.over(Fault.Kind.KILL, 2_000 * MILLI);
        lateness.begins(Fault.Kind.PARTITION, 3_000 * MILLI);
        lateness.delivered(13_000 * MILLI, 7 * MILLI);
        assertThat(lateness.ofDeliveries()).endsWith(": during PARTITION 7/7");
    }

    @Test
    void tellsWaysToWriteApart() {
        lateness.begins(Fault.Kind.PARTITION, 1_000 * MILLI);
        lateness.acknowledged("HTTP", 999 * MILLI, 3 * MILLI);
        lateness.acknowledged("HTTP", 1_001 * MILLI, 4 * MILLI);
        lateness.acknowledged("service", 1_002 * MILLI, 5 * MILLI);
        assertThat(lateness.ofAcknowledgements())
                .endsWith(": HTTP during PARTITION 4/4, HTTP quiet 3/3, service during PARTITION 5/5");
    }

    @Test
    void leavesOneOfAHundredOut() {
        for (int i = 1; i <= 100; i++) {
            lateness.delivered(0, i * MILLI);
        }
        assertThat(lateness.ofDeliveries()).endsWith(": quiet 99/100");
    }
}
