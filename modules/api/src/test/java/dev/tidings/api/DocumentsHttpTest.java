package dev.tidings.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.api.TestClient.Answer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Documents through the whole hub: what only shows when the API and the hub meet. */
class DocumentsHttpTest {

    private static final String[] JSON_PATCH = {"Content-Type", "application/json-patch+json"};

    private TestNode node;
    private TestClient http;

    @BeforeEach
    void start() {
        node = TestNode.withHub();
        http = node.client();
        assertThat(http.put("/api/tasks/1", "{\"title\":\"a\"}").status()).isEqualTo(201);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void keepsItsOwnFieldsAndGivesDefaults() {
        JsonObject created = http.get("/api/tasks/1").json();

        JsonObject replaced = http.put(
                        "/api/tasks/1", "{\"title\":\"b\",\"createdAt\":\"x\",\"updatedAt\":7,\"updatedBy\":\"me\"}")
                .json();

        assertThat(created.getBoolean("done")).isFalse();
        assertThat(created.getString("createdAt")).matches("[0-9-]{10}T[0-9:]{8}\\.[0-9]{3}Z");
        assertThat(replaced.getString("createdAt")).isEqualTo(created.getString("createdAt"));
        assertThat(replaced.getString("updatedAt")).isNotEqualTo("7");
        assertThat(replaced.getString("updatedBy")).isNotEqualTo("me");
    }

    @Test
    void tellsNobodyOfAWriteThatChangesNothing() {
        Answer first = http.patch("/api/tasks/1", "{\"done\":true}");
        Answer second = http.patch("/api/tasks/1", "{\"done\":true}");

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.header("ETag")).isEqualTo("\"2\"").isEqualTo(first.header("ETag"));
        assertThat(second.header("Tidings-Position")).isEqualTo(first.header("Tidings-Position"));
        assertThat(second.body()).isEqualTo(first.body());
    }

    @Test
    void goesOnCountingWhenAnIdComesBack() {
        http.delete("/api/tasks/1");

        assertThat(http.put("/api/tasks/1", "{\"title\":\"b\"}", "If-Match", "\"1\"")
                        .status())
                .isEqualTo(412);
        assertThat(http.put("/api/tasks/1", "{\"title\":\"b\"}").header("ETag")).isEqualTo("\"3\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{\"op\":\"replace\",\"path\":\"/id\",\"value\":\"2\"}] | 400 | id-mismatch",
                "[{\"op\":\"add\",\"path\":\"/__proto__\",\"value\":1}] | 400 | malformed",
                "[{\"op\":\"add\",\"path\":\"/x\",\"value\":{\"constructor\":1}}] | 400 | malformed",
                "[{\"op\":\"remove\",\"path\":\"/title\"}] | 422 | schema",
                "[{\"op\":\"test\",\"path\":\"/version\",\"value\":7}] | 409 | patch-test-failed"
            })
    void refusesAPatchThatMakesWhatNoDocumentIs(String patch, int status, String code) {
        Answer answer = http.patch("/api/tasks/1", patch, JSON_PATCH);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        if (status == 409) {
            assertThat(answer.json().getJsonObject("current").getInteger("version"))
                    .isEqualTo(1);
        }
    }

    @Test
    void leavesItsOwnFieldsToNoPatch() {
        Answer answer = http.patch(
                "/api/tasks/1",
                "[{\"op\":\"replace\",\"path\":\"/version\",\"value\":9},{\"op\":\"remove\",\"path\":\"/createdAt\"}]",
                JSON_PATCH);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("ETag")).isEqualTo("\"1\"");
        assertThat(answer.json().getString("createdAt")).isNotNull();
    }

    @Test
    void showsEveryChangeInTheChannelOfTheCollection() {
        http.patch("/api/tasks/1", "{\"done\":true}");
        http.delete("/api/tasks/1");

        assertThat(http.get("/api/channels/tasks/publications").json().getJsonArray("publications").stream()
                        .map(publication -> ((JsonObject) publication).getString("event")))
                .containsExactly("task-created", "task-updated", "task-deleted");
    }
}
