package dev.tidings.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.api.TestClient.Answer;
import dev.tidings.model.Disconnect;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A held request is answered by the first news, by the end of its time, by a drain, or given up with its client. */
class LongPollHttpTest {

    private static final String HISTORY = "/api/channels/chat:1/publications";

    private TestNode node;
    private TestClient http;

    @BeforeEach
    void start() {
        node = TestNode.withFakeHub();
        http = node.client();
        http.put("/api/tasks/1", "{\"title\":\"a\"}");
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void answersWithTheWholeCollectionWhenItChanges() {
        CompletableFuture<Answer> held = hold("/api/tasks?wait=60");

        http.put("/api/tasks/2", "{\"title\":\"b\"}");

        Answer answer = held.join();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.array()).hasSize(2);
        assertThat(answer.header("ETag")).isEqualTo("\"k3f9k3f9k3f9-2\"");
        assertNothingIsLeft();
    }

    @Test
    void takesThePreferenceForTheParameter() {
        CompletableFuture<Answer> held = begin("/api/tasks", "Prefer", "respond-async, wait=60");

        http.delete("/api/tasks/1");

        assertThat(held.join().array()).isEmpty();
    }

    @Test
    void saysNotModifiedWhenTheTimeIsOver() {
        Answer answer = http.get("/api/tasks?wait=1", "If-None-Match", "\"k3f9k3f9k3f9-1\"");

        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.header("ETag")).isEqualTo("\"k3f9k3f9k3f9-1\"");
        assertNothingIsLeft();
    }

    @Test
    void holdsNobodyWhoIsBehindOrKnowsNothing() {
        assertThat(http.get("/api/tasks?wait=60").status()).isEqualTo(200);
        assertThat(http.get("/api/tasks?wait=60", "If-None-Match", "\"k3f9k3f9k3f9-0\"")
                        .status())
                .isEqualTo(200);
        assertThat(http.get("/api/tasks?wait=0", "If-None-Match", "*").status()).isEqualTo(304);
        assertThat(node.opened()).isZero();
    }

    @Test
    void refusesToWaitLongerThanItSays() {
        assertThat(http.get("/api/tasks?wait=61").status()).isEqualTo(400);
        assertThat(http.get("/api/tasks?wait=-1").status()).isEqualTo(400);
        assertThat(http.get("/api/tasks?wait=x").status()).isEqualTo(400);
    }

    @Test
    void losesNoChangeBetweenLookingAndWaiting() {
        List<CompletableFuture<Answer>> all = IntStream.range(0, 200)
                .mapToObj(i -> {
                    CompletableFuture<Answer> poll =
                            http.begin("GET", "/api/tasks?wait=60", null, "If-None-Match", etag());
                    http.put("/api/tasks/1", "{\"title\":\"" + i + "\"}");
                    return poll;
                })
                .toList();

        assertThat(all).allSatisfy(poll -> assertThat(poll.join().status()).isEqualTo(200));
        assertNothingIsLeft();
    }

    @Test
    void answersAtOnceWhenTheNodeGoesDown() {
        CompletableFuture<Answer> held = hold("/api/tasks?wait=60");

        node.onLoop(() ->
                List.copyOf(node.fakeHub().sessions).forEach(session -> session.disconnect(Disconnect.DRAIN, 1_000)));
        assertThat(held.join().status()).isEqualTo(304);

        node.onLoop(() -> node.fakeHub().draining = true);
        assertThat(http.get("/api/tasks?wait=60", "If-None-Match", "*").status())
                .isEqualTo(304);
        assertNothingIsLeft();
    }

    @Test
    void givesUpWithItsClient() throws IOException {
        try (Socket client = node.abandoned("/api/tasks?wait=60", "\"k3f9k3f9k3f9-1\"")) {
            await().until(() -> node.sessions() == 1);
            assertThat(client.isConnected()).isTrue();
        }

        assertNothingIsLeft();
    }

    @Test
    void passesOnThatTheHubCannotBeAsked() {
        node.onLoop(() -> node.fakeHub().subscribeFailure = new HubException(ErrorCode.UNAVAILABLE, "away"));

        Answer answer = http.get("/api/tasks?wait=60", "If-None-Match", "*");

        assertThat(answer.status()).isEqualTo(503);
        assertNothingIsLeft();
    }

    @Test
    void holdsAHistoryUntilThereIsMore() {
        http.post(HISTORY, "{\"data\":1}");
        CompletableFuture<Answer> held = begin(HISTORY + "?wait=60&since=k3f9k3f9k3f9-1");

        http.post(HISTORY, "{\"data\":2}");

        Answer answer = held.join();
        assertThat(answer.json().getString("position")).isEqualTo("k3f9k3f9k3f9-2");
        assertThat(answer.json().getJsonArray("publications")).hasSize(1);
        assertNothingIsLeft();
    }

    @Test
    void endsAHistoryThatStaysAsItIsWithAnEmptyList() {
        Answer answer = http.get(HISTORY + "?wait=1");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().getString("position")).isEqualTo("k3f9k3f9k3f9-0");
        assertThat(answer.json().getBoolean("recovered")).isTrue();
        assertThat(answer.json().getJsonArray("publications")).isEmpty();
    }

    @Test
    void holdsNobodyWhosePositionCannotBeFollowed() {
        assertThat(http.get(HISTORY + "?wait=60&since=nonsense").json().getBoolean("recovered"))
                .isFalse();
    }

    private CompletableFuture<Answer> hold(String path) {
        return begin(path, "If-None-Match", etag());
    }

    private CompletableFuture<Answer> begin(String path, String... headers) {
        String[] known = headers.length == 0 || headers[0].equals("If-None-Match")
                ? headers
                : new String[] {headers[0], headers[1], "If-None-Match", etag()};
        CompletableFuture<Answer> held = http.begin("GET", path, null, known);
        await().until(() -> node.sessions() == 1);
        return held;
    }

    private String etag() {
        return http.get("/api/tasks").header("ETag");
    }

    private void assertNothingIsLeft() {
        await().until(() -> node.sessions() == 0);
    }
}
