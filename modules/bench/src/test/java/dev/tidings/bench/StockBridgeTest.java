package dev.tidings.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.verify.FreePorts;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StockBridgeTest {

    private static final int SUBSCRIBERS = 20;

    @Test
    void isMeasuredAsTheHubIs() throws Exception {
        int port = FreePorts.one();
        Vertx vertx = Vertx.vertx();
        try {
            vertx.deployVerticle(new StockBridge(port))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            try (LoadRun run = new LoadRun(address, "c", Rival.BRIDGE, SUBSCRIBERS, 128)) {
                run.subscribe(SUBSCRIBERS, "");
                run.startClosedLoop(1);
                run.await("publications", () -> run.deliveries().completed() >= 200);
                run.stop();

                assertThat(run.deliveries().firstFault()).isEmpty();
                assertThat(run.lost(SUBSCRIBERS)).isZero();
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
    }
}
