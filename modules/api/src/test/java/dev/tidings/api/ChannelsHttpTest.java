package dev.tidings.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.api.TestClient.Answer;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract §5 over a real listener, on a hub whose faults the test commands. */
class ChannelsHttpTest {

    private static final String CHAT = "/api/channels/chat:1/publications";
    private static final String[] LINES = {"Content-Type", "application/x-ndjson"};

    private TestNode node;
    private TestClient http;

    @BeforeEach
    void start() {
        node = TestNode.withFakeHub();
        http = node.client();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void publishesAndSaysWhere() {
        Answer answer = http.post(CHAT, "{\"event\":\"said\",\"key\":\"k\",\"data\":{\"n\": 1.00}}");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Tidings-Position")).isEqualTo("k3f9k3f9k3f9-1");
        assertThat(answer.body())
                .isEqualTo(
                        "{\"channel\":\"chat:1\",\"epoch\":\"k3f9k3f9k3f9\",\"offset\":1,\"position\":\"k3f9k3f9k3f9-1\"}");
        assertThat(http.get(CHAT).body())
                .isEqualTo("{\"channel\":\"chat:1\",\"position\":\"k3f9k3f9k3f9-1\",\"head\":\"k3f9k3f9k3f9-1\","
                        + "\"recovered\":true,\"publications\":[{\"offset\":1,\"event\":\"said\",\"key\":\"k\","
                        + "\"data\":{\"n\":1.00},\"time\":1767225600000}]}");
    }

    @Test
    void takesWhatIsNullForAbsent() {
        assertThat(http.post(CHAT, "{\"event\":null,\"key\":null,\"data\":1}").status())
                .isEqualTo(201);
        assertThat(http.get(CHAT).body()).contains("{\"offset\":1,\"event\":\"message\",\"data\":1,\"time\":");
    }

    @Test
    void refusesABatchAsAWholeFromSomebodyUnknown() {
        try (TestNode closed = TestNode.ofStrangers()) {
            Answer answer = closed.client().post("/api/publications", "[{\"channel\":\"chat:1\"}]");

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.body()).contains("You must be signed in.");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"event\":\"error\"}       | 400 | reserved-event",
                "{\"event\":\"tidings:x\"}   | 400 | reserved-event",
                "{\"event\":\"a b\"}         | 400 | malformed",
                "{\"event\":\"\"}            | 400 | malformed",
                "{\"key\":\"\"}              | 400 | malformed",
                "{\"channel\":\"chat:2\"}    | 400 | malformed",
                "{\"event\":7}               | 422 | schema",
                "[]                          | 422 | schema",
                "{                           | 400 | malformed"
            })
    void refusesWhatIsNoPublication(String body, int status, String code) {
        Answer answer = http.post(CHAT, body);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
    }

    @Test
    void refusesDataBeyondItsLimitAndTakesItUpToThat() {
        String data = "\"" + "x".repeat(64 * 1024 - 2) + "\"";

        assertThat(http.post(CHAT, "{\"data\":" + data + "}").status()).isEqualTo(201);
        assertThat(http.post(CHAT, "{\"data\":[" + data + "]}").status()).isEqualTo(413);
    }

    @Test
    void refusesChannelsThatAreNoneOrACollections() {
        assertThat(http.post("/api/channels/:x/publications", "{}").status()).isEqualTo(400);
        assertThat(http.post("/api/channels/a%2Fb/publications", "{}").status()).isEqualTo(400);
        Answer collection = http.post("/api/channels/tasks/publications", "{}");
        assertThat(collection.status()).isEqualTo(409);
        assertThat(collection.code()).isEqualTo("collection-channel");
    }

    @Test
    void answersEachItemOfAnArrayByItself() {
        Answer answer = http.post(
                "/api/publications",
                "[{\"channel\":\"a\",\"data\":1},5,{\"data\":1},{\"channel\":\"tasks\"},{\"channel\":\"a\",\"event\":\"open\"},{\"channel\":\"a\"}]");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.array().stream().map(result -> ((JsonObject) result).getInteger("status")))
                .containsExactly(201, 422, 422, 409, 400, 201);
        assertThat(answer.array().getJsonObject(5).getString("position")).isEqualTo("k3f9k3f9k3f9-2");
        assertThat(answer.array().getJsonObject(3).getString("channel")).isEqualTo("tasks");
        assertThat(answer.array().getJsonObject(3).getJsonObject("error").getString("code"))
                .isEqualTo("collection-channel");
        assertThat(http.post("/api/publications", "[]").body()).isEqualTo("[]");
    }

    @Test
    void answersEachLineByItself() {
        Answer answer = http.post(
                "/api/publications", "{\"channel\":\"a\",\"data\":1}\r\n\n{\"chan\n\u00e4\n{\"channel\":\"b\"}", LINES);

        assertThat(answer.header("Content-Type")).isEqualTo("application/x-ndjson");
        List<JsonObject> results = answer.body().lines().map(JsonObject::new).toList();
        assertThat(results.stream().map(result -> result.getInteger("status"))).containsExactly(201, 400, 400, 201);
        assertThat(results.get(3).getString("channel")).isEqualTo("b");
    }

    @Test
    void keepsTheOrderOfManyLines() {
        String body = IntStream.range(0, 10_000)
                .mapToObj(i -> "{\"channel\":\"c" + i % 3 + "\",\"data\":" + i + "}\n")
                .reduce(new StringBuilder(), StringBuilder::append, StringBuilder::append)
                .toString();

        Answer answer = http.post("/api/publications", body, LINES);

        assertThat(answer.body().lines()).hasSize(10_000).allMatch(line -> line.startsWith("{\"status\":201"));
        List<Integer> data =
                http.get("/api/channels/c0/publications?limit=1000").json().getJsonArray("publications").stream()
                        .map(publication -> ((JsonObject) publication).getInteger("data"))
                        .toList();
        assertThat(data)
                .hasSize(1_000)
                .isEqualTo(IntStream.range(0, 1_000).map(i -> 3 * i).boxed().toList());
    }

    @Test
    void refusesMoreItemsThanItSays() {
        String line = "{\"channel\":\"a\"}\n";
        assertThat(http.post("/api/publications", line.repeat(10_001), LINES).status())
                .isEqualTo(413);
        assertThat(http.post("/api/publications", "[" + "1,".repeat(10_000) + "1]")
                        .status())
                .isEqualTo(413);
    }

    @Test
    void givesEachItemOfABatchItsOwnKey() {
        String[] key = {"Idempotency-Key", "k"};
        String batch = "[{\"channel\":\"a\",\"data\":1},{\"channel\":\"a\",\"data\":1}]";

        Answer first = http.post("/api/publications", batch, key);
        Answer again = http.post("/api/publications", batch, key);

        assertThat(again.body()).isEqualTo(first.body());
        assertThat(http.get("/api/channels/a").json().getString("position")).isEqualTo("k3f9k3f9k3f9-2");
        Answer other = http.post("/api/publications", "[{\"channel\":\"a\",\"data\":2}]", key);
        assertThat(other.array().getJsonObject(0).getJsonObject("error").getString("code"))
                .isEqualTo("idempotency-key-reused");
    }

    @Test
    void tellsForEachItemWhatTheHubSays() {
        node.onLoop(() -> node.fakeHub().failure = new HubException(ErrorCode.OUTCOME_UNKNOWN, "who knows"));

        Answer answer = http.post("/api/publications", "[{\"channel\":\"a\"},{\"channel\":\"a\"}]");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.array().stream().map(result -> ((JsonObject) result).getInteger("status")))
                .containsExactly(504, 504);
    }

    @Test
    void pagesThroughHistory() {
        for (int i = 1; i <= 5; i++) {
            http.post(CHAT, "{\"data\":" + i + "}");
        }

        JsonObject first = http.get(CHAT + "?limit=2").json();
        assertThat(first.getString("position")).isEqualTo("k3f9k3f9k3f9-2");
        assertThat(first.getString("head")).isEqualTo("k3f9k3f9k3f9-5");
        JsonObject second =
                http.get(CHAT + "?limit=4&since=" + first.getString("position")).json();
        assertThat(second.getJsonArray("publications")).hasSize(3);
        assertThat(http.get(CHAT + "?since=head").json().getJsonArray("publications"))
                .isEmpty();
        assertThat(http.get(CHAT + "?since=earliest").json().getJsonArray("publications"))
                .hasSize(5);
        assertThat(http.get(CHAT + "?limit=0").status()).isEqualTo(400);
        assertThat(http.get(CHAT + "?limit=1001").status()).isEqualTo(400);
    }

    @Test
    void describesAChannel() {
        http.post(CHAT, "{}");

        assertThat(http.get("/api/channels/chat:1").body())
                .isEqualTo(
                        "{\"channel\":\"chat:1\",\"position\":\"k3f9k3f9k3f9-1\",\"oldest\":1,\"history\":{\"kind\":\"log\","
                                + "\"maxPublications\":1000,\"maxAgeMillis\":86400000},\"subscribers\":0}");
    }
}
