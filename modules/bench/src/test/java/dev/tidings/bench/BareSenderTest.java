package dev.tidings.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BareSenderTest {

    private static final int SUBSCRIBERS = 10;

    @Test
    void deliversInOrderAndWithoutAHoleToEverySubscriber() throws Exception {
        try (BareSender sender = new BareSender(SUBSCRIBERS, 128);
                LoadRun load = new LoadRun(sender.address(), "bare", Transport.SSE, SUBSCRIBERS, 128)) {
            sender.acceptAll();
            load.subscribe(SUBSCRIBERS, "");
            sender.send(500, load.startNanos());
            load.await("publications", () -> load.deliveries().completed() >= 20);

            assertThat(load.deliveries().total()).isGreaterThanOrEqualTo(20 * SUBSCRIBERS);
            assertThat(load.deliveries().latencyMillis(50)).isPositive();
            assertThat(sender.cpuSeconds()).isPositive();
        }
    }
}
