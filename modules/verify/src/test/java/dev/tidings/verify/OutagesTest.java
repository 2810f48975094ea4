package dev.tidings.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutagesTest {

    private final Outages outages = new Outages();

    @Test
    void nobodyWasAway() {
        assertThat(outages.count()).isZero();
        assertThat(outages.percentileMillis(99)).isZero();
    }

    @Test
    void tellsHowLongMostWereAway() {
        for (int millis = 200; millis >= 1; millis--) {
            outages.over(millis * 1_000_000L);
        }
        assertThat(outages.percentileMillis(50)).isEqualTo(100);
        assertThat(outages.percentileMillis(99)).isEqualTo(198);
        assertThat(outages.percentileMillis(100)).isEqualTo(200);
    }
}
