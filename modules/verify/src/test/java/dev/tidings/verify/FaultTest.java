package dev.tidings.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultTest {

    @Test
    void drawsTheSameTimelineFromTheSameSeed() {
        List<Fault> faults = Fault.timeline(42, 60_000, 10);

        assertThat(faults).isEqualTo(Fault.timeline(42, 60_000, 10)).isNotEqualTo(Fault.timeline(43, 60_000, 10));
        assertThat(faults).isSortedAccordingTo(Comparator.comparingLong(Fault::atMillis));
        assertThat(faults).filteredOn(fault -> fault.kind() == Fault.Kind.KILL).hasSize(10);
        assertThat(faults).allMatch(fault -> fault.atMillis() < 60_000);
    }
}
