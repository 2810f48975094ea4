package dev.tidings.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.api.OpenApiTester.Attempt;
import dev.tidings.api.TestClient.Answer;
import dev.tidings.model.Seeded;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpHeaders;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The hub does what its OpenAPI document says, and nothing else, whatever it is asked. */
class OpenApiHttpTest {

    private static final int REQUESTS = 3_000;

    /** So many where chance has left out an operation that is seldom granted: one run in hundreds patches no document. */
    private static final int MOST_REQUESTS = 10 * REQUESTS;

    private static final int AT_A_TIME = 32;
    private static final Set<String> REFUSED = Set.of("createDocument", "patchDocument", "publish", "readHistory");

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

    private record Sent(Attempt attempt, CompletableFuture<Answer> answer) {}

    @Test
    void answersOnlyAsItsDocumentDeclares() {
        long seed = Seeded.seed(OpenApiHttpTest.class);
        OpenApiTester tester = new OpenApiTester(http.get("/api/openapi.json").json(), new Random(seed));
        Deque<Sent> underWay = new ArrayDeque<>();
        for (int i = 0; i < REQUESTS || (i < MOST_REQUESTS && !hasReachedAll(tester)); i++) {
            Attempt attempt = tester.attempt();
            underWay.add(
                    new Sent(attempt, http.begin(attempt.method(), attempt.path(), attempt.body(), attempt.headers())));
            if (underWay.size() == AT_A_TIME) {
                judge(tester, underWay.remove());
            }
        }
        underWay.forEach(sent -> judge(tester, sent));

        assertThat(tester.findings()).as("seed %d (-Dtidings.seed=)", seed).isEmpty();
        assertReached(tester);
    }

    /** A tester that only ever meets refusals would prove nothing: every operation must have done its work, too. */
    private static void assertReached(OpenApiTester tester) {
        assertThat(answered(tester, 2)).as("%s", tester.counts()).containsAll(tester.operations());
        assertThat(answered(tester, 4)).as("%s", tester.counts()).containsAll(REFUSED);
    }

    private static boolean hasReachedAll(OpenApiTester tester) {
        return answered(tester, 2).containsAll(tester.operations())
                && answered(tester, 4).containsAll(REFUSED);
    }

    /** The operations that were answered with a status of this hundred. */
    private static Set<String> answered(OpenApiTester tester, int hundred) {
        return tester.counts().keySet().stream()
                .filter(count -> count.contains(" " + hundred))
                .map(count -> count.substring(0, count.indexOf(' ')))
                .collect(Collectors.toSet());
    }

    @Test
    void catchesAServerThatDoesOtherwise() {
        JsonObject document = http.get("/api/openapi.json").json();
        Answer fault = answer(500, "application/problem+json", "{}");
        Answer undeclared = answer(418, "application/json", "{}");
        Answer untyped = answer(200, "text/html", "<p>");
        Answer unfit = answer(200, "application/json", "{\"an\":\"object\"}");

        for (Answer wrong : List.of(fault, undeclared, untyped, unfit)) {
            OpenApiTester tester = new OpenApiTester(document, new Random(1));
            Attempt list = tester.attempt();
            while (!list.operationId().equals("listDocuments")) {
                list = tester.attempt();
            }
            tester.judge(list, wrong);

            assertThat(tester.findings()).as("%s", wrong).hasSize(1);
        }
    }

    private static void judge(OpenApiTester tester, Sent sent) {
        tester.judge(sent.attempt(), sent.answer().join());
    }

    private static Answer answer(int status, String type, String body) {
        return new Answer(status, HttpHeaders.of(Map.of("Content-Type", List.of(type)), (name, value) -> true), body);
    }
}
