package dev.tidings.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.it.ProxiedHub;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stock {@code engine.io-client} under Node.js, by each way it has, with text and bytes and a line that drops. */
class EngineIoIT {

    @TempDir
    private static Path folder;

    private static StockClients clients;
    private static ProxiedHub hub;

    @BeforeAll
    static void start() throws Exception {
        clients = StockClients.installed();
        hub = new ProxiedHub(folder.resolve("hub"), Map.of("TIDINGS_CONFORMANCE", "true", "TIDINGS_EVENT_LOOPS", "2"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (hub != null) {
            hub.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "websocket", "polling,websocket"})
    void getsEverythingBackOnceAndInOrderAndComesBackAfterACut(String transports) throws Exception {
        JsonObject input =
                new JsonObject().put("url", hub.url()).put("transports", new JsonArray(List.of(transports.split(","))));

        JsonObject result = clients.run("engineio.js", input, hub::step);

        assertThat(result.getString("closed")).startsWith("transport");
        assertThat(result.getInteger("upgrades")).isEqualTo(transports.contains(",") ? 1 : 0);
    }
}
