package dev.tidings.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class LoadRunTest {

    private static final int SUBSCRIBERS = 20;

    @ParameterizedTest
    @CsvSource({"54, 1", "128, 1", "1024, 1", "128, 8"})
    void countsEveryDeliveryOfAClosedLoop(int payloadBytes, int batch) throws Exception {
        try (FakeHub hub = new FakeHub(FakeHub.Fault.NONE, 0);
                LoadRun run = new LoadRun(hub.address(), "c", SUBSCRIBERS, payloadBytes)) {
            run.subscribe(SUBSCRIBERS, "");
            run.startClosedLoop(batch);
            run.await("publications", () -> run.deliveries().completed() >= 200);
            run.stop();

            assertThat(run.deliveries().firstFault()).isEmpty();
            assertThat(run.deliveries().completed()).isEqualTo(run.published());
            assertThat(run.deliveries().total()).isEqualTo(run.published() * SUBSCRIBERS);
            assertThat(run.lost(SUBSCRIBERS)).isZero();
            assertThat(run.deliveries().reads()).isBetween(1L, run.deliveries().total());
            assertThat(run.deliveries().latencyMillis(50)).isPositive();
        }
    }

    @Test
    void publishesAtTheGivenRate() throws Exception {
        try (FakeHub hub = new FakeHub(FakeHub.Fault.NONE, 0);
                LoadRun run = new LoadRun(hub.address(), "c", SUBSCRIBERS, 128)) {
            run.subscribe(SUBSCRIBERS, "");
            run.runPaced(100, TimeUnit.MILLISECONDS.toNanos(300));
            run.stop();

            assertThat(run.published()).isBetween(20L, 30L);
            assertThat(run.lost(SUBSCRIBERS)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
    void reportsADroppedOrRepeatedDelivery(FakeHub.Fault fault) throws Exception {
        try (FakeHub hub = new FakeHub(fault, 50);
                LoadRun run = new LoadRun(hub.address(), "c", SUBSCRIBERS, 128)) {
            run.subscribe(SUBSCRIBERS, "");
            run.startClosedLoop(1);
            run.runFor(TimeUnit.SECONDS.toNanos(10));

            assertThat(run.deliveries().firstFault())
                    .startsWith("after offset ")
                    .contains(" came ");
        }
    }
}
