package dev.tidings.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.api.TestClient.Answer;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract §3 over a real listener, on a hub whose faults the test commands. */
class CollectionsHttpTest {

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
    void createsADocumentAndSaysWhereItIs() {
        Answer answer = http.post("/api/tasks", "{\"id\":\"a.b:c-1\",\"title\":\"x\",\"price\":1.10}");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo("/api/tasks/a.b:c-1");
        assertThat(answer.header("ETag")).isEqualTo("\"1\"");
        assertThat(answer.header("Tidings-Position")).isEqualTo("k3f9k3f9k3f9-1");
        assertThat(answer.body()).contains("\"price\":1.10");
        assertThat(http.get(answer.header("Location")).body()).isEqualTo(answer.body());
    }

    @Test
    void namesADocumentThatBringsNoName() {
        Answer answer = http.post("/api/tasks", "{\"title\":\"x\"}");

        assertThat(answer.header("Location"))
                .isEqualTo("/api/tasks/" + answer.json().getString("id"));
    }

    @Test
    void refusesToCreateWhatExistsAndShowsIt() {
        http.post("/api/tasks", "{\"id\":\"1\",\"title\":\"x\"}");

        Answer answer = http.post("/api/tasks", "{\"id\":\"1\",\"title\":\"y\"}");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.code()).isEqualTo("exists");
        assertThat(answer.json().getJsonObject("current").getString("title")).isEqualTo("x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"id\":\"stream\"}       | 400 | malformed",
                "{\"id\":\"a/b\"}          | 400 | malformed",
                "{\"id\":\"..\"}           | 400 | malformed",
                "{\"id\":\"\"}             | 400 | malformed",
                "{\"id\":1}                | 400 | malformed",
                "{\"id\":null}             | 400 | malformed",
                "{\"__proto__\":{}}        | 400 | malformed",
                "{\"a\":{\"prototype\":1}} | 400 | malformed",
                "{\"a\":1,\"a\":2}         | 400 | malformed",
                "{\"a\":1e999}             | 400 | malformed",
                "{\"a\":                   | 400 | malformed",
                "{} {}                     | 400 | malformed",
                "[]                        | 422 | schema",
                "\"a\"                     | 422 | schema"
            })
    void refusesABodyThatIsNoDocument(String body, int status, String code) {
        Answer answer = http.post("/api/tasks", body);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
    }

    @Test
    void refusesOtherMediaTypesAndSizes() {
        assertThat(http.post("/api/tasks", "{}", "Content-Type", "text/plain").status())
                .isEqualTo(415);
        assertThat(http.post("/api/tasks", "{}", "Content-Type", "application/json-patch+json")
                        .status())
                .isEqualTo(415);
        String long1 = "{\"title\":\"" + "x".repeat(64 * 1024 - 12) + "\"}";
        assertThat(http.put("/api/tasks/1", long1).status()).isEqualTo(201);
        Answer tooLong = http.put("/api/tasks/1", long1.replace("title", "titles"));
        assertThat(tooLong.status()).isEqualTo(413);
        assertThat(tooLong.json().getString("detail")).contains("65536");
    }

    @Test
    void putsADocumentOnlyUnderItsOwnName() {
        assertThat(http.put("/api/tasks/1", "{\"id\":\"2\",\"title\":\"x\"}").code())
                .isEqualTo("id-mismatch");
        assertThat(http.put("/api/tasks/1", "{\"id\":\"1\",\"title\":\"x\"}").status())
                .isEqualTo(201);
        assertThat(http.put("/api/tasks/1", "{\"title\":\"y\"}").status()).isEqualTo(200);
        assertThat(http.put("/api/tasks/stream", "{\"title\":\"y\"}").status()).isGreaterThanOrEqualTo(400);
        assertThat(http.patch("/api/tasks/1", "{\"id\":\"2\"}").code()).isEqualTo("id-mismatch");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "If-Match      | \"2\"          | 200",
                "If-Match      | \"1\", \"2\"   | 200",
                "If-Match      | *              | 200",
                "If-Match      | \"1\"          | 412",
                "If-Match      | W/\"2\"        | 412",
                "If-Match      | \"x\"          | 412",
                "If-Match      | 2              | 400",
                "If-None-Match | *              | 412",
                "If-None-Match | \"2\"          | 400"
            })
    void asksForThePreconditionFirst(String header, String value, int status) {
        http.put("/api/tasks/1", "{\"title\":\"a\"}");
        http.put("/api/tasks/1", "{\"title\":\"b\"}");

        Answer answer = http.put("/api/tasks/1", "{\"title\":\"c\"}", header, value);

        assertThat(answer.status()).isEqualTo(status);
        if (status == 412) {
            assertThat(answer.json().getJsonObject("current").getInteger("version"))
                    .isEqualTo(2);
        }
    }

    @Test
    void wantsSomethingToMatchWhereNothingIs() {
        assertThat(http.put("/api/tasks/new", "{\"title\":\"c\"}", "If-Match", "*")
                        .status())
                .isEqualTo(412);
        assertThat(http.put("/api/tasks/new", "{\"title\":\"c\"}", "If-None-Match", "*")
                        .status())
                .isEqualTo(201);
        assertThat(http.delete("/api/tasks/none").status()).isEqualTo(404);
        assertThat(http.delete("/api/tasks/none", "If-Match", "\"1\"").status()).isEqualTo(412);
    }

    @Test
    void takesAVersionInTheBodyForAPrecondition() {
        http.put("/api/tasks/1", "{\"title\":\"a\"}");

        assertThat(http.patch("/api/tasks/1", "{\"title\":\"b\",\"version\":1}").status())
                .isEqualTo(200);
        Answer stale = http.patch("/api/tasks/1", "{\"title\":\"c\",\"version\":1}");
        assertThat(stale.status()).isEqualTo(409);
        assertThat(stale.code()).isEqualTo("version-conflict");
        assertThat(stale.json().getJsonObject("current").getString("title")).isEqualTo("b");
        assertThat(http.put("/api/tasks/1", "{\"version\":\"2\"}").status()).isEqualTo(400);
        assertThat(http.put("/api/tasks/1", "{\"version\":0}").status()).isEqualTo(400);
        assertThat(http.put("/api/tasks/1", "{\"version\":1.5}").status()).isEqualTo(400);
    }

    @Test
    void patchesByEitherStandard() {
        http.put("/api/tasks/1", "{\"title\":\"a\",\"x\":{\"y\":1,\"z\":2}}");

        assertThat(http.patch("/api/tasks/1", "{\"x\":{\"y\":null}}").json().getJsonObject("x"))
                .isEqualTo(new JsonObject().put("z", 2));
        String operations = "[{\"op\":\"test\",\"path\":\"/x/z\",\"value\":2},{\"op\":\"remove\",\"path\":\"/x\"}]";
        String[] type = {"Content-Type", "application/json-patch+json"};
        assertThat(http.patch("/api/tasks/1", operations, type).json().containsKey("x"))
                .isFalse();
        Answer failed = http.patch("/api/tasks/1", operations, type);
        assertThat(failed.status()).isEqualTo(409);
        assertThat(failed.code()).isEqualTo("patch-test-failed");
        assertThat(http.patch("/api/tasks/1", "{}", type).status()).isEqualTo(400);
        assertThat(http.patch("/api/tasks/1", "[]").status()).isEqualTo(422);
        assertThat(http.patch("/api/tasks/none", "{}").status()).isEqualTo(404);
    }

    @Test
    void deletesADocument() {
        http.put("/api/tasks/1", "{\"title\":\"a\"}");

        Answer deleted = http.delete("/api/tasks/1", "If-Match", "\"1\"");

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.header("Tidings-Position")).endsWith("-2");
        assertThat(http.get("/api/tasks/1").status()).isEqualTo(404);
    }

    @Test
    void listsWithATagThatSavesTheNextList() {
        http.put("/api/tasks/1", "{\"title\":\"a\"}");

        Answer list = http.get("/api/tasks");
        assertThat(list.array()).hasSize(1);
        assertThat(list.header("ETag")).isEqualTo("\"k3f9k3f9k3f9-1\"");
        assertThat(list.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(list.header("Tidings-Position")).isEqualTo("k3f9k3f9k3f9-1");
        assertThat(list.header("Tidings-Stale")).isNull();

        for (String known :
                new String[] {"\"k3f9k3f9k3f9-1\"", "W/\"k3f9k3f9k3f9-1\"", "\"x\", \"k3f9k3f9k3f9-1\"", "*"}) {
            Answer same = http.get("/api/tasks", "If-None-Match", known);
            assertThat(same.status()).as(known).isEqualTo(304);
            assertThat(same.header("ETag")).isEqualTo(list.header("ETag"));
            assertThat(same.body()).isEmpty();
        }
        assertThat(http.get("/api/tasks", "If-None-Match", "\"k3f9k3f9k3f9-0\"").status())
                .isEqualTo(200);
        assertThat(http.get("/api/tasks/1", "If-None-Match", "\"1\"").status()).isEqualTo(304);
        assertThat(http.send("HEAD", "/api/tasks", null).header("ETag")).isEqualTo(list.header("ETag"));
    }

    @Test
    void saysThatAListMayBeOldWhileTheLogIsAway() {
        node.onLoop(() -> node.fakeHub().staleMillis = 1_001);

        assertThat(http.get("/api/tasks").header("Tidings-Stale")).isEqualTo("2");
    }

    @Test
    void answersTheSameKeyWithTheFirstAnswer() {
        String[] key = {"Idempotency-Key", "k 1"};
        Answer first = http.post("/api/tasks", "{\"title\":\"x\"}", key);

        Answer second = http.post("/api/tasks", "{\"title\":\"x\"}", key);
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("Tidings-Position")).isEqualTo(first.header("Tidings-Position"));
        assertThat(http.get("/api/tasks").array()).hasSize(1);
        assertThat(http.post("/api/tasks", "{\"title\":\"y\"}", key).code()).isEqualTo("idempotency-key-reused");
        assertThat(http.put("/api/tasks/1", "{\"title\":\"x\"}", key).status()).isEqualTo(422);
    }

    @Test
    void tellsRequestsApartByTheirPreconditions() {
        String[] first = {"Idempotency-Key", "k", "If-Match", "*"};
        http.put("/api/tasks/1", "{\"title\":\"a\"}");
        http.put("/api/tasks/1", "{\"title\":\"x\"}", first);

        assertThat(http.put("/api/tasks/1", "{\"title\":\"x\"}", first).status())
                .isEqualTo(200);
        assertThat(http.put("/api/tasks/1", "{\"title\":\"x\"}", "Idempotency-Key", "k")
                        .status())
                .isEqualTo(422);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 256})
    void refusesAKeyOfAnotherLength(int length) {
        assertThat(http.post("/api/tasks", "{\"title\":\"x\"}", "Idempotency-Key", "k".repeat(length))
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"UNAVAILABLE, 503", "OUTCOME_UNKNOWN, 504", "KEYS_EXHAUSTED, 429", "COLLECTION_FULL, 409"})
    void tellsWhatTheHubSays(ErrorCode failure, int status) {
        node.onLoop(() -> node.fakeHub().failure = new HubException(failure, "why").withRetryAfterMillis(1_500));

        Answer answer = http.post("/api/tasks", "{\"title\":\"x\"}");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(failure.code());
        if (status == 503 || status == 429) {
            assertThat(answer.header("Retry-After")).isEqualTo("2");
        }
    }

    @Test
    void knowsNoOtherCollection() {
        for (String method : new String[] {"GET", "POST"}) {
            assertThat(http.send(
                                    method,
                                    "/api/pets",
                                    method.equals("GET") ? null : "{}",
                                    "Content-Type",
                                    "application/json")
                            .code())
                    .isEqualTo("not-found");
        }
        assertThat(http.get("/api/pets/1").status()).isEqualTo(404);
        assertThat(http.delete("/api/pets/1").status()).isEqualTo(404);
    }

    @Test
    void tellsItsStatusToEverybody() {
        Answer answer = http.get("/api/status", "Origin", "https://elsewhere.example");

        assertThat(answer.json())
                .isEqualTo(new JsonObject()
                        .put("status", "ok")
                        .put("version", "0.1.0")
                        .put("node", "n1")
                        .put("nodes", 1));
    }
}
