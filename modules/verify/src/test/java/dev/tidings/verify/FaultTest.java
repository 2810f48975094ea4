package dev.tidings.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultTest {

    private static final List<FaultShare> SHARES = Stream.of("kill:10", "pause:3:12s", "redis-kill", "cut")
            .map(FaultShare::parse)
            .toList();

    @Test
    void drawsTheSameTimelineFromTheSameSeed() {
        List<Fault> faults = Fault.timeline(42, 60_000, SHARES);

        assertThat(faults)
                .isEqualTo(Fault.timeline(42, 60_000, SHARES))
                .isNotEqualTo(Fault.timeline(43, 60_000, SHARES));
        assertThat(faults).isSortedAccordingTo(Comparator.comparingLong(Fault::atMillis));
        assertThat(faults).filteredOn(fault -> fault.kind() == Fault.Kind.KILL).hasSize(10);
        assertThat(faults).allMatch(fault -> fault.atMillis() < 60_000);
    }

    @Test
    void readsHowOftenAndHowLong() {
        assertThat(FaultShare.parse("pause:3:12s")).isEqualTo(new FaultShare(FaultShare.Trouble.PAUSE, 3, 12_000));
        assertThat(FaultShare.parse("redis-kill:20")).isEqualTo(new FaultShare(FaultShare.Trouble.REDIS_KILL, 20, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "kil", "kill:", "pause:3:12", "pause:x", "pause:3:12s:4"})
    void refusesWhatItDoesNotKnow(String text) {
        assertThatThrownBy(() -> FaultShare.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
