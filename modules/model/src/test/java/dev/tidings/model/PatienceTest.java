package dev.tidings.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The time that tests wait when they say nothing is ours, not the ten seconds of the library. */
class PatienceTest {

    @Test
    void isWhatTestsHaveThatSayNothing() {
        AtomicReference<Long> limitMillis = new AtomicReference<>();
        await().conditionEvaluationListener(
                        evaluated -> limitMillis.set(evaluated.getRemainingTimeInMS() + evaluated.getElapsedTimeInMS()))
                .until(() -> true);
        assertThat(limitMillis.get()).isGreaterThan(20_000);
    }
}
