package dev.tidings.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources in the real program: from the configuration to the API and the metrics. */
class SourcesIT {

    @TempDir
    private Path folder;

    private HttpServer shop;
    private volatile String answer = "{\"data\":[{\"sku\":7,\"title\":\"Rex\"},{\"sku\":8,\"title\":\"Tom\"}]}";
    private volatile int status = 200;

    @BeforeEach
    void open() throws IOException {
        shop = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        shop.createContext("/pets", exchange -> {
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        shop.start();
    }

    @AfterEach
    void close() {
        shop.stop(0);
    }

    @Test
    void polledDocumentsAndTheTimeArriveAndAFaultIsAnAlert() throws Exception {
        Path file = Files.writeString(
                folder.resolve("tidings.yaml"), """
                collections: {animals: {}}
                sources:
                  shop:
                    url: http://127.0.0.1:%d/pets
                    collection: animals
                    items: /data
                    id: /sku
                    interval: {min: 100ms, max: 200ms}
                    allow: [127.0.0.1]
                  ticker: {kind: timer, every: 100ms}
                """.formatted(shop.getAddress().getPort()));
        try (HubProcess hub = HubProcess.start(
                        folder,
                        "serve",
                        "--config",
                        file.toString(),
                        "--port",
                        "0",
                        "--data",
                        folder.resolve("data").toString())
                .awaitUp()) {
            until(() -> get(hub, hub.url() + "/api/animals/8").contains("\"title\":\"Tom\""));
            until(() -> get(hub, hub.url() + "/api/channels/clock").contains("-2"));
            assertThat(metrics(hub)).contains("tidings_source_owner{source=\"shop\"} 1");

            status = 500;
            until(() -> metrics(hub).contains("tidings_source_holding{source=\"shop\"} 1"));
            assertThat(metrics(hub))
                    .containsPattern("tidings_source_faults_total\\{source=\"shop\",reason=\"status\"} [1-9]");
            assertThat(get(hub, hub.url() + "/api/animals")).contains("Rex").contains("Tom");

            answer = "{\"data\":[{\"sku\":8,\"title\":\"Tom\"}]}";
            status = 200;
            until(() -> !get(hub, hub.url() + "/api/animals").contains("Rex"));
            assertThat(get(hub, hub.url() + "/api/channels/animals/publications"))
                    .contains("animal-created")
                    .contains("animal-deleted");
            hub.terminate();
            assertThat(hub.exitCode()).isZero();
        }
    }

    private static String get(HubProcess hub, String url) throws Exception {
        return hub.send("GET", url, "").body();
    }

    private static String metrics(HubProcess hub) throws Exception {
        return get(hub, hub.adminUrl() + "/metrics");
    }

    private static void until(Callable<Boolean> condition) {
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(condition);
    }
}
