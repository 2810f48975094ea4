package dev.tidings.edge;

import static dev.tidings.edge.EdgeNode.json;
import static dev.tidings.edge.EdgeNode.operation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What happens to a request between the gate and its operation. */
@TestInstance(Lifecycle.PER_CLASS)
class DispatcherTest {

    private static final String HOST = "Host: localhost\r\n";
    private static final JsonObject TITLED = new JsonObject()
            .put("type", "object")
            .put("required", List.of("title"))
            .put("properties", new JsonObject().put("title", new JsonObject().put("type", "string")));

    private final AtomicBoolean draining = new AtomicBoolean();
    private final EdgeNode node = new EdgeNode(
            ListenerSettings.development(0),
            new Border(DevelopmentIdentity.authenticator(), draining::get),
            operation(HttpMethod.GET, "/api/{collection}", DispatcherTest::echoPath),
            operation(HttpMethod.GET, "/api/tasks/{id}", DispatcherTest::echoPath),
            operation(
                    HttpMethod.GET, "/api/tasks/stream", exchange -> exchange.respond(200, JsonText.of("\"stream\""))),
            operation(
                    HttpMethod.POST,
                    "/api/{collection}",
                    List.of(),
                    json(64, TITLED),
                    exchange -> exchange.respond(201, exchange.json())),
            operation(
                    HttpMethod.GET,
                    "/limited",
                    List.of(new Operation.Parameter(
                            Operation.Place.QUERY,
                            "limit",
                            false,
                            new JsonObject()
                                    .put("type", "integer")
                                    .put("minimum", 1)
                                    .put("maximum", 9),
                            "How many.")),
                    null,
                    exchange -> exchange.respond(200, JsonText.of("" + exchange.query("limit", 5)))),
            operation(HttpMethod.GET, "/throws", exchange -> {
                throw new IllegalStateException("the secret password");
            }),
            operation(HttpMethod.GET, "/twice", exchange -> {
                exchange.respond(200, JsonText.of("1"));
                exchange.respond(200, JsonText.of("2"));
            }),
            operation(
                    HttpMethod.GET,
                    "/busy",
                    exchange -> exchange.fail(
                            new HubException(ErrorCode.UNAVAILABLE, "Wait.").withRetryAfterMillis(1_500))),
            operation(
                    HttpMethod.GET,
                    "/nobody",
                    exchange -> exchange.fail(new HubException(ErrorCode.UNAUTHENTICATED, "x"))),
            operation(HttpMethod.GET, "/", exchange -> exchange.respond(200, JsonText.of("\"root\""))),
            operation(HttpMethod.GET, "/mine", exchange -> {
                exchange.require(Right.WRITE, new ChannelName("tasks"));
                exchange.respond(204);
            }));

    private static void echoPath(Exchange exchange) {
        String name = exchange.request().path().startsWith("/api/tasks/") ? "id" : "collection";
        exchange.respond(200, JsonText.of(JsonText.quote(exchange.path(name))));
    }

    @AfterAll
    void close() {
        node.close();
    }

    private RawClient.Answer get(String target) {
        return node.request("GET " + target + " HTTP/1.1\r\n" + HOST + "\r\n");
    }

    private RawClient.Answer post(String target, String type, String body) {
        return node.request("POST " + target + " HTTP/1.1\r\n" + HOST + "Content-Type: " + type + "\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body);
    }

    @Test
    void leadsLiteralSegmentsBeforeParameters() {
        assertThat(get("/api/pets").body()).isEqualTo("\"pets\"");
        assertThat(get("/api/tasks/1").body()).isEqualTo("\"1\"");
        assertThat(get("/api/tasks/stream").body()).isEqualTo("\"stream\"");
        assertThat(get("/api/tasks/a%2Fb+c").body()).isEqualTo("\"a/b+c\"");
        assertThat(get("/").body()).isEqualTo("\"root\"");
    }

    @Test
    void knowsNoOtherWayToAPath() {
        for (String path :
                List.of("//", "//api/pets", "/api/pets/", "/api/../limited", "/%2e%2e/limited", "/limited/..;/")) {
            RawClient.Answer answer = get(path);
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        }
        assertThat(get("/api/%zz").status()).isEqualTo(400);
        assertThat(get("/limited?limit=%zz").status()).isEqualTo(400);
    }

    @Test
    void tellsWhichMethodsAreAllowed() {
        RawClient.Answer refused = node.request("DELETE /api/pets HTTP/1.1\r\n" + HOST + "\r\n");
        assertThat(refused.status()).isEqualTo(405);
        assertThat(refused.header("allow")).isEqualTo("GET, HEAD, POST, OPTIONS");
        RawClient.Answer asked = node.request("OPTIONS /api/pets HTTP/1.1\r\n" + HOST + "\r\n");
        assertThat(asked.status()).isEqualTo(204);
        assertThat(asked.header("allow")).isEqualTo("GET, HEAD, POST, OPTIONS");
    }

    @Test
    void answersHeadWithTheHeadOfGet() {
        try (RawClient client = node.connect()) {
            client.send("HEAD /api/pets HTTP/1.1\r\n" + HOST + "\r\n");
            RawClient.Answer head = client.read(false);
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("content-length")).isEqualTo("6");
            client.send("GET /api/pets HTTP/1.1\r\n" + HOST + "\r\n");
            assertThat(client.read().body()).isEqualTo("\"pets\"");
        }
    }

    @Test
    void checksParameters() {
        assertThat(get("/limited").body()).isEqualTo("5");
        assertThat(get("/limited?limit=9").body()).isEqualTo("9");
        for (String value : List.of("0", "10", "x", "", "1e1", "99999999999999999999")) {
            RawClient.Answer answer = get("/limited?limit=" + value);
            assertThat(answer.status()).as(value).isEqualTo(400);
            assertThat(answer.body()).contains("\"code\":\"malformed\"").contains("limit");
        }
    }

    @Test
    void refusesAParameterThatIsThereTwice() {
        RawClient.Answer answer = get("/limited?limit=2&limit=3");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("The query parameter limit is there more than once.");
    }

    @Test
    void saysHowManyMembersABodyMayHave() {
        JsonObject schema = new JsonObject().put("type", "object").put("maxProperties", 1);

        assertThatThrownBy(() -> new BodyCheck(schema).check(JsonText.of("{\"a\":1,\"b\":2}")))
                .isInstanceOfSatisfying(
                        HubException.class,
                        refusal -> assertThat(refusal.errors())
                                .extracting(HubException.FieldError::detail)
                                .containsExactly("Instance does not have at most 1 properties"));
    }

    @Test
    void namesTheFieldsThatDoNotFitTheSchema() {
        RawClient.Answer answer = post("/api/pets", "application/json", "{\"title\":1}");
        assertThat(answer.status()).isEqualTo(422);
        JsonObject problem = new JsonObject(answer.body());
        assertThat(problem.getString("code")).isEqualTo("schema");
        assertThat(problem.getJsonArray("errors").getJsonObject(0).getString("pointer"))
                .isEqualTo("/title");
        assertThat(post("/api/pets", "application/json; charset=UTF-8", "{\"title\":\"a\"}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void refusesWhatIsNotStrictJson() {
        for (String body :
                List.of("", "{", "{\"title\":\"a\",\"title\":\"b\"}", "[".repeat(64), "{\"title\":01}", "nul")) {
            assertThat(post("/api/pets", "application/json", body).status())
                    .as(body)
                    .isEqualTo(400);
        }
    }

    @Test
    void refusesOtherTypesAndEncodings() {
        assertThat(post("/api/pets", "text/plain", "{}").status()).isEqualTo(415);
        assertThat(post("/api/pets", "application/json; charset=utf-16", "{}").status())
                .isEqualTo(415);
        assertThat(post("/api/pets", "application/json\r\nContent-Encoding: gzip", "{}")
                        .status())
                .isEqualTo(415);
        assertThat(node.request("GET /api/pets HTTP/1.1\r\n" + HOST + "Accept: text/html\r\n\r\n")
                        .status())
                .isEqualTo(406);
        assertThat(node.request("GET /api/pets HTTP/1.1\r\n" + HOST + "Accept: text/html, */*;q=0.1\r\n\r\n")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void takesABodyOfExactlyTheLimit() {
        String exact = "{\"title\":\"" + "a".repeat(52) + "\"}";
        assertThat(exact).hasSize(64);
        assertThat(post("/api/pets", "application/json", exact).status()).isEqualTo(201);
        assertThat(post("/api/pets", "application/json", exact + " ").status()).isEqualTo(413);
        String chunked = "POST /api/pets HTTP/1.1\r\n" + HOST
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
        assertThat(node.request(chunked + "40\r\n" + exact + "\r\n0\r\n\r\n").status())
                .isEqualTo(201);
        assertThat(node.request(chunked + "41\r\n" + exact + " \r\n0\r\n\r\n").status())
                .isEqualTo(413);
    }

    @Test
    void keepsTheConnectionAfterARefusalWithAShortBody() {
        try (RawClient client = node.connect()) {
            client.send(
                    "POST /api/pets HTTP/1.1\r\n" + HOST + "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi");
            assertThat(client.read().status()).isEqualTo(415);
            client.send("GET /api/pets HTTP/1.1\r\n" + HOST + "\r\n");
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void tellsAWaitingClientToGoOnOnlyWhenItsBodyIsWanted() throws IOException {
        String waiting =
                "POST /api/pets HTTP/1.1\r\n" + HOST + "Expect: 100-continue\r\nContent-Length: 13\r\nContent-Type: ";
        try (RawClient client = node.connect()) {
            client.send(waiting + "application/json\r\n\r\n");
            assertThat(client.head().status()).isEqualTo(100);
            client.send("{\"title\":\"a\"}");
            assertThat(client.read().status()).isEqualTo(201);
            client.send(waiting + "text/plain\r\n\r\n");
            RawClient.Answer refused = client.read();
            assertThat(refused.status()).isEqualTo(415);
            assertThat(refused.header("connection")).isEqualTo("close");
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void hidesWhatWentWrongInside() {
        RawClient.Answer answer = get("/throws");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body())
                .contains("\"code\":\"internal\"", "incident n1-")
                .doesNotContain("secret", "java", "at ");
    }

    @Test
    void answersOnce() {
        try (RawClient client = node.connect()) {
            client.send("GET /twice HTTP/1.1\r\n" + HOST + "\r\n");
            assertThat(client.read().body()).isEqualTo("1");
            client.send("GET /api/pets HTTP/1.1\r\n" + HOST + "\r\n");
            assertThat(client.read().body()).isEqualTo("\"pets\"");
        }
    }

    @Test
    void tellsWhenToComeBackAndHowToSignIn() {
        assertThat(get("/busy").header("retry-after")).isEqualTo("2");
        RawClient.Answer nobody = get("/nobody");
        assertThat(nobody.status()).isEqualTo(401);
        assertThat(nobody.header("www-authenticate")).startsWith("Bearer");
        assertThat(nobody.body()).contains("\"detail\":\"You must be signed in.\"");
        assertThat(get("/mine").status()).isEqualTo(204);
        assertThat(get("/mine").header("content-length")).isNull();
    }

    @Test
    void putsTheSafeHeadersOnEveryAnswer() {
        for (String path : List.of("/api/pets", "/nothing", "/throws")) {
            RawClient.Answer answer = get(path);
            assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
            assertThat(answer.header("referrer-policy")).isEqualTo("no-referrer");
            assertThat(answer.header("cache-control")).isEqualTo("no-store");
            assertThat(answer.header("vary")).isEqualTo("Origin");
            assertThat(answer.header("server")).isNull();
        }
    }

    @Test
    void refusesWritesWhileGoingDown() {
        draining.set(true);
        try (RawClient client = node.connect()) {
            client.send("GET /api/pets HTTP/1.1\r\n" + HOST + "\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            client.send("POST /api/pets HTTP/1.1\r\n" + HOST
                    + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).contains("\"code\":\"draining\"");
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(client.isClosed()).isTrue();
        } finally {
            draining.set(false);
        }
    }
}
