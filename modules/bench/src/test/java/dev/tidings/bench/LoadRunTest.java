package dev.tidings.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LoadRunTest {

    private static final int SUBSCRIBERS = 20;

    @ParameterizedTest
    @CsvSource({
        "SSE, 54, 1",
        "SSE, 128, 1",
        "SSE, 1024, 1",
        "SSE, 128, 8",
        "WS, 54, 1",
        "WS, 128, 1",
        "WS, 1024, 1",
        "WS, 128, 8",
        "SOCKJS, 54, 1",
        "SOCKJS, 1024, 8",
        "SIO, 54, 1",
        "SIO, 1024, 8",
        "BUS, 54, 1",
        "BUS, 1024, 8"
    })
    void countsEveryDeliveryOfAClosedLoop(Transport transport, int payloadBytes, int batch) throws Exception {
        try (FakeHub hub = new FakeHub(FakeHub.Fault.NONE, 0);
                LoadRun run = new LoadRun(hub.address(), "c", transport, SUBSCRIBERS, payloadBytes)) {
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

    @ParameterizedTest
    @EnumSource
    void publishesAtTheGivenRate(Transport transport) throws Exception {
        try (FakeHub hub = new FakeHub(FakeHub.Fault.NONE, 0);
                LoadRun run = new LoadRun(hub.address(), "c", transport, SUBSCRIBERS, 128)) {
            run.subscribe(SUBSCRIBERS, "");
            long begin = System.nanoTime();
            run.runPaced(100, TimeUnit.MILLISECONDS.toNanos(300));
            long most = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) / 10;
            run.stop();

            assertThat(run.published()).isBetween(20L, most);
            assertThat(run.lost(SUBSCRIBERS)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void missesWhatOneNodeDoesNotHandToTheOther(Transport transport) throws Exception {
        try (FakeHub writes = new FakeHub(FakeHub.Fault.NONE, 0);
                FakeHub reads = new FakeHub(FakeHub.Fault.NONE, 0);
                LoadRun run = new LoadRun(writes.address(), reads.address(), "c", transport, SUBSCRIBERS, 128)) {
            run.subscribe(SUBSCRIBERS, "");
            run.runPaced(100, TimeUnit.MILLISECONDS.toNanos(200));

            assertThat(run.published()).isPositive();
            assertThat(run.lost(SUBSCRIBERS)).isEqualTo(run.published() * SUBSCRIBERS);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SSE, DROP",
        "SSE, REPEAT",
        "WS, DROP",
        "WS, REPEAT",
        "SOCKJS, DROP",
        "SOCKJS, REPEAT",
        "SIO, DROP",
        "SIO, REPEAT",
        "BUS, DROP",
        "BUS, REPEAT"
    })
    void reportsADroppedOrRepeatedDelivery(Transport transport, FakeHub.Fault fault) throws Exception {
        try (FakeHub hub = new FakeHub(fault, 50);
                LoadRun run = new LoadRun(hub.address(), "c", transport, SUBSCRIBERS, 128)) {
            run.subscribe(SUBSCRIBERS, "");
            run.startClosedLoop(1);
            run.runFor(TimeUnit.SECONDS.toNanos(60));

            assertThat(run.deliveries().firstFault())
                    .startsWith("after offset ")
                    .contains(" came ");
        }
    }
}
