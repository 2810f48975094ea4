package dev.tidings.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.api.TestClient.Answer;
import dev.tidings.model.Seeded;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds when many write at once, and when answers get lost: on the real hub, over real connections. */
class ConcurrencyTest {

    private TestNode node;
    private TestClient http;

    @BeforeEach
    void start() {
        node = TestNode.withHub();
        http = node.client();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    /** R16: each publication is sent until its answer gets through, and every third answer is thrown away. */
    @Test
    void doublesNothingWhenEveryThirdAnswerIsLost() {
        int sent = 0;
        for (int i = 0; i < 300; i++) {
            String body = "{\"data\":" + i + "}";
            boolean arrived = false;
            while (!arrived) {
                Answer answer = http.post("/api/channels/r16/publications", body, "Idempotency-Key", "k" + i);
                assertThat(answer.status()).isEqualTo(201);
                assertThat(answer.json().getLong("offset")).isEqualTo(i + 1);
                arrived = ++sent % 3 != 0;
            }
        }

        List<Integer> data =
                http.get("/api/channels/r16/publications?limit=1000").json().getJsonArray("publications").stream()
                        .map(publication -> ((JsonObject) publication).getInteger("data"))
                        .toList();
        assertThat(sent).isGreaterThan(400);
        assertThat(data).hasSize(300).doesNotHaveDuplicates().isSorted();
    }

    /** R16: the same request twice at the same instant, on connections of their own. */
    @Test
    void givesTwoSimultaneousRequestsWithOneKeyTheSameAnswer() {
        for (int i = 0; i < 500; i++) {
            String body = "{\"title\":\"t" + i + "\"}";
            String[] headers = {"Idempotency-Key", "k" + i, "Content-Type", "application/json"};
            CompletableFuture<Answer> one = http.begin("POST", "/api/tasks", body, headers);
            CompletableFuture<Answer> other = http.begin("POST", "/api/tasks", body, headers);

            assertThat(one.join().status()).isEqualTo(201);
            assertThat(other.join().status()).isEqualTo(201);
            assertThat(other.join().body()).isEqualTo(one.join().body());
            assertThat(other.join().header("Tidings-Position"))
                    .isEqualTo(one.join().header("Tidings-Position"));
            assertThat(other.join().header("ETag")).isEqualTo(one.join().header("ETag"));
            assertThat(other.join().header("Location")).isEqualTo(one.join().header("Location"));
        }
        assertThat(http.get("/api/tasks").array()).hasSize(500);
    }

    /** R17: eight writers count up one document, each retrying when another was first. */
    @Test
    void losesNoUpdateAmongWritersThatAskForWhatTheySaw() throws Exception {
        http.put("/api/tasks/n", "{\"n\":0}");
        List<CompletableFuture<Integer>> writers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            writers.add(CompletableFuture.supplyAsync(() -> increments(25), task -> new Thread(task).start()));
        }

        int successes = writers.stream().mapToInt(CompletableFuture::join).sum();

        JsonObject counter = http.get("/api/tasks/n").json();
        assertThat(successes).isEqualTo(200);
        assertThat(counter.getInteger("n")).isEqualTo(200);
        assertThat(counter.getInteger("version")).isEqualTo(201);
        assertThat(http.get("/api/channels/tasks").json().getString("position")).endsWith("-201");
    }

    private int increments(int wanted) {
        int done = 0;
        while (done < wanted) {
            Answer seen = http.get("/api/tasks/n");
            int next = seen.json().getInteger("n") + 1;
            Answer answer = http.put("/api/tasks/n", "{\"n\":" + next + "}", "If-Match", seen.header("ETag"));
            assertThat(answer.status()).isIn(200, 412);
            done += answer.status() == 200 ? 1 : 0;
        }
        return done;
    }

    /** A list is never older than a write that was acknowledged before it was asked for (H6). */
    @Test
    void readsEveryWriteThatWasAcknowledged() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            Answer created = http.post("/api/tasks", "{\"title\":\"" + i + "\"}");
            ids.add(created.json().getString("id"));

            Answer list = http.get("/api/tasks");
            assertThat(list.array()).hasSize(ids.size());
            assertThat(list.header("ETag")).isEqualTo('"' + created.header("Tidings-Position") + '"');
        }
    }

    /** Long polls and writers at full speed: every change ends every poll that was held, and none waits in vain. */
    @Test
    void wakesEveryLongPollThatAChangeConcerns() {
        long seed = Seeded.seed(ConcurrencyTest.class);
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            String etag = http.get("/api/tasks").header("ETag");
            List<CompletableFuture<Answer>> polls = new ArrayList<>();
            int before = random.nextInt(8);
            for (int i = 0; i < before; i++) {
                polls.add(http.begin("GET", "/api/tasks?wait=60", null, "If-None-Match", etag));
            }
            http.put("/api/tasks/1", "{\"title\":\"" + round + "\"}");
            polls.add(http.begin("GET", "/api/tasks?wait=60", null, "If-None-Match", etag));

            for (CompletableFuture<Answer> poll : polls) {
                assertThat(poll.join().status()).as("seed %d", seed).isEqualTo(200);
                assertThat(poll.join().header("ETag")).isNotEqualTo(etag);
            }
        }
    }
}
