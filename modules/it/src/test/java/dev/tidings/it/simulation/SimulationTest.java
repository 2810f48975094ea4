package dev.tidings.it.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Random schedules on the real hub: received and announced gaps together are the log, for every client and epoch. */
class SimulationTest {

    private static final long FIRST_SEED = Long.getLong("tidings.simulation.seed", 1);
    private static final long SCHEDULES = Long.getLong("tidings.simulation.schedules", 15_000);

    @Test
    @Timeout(value = 12, unit = TimeUnit.HOURS) // for a soak, in the build about a minute
    void receivedAndAnnouncedGapsAreTheLogInEverySchedule() {
        long runs = 0;
        long delivered = 0;
        long acknowledged = 0;
        long resets = 0;
        while (runs < SCHEDULES) {
            Simulation.Outcome outcome = new Simulation(FIRST_SEED + runs).run();
            if (!outcome.violations().isEmpty()) {
                fail("seed " + outcome.seed() + " (-Dtidings.simulation.seed runs it again): "
                        + String.join("\n", outcome.violations()));
            }
            runs++;
            delivered += outcome.delivered();
            acknowledged += outcome.acknowledged();
            resets += outcome.resets();
        }
        System.out.printf(
                "simulation: seeds %d to %d, acked=%d delivered=%d resets=%d%n",
                FIRST_SEED, FIRST_SEED + runs - 1, acknowledged, delivered, resets);
        assertThat(delivered).isPositive();
        assertThat(resets).isPositive();
    }

    /** A read that failed was forgotten when a message came before its repetition. */
    @Test
    void seed10404StaysMended() {
        assertThat(new Simulation(10_404).run().violations()).isEmpty();
    }
}
