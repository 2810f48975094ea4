package dev.tidings.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.api.TestClient.Answer;
import dev.tidings.edge.ClientLimits;
import dev.tidings.edge.ListenerLimits;
import dev.tidings.edge.ListenerSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A batch is as many writes as it has items: else one request could say what a thousand may not. */
class BatchLimitTest {

    private static final ClientLimits FOUR_WRITES = new ClientLimits(100, 100, 100, 4, 100, 100, 100, 100, false);
    private static final ListenerLimits LIMITS =
            new ListenerLimits(8192, 16384, 10_000, 30_000, 60_000, 30_000, 100, FOUR_WRITES, 500);
    private static final ListenerSettings SETTINGS =
            new ListenerSettings("127.0.0.1", 0, null, false, true, List.of(), LIMITS);
    private static final String CHAT = "/api/channels/chat:1/publications";

    private final String[] lines = {"Content-Type", "application/x-ndjson"};

    @Test
    void letsALargeBatchInWholeAndRefusesTheNextWholly() {
        try (TestNode node = TestNode.withFakeHub(SETTINGS)) {
            TestClient http = node.client();
            Answer first = http.post("/api/publications", "{\"channel\":\"chat:1\",\"data\":1}\n".repeat(60), lines);
            assertThat(first.status()).isEqualTo(200);
            assertThat(first.body().lines()).hasSize(60).allMatch(line -> line.contains("\"status\":201"));

            Answer next = http.post("/api/publications", "{\"channel\":\"chat:1\",\"data\":2}\n".repeat(2), lines);
            assertThat(next.status()).isEqualTo(429);
            assertThat(next.code()).isEqualTo("too-many-requests");
            assertThat(next.json().getString("detail")).isEqualTo("Your address sends more than 4 writes a second.");
            assertThat(Integer.parseInt(next.header("Retry-After")))
                    .as("60 writes less the 8 that may come at once, 4 a second, less what passed meanwhile")
                    .isBetween(2, 14);
            assertThat(http.post(CHAT, "{\"data\":3}").status()).isEqualTo(429);
            assertThat(http.get("/api/channels/chat:1").json().getString("position"))
                    .as("nothing of what was refused was done")
                    .endsWith("-60");
        }
    }

    @Test
    void countsTheItemsOfAnArrayToo() {
        try (TestNode node = TestNode.withFakeHub(SETTINGS)) {
            String item = "{\"channel\":\"chat:1\",\"data\":1}";
            TestClient http = node.client();
            assertThat(http.post("/api/publications", "[" + (item + ",").repeat(99) + item + "]")
                            .status())
                    .isEqualTo(200);
            assertThat(http.post("/api/publications", "[" + item + "]").status())
                    .isEqualTo(429);
        }
    }
}
