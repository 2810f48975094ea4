package dev.tidings.edge;

import static dev.tidings.edge.EdgeNode.operation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.model.JsonText;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which hosts are served and which pages may use them, in development mode and outside of it. */
@TestInstance(Lifecycle.PER_CLASS)
class GateTest {

    private static final Operation[] OPERATIONS = {
        operation(HttpMethod.GET, "/things", exchange -> exchange.respond(200, JsonText.of("1"))),
        operation(
                HttpMethod.POST,
                "/things",
                List.of(),
                EdgeNode.json(100, new JsonObject()),
                exchange -> exchange.respond(200, JsonText.of("2"))),
        new Operation(
                "readOpen",
                HttpMethod.GET,
                "/open",
                "test",
                "Open to all.",
                List.of(),
                null,
                Map.of(),
                true,
                exchange -> exchange.respond(200, JsonText.of("3")))
    };

    private final EdgeNode development =
            new EdgeNode(ListenerSettings.development(0), Border.development(), OPERATIONS);
    private final EdgeNode guarded = new EdgeNode(
            new ListenerSettings(
                    "127.0.0.1",
                    0,
                    null,
                    false,
                    false,
                    List.of("https://app.example", "http://intranet:8081"),
                    ListenerLimits.DEFAULT),
            Border.development(),
            OPERATIONS);

    @AfterAll
    void close() {
        development.close();
        guarded.close();
    }

    private static RawClient.Answer get(EdgeNode node, String path, String headers) {
        return node.request("GET " + path + " HTTP/1.1\r\n" + headers + "\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "LOCALHOST, 200",
        "localhost:8080, 200",
        "127.0.0.1:1, 200",
        "127.8.9.10, 200",
        "[::1], 200",
        "[::1]:8080, 200",
        "evil.example, 421",
        "localhost.evil.example, 421",
        "127.0.0.1.evil.example, 421",
        "localhost., 421",
        "127.1, 421",
        "0177.0.0.1, 421",
        "127.0.0.256, 421",
        "0x7f.0.0.1, 421",
        "0.0.0.0, 421",
        "[::], 421",
        "[::ffff:127.0.0.1], 421",
        "192.168.0.1, 421",
        "localhost:99999, 400",
        "localhost:8x, 400",
        "localhost:, 400",
        "user@localhost, 400",
        "localhost/x, 400",
        "[::1, 400",
        "loc%61lhost, 400"
    })
    void servesLoopbackHostsOnlyInDevelopmentMode(String host, int status) {
        RawClient.Answer answer = get(development, "/things", "Host: " + host + "\r\n");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("vary")).isEqualTo("Origin");
    }

    @ParameterizedTest
    @CsvSource({
        "GET /things HTTP/1.1\\r\\n, 400",
        "GET /open HTTP/1.1\\r\\nHost: evil.example\\r\\n, 421",
        "GET /things HTTP/1.1\\r\\nHost: localhost\\r\\nHost: localhost\\r\\n, 400",
        "GET http://evil.example/things HTTP/1.1\\r\\nHost: localhost\\r\\n, 400",
        "GET /things HTTP/1.1\\r\\nHost: localhost\\r\\nno header\\r\\n, 400"
    })
    void saysThatAnswersVaryByOriginBeforeTheHostIsKnownToo(String request, int status) {
        String text = request.replace("\\r", "\r").replace("\\n", "\n");
        RawClient.Answer answer = development.request(text + "\r\n");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("vary")).isEqualTo("Origin");
        assertThat(answer.header("access-control-allow-origin")).isNull();
    }

    @Test
    void wantsExactlyOneHost() {
        assertThat(get(development, "/things", "").status()).isEqualTo(400);
        assertThat(get(development, "/things", "Host: localhost\r\nHost: localhost\r\n")
                        .status())
                .isEqualTo(400);
        assertThat(get(development, "http://evil.example/things", "Host: localhost\r\n")
                        .status())
                .isEqualTo(400);
        assertThat(get(development, "http://localhost/things", "Host: localhost\r\n")
                        .status())
                .isEqualTo(200);
        assertThat(development.request("GET /things HTTP/1.0\r\n\r\n").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost, 200",
        "http://localhost:3000, 200",
        "https://localhost:3000, 200",
        "http://127.0.0.1:5173, 200",
        "http://[::1]:1, 200",
        "null, 403",
        "http://evil.example, 403",
        "http://localhost.evil.example, 403",
        "http://evil-localhost, 403",
        "http://localhost@evil.example, 403",
        "http://evil.example@localhost, 403",
        "http://localhost:3000.evil.example, 403",
        "http://LOCALHOST, 403",
        "HTTP://localhost, 403",
        "http://localhost/, 403",
        "http://localhost?x, 403",
        "http://localhost:80, 403",
        "http://127.1, 403",
        "http://2130706433, 403",
        "file://, 403",
        "ftp://localhost, 403",
        "http://, 403",
        "http://lоcalhost, 403",
        "chrome-extension://abc, 403",
        "http://127.0.0.1.nip.io, 403"
    })
    void letsOnlyPagesOfLoopbackInInDevelopmentMode(String origin, int status) {
        RawClient.Answer answer = get(development, "/things", "Host: localhost\r\nOrigin: " + origin + "\r\n");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("vary")).isEqualTo("Origin");
        assertThat(answer.header("access-control-allow-origin")).isEqualTo(status == 200 ? origin : null);
        if (status == 403) {
            assertThat(answer.body()).contains("\"code\":\"origin-refused\"");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example, 200",
        "http://intranet:8081, 200",
        "http://hub.example, 200",
        "http://app.example, 403",
        "https://app.example:8443, 403",
        "https://app.example:443, 403",
        "https://App.example, 403",
        "https://app.example., 403",
        "https://evil-app.example, 403",
        "https://app.example.evil.example, 403",
        "https://x.app.example, 403",
        "https://app.example/path, 403",
        "https://user:secret@app.example, 403",
        "https://xn--app-example, 403",
        "https://аpp.example, 403",
        "http://intranet, 403",
        "http://localhost:3000, 403",
        "https://hub.example, 403",
        "http://hub.example:8080, 403",
        "null, 403"
    })
    void letsOnlyItsOwnAndListedPagesInOtherwise(String origin, int status) {
        RawClient.Answer answer = get(guarded, "/things", "Host: hub.example\r\nOrigin: " + origin + "\r\n");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("access-control-allow-origin")).isEqualTo(status == 200 ? origin : null);
    }

    @Test
    void refusesTwoOrigins() {
        String two = "Host: hub.example\r\nOrigin: https://app.example\r\nOrigin: https://app.example\r\n";
        assertThat(get(guarded, "/things", two).status()).isEqualTo(403);
        assertThat(get(guarded, "/nothing", "Host: hub.example\r\nOrigin: https://evil.example\r\n")
                        .status())
                .as("before it is told whether there is something")
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/things", "/nothing", "/things?x=%zz"})
    void letsAnAllowedPageSeeErrorsToo(String path) {
        RawClient.Answer answer = get(guarded, path, "Host: hub.example\r\nOrigin: https://app.example\r\n");
        assertThat(answer.header("access-control-allow-origin")).isEqualTo("https://app.example");
        assertThat(answer.header("access-control-allow-credentials")).isEqualTo("true");
        assertThat(answer.header("access-control-expose-headers"))
                .isEqualTo("ETag, Location, Retry-After, Tidings-Position, Tidings-Stale");
    }

    @Test
    void answersPreflights() {
        String asks = "OPTIONS /things HTTP/1.1\r\nHost: hub.example\r\nAccess-Control-Request-Method: POST\r\n"
                + "Access-Control-Request-Headers: content-type\r\nOrigin: ";
        RawClient.Answer answer = guarded.request(asks + "https://app.example\r\n\r\n");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("access-control-allow-origin")).isEqualTo("https://app.example");
        assertThat(answer.header("access-control-allow-methods")).contains("GET", "POST");
        assertThat(answer.header("access-control-allow-headers"))
                .isEqualTo("Authorization, Content-Type, Last-Event-ID, If-Match, If-None-Match, Idempotency-Key,"
                        + " Prefer, traceparent");
        assertThat(answer.header("vary")).startsWith("Origin");
        RawClient.Answer refused = guarded.request(asks + "https://evil.example\r\n\r\n");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.header("access-control-allow-origin")).isNull();
    }

    @Test
    void opensWhatIsOpenToAnyPageWithoutCredentials() {
        for (String origin : List.of("null", "https://evil.example", "https://app.example")) {
            RawClient.Answer answer = get(guarded, "/open", "Host: hub.example\r\nOrigin: " + origin + "\r\n");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
            assertThat(answer.header("access-control-allow-credentials")).isNull();
            assertThat(answer.header("vary")).isNull();
        }
        assertThat(get(development, "/open", "Host: evil.example\r\n").status()).isEqualTo(421);
    }

    @ParameterizedTest
    @CsvSource({"cross-site, 403", "same-site, 403", "same-origin, 200", "none, 200", "odd, 403"})
    void refusesWritesThatAnotherSitesPageSentWithoutAnOrigin(String site, int status) {
        String post = "POST /things HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 2\r\nSec-Fetch-Site: ";
        assertThat(development.request(post + site + "\r\n\r\n{}").status()).isEqualTo(status);
        String form = post.replace("application/json", "text/plain");
        assertThat(development.request(form + site + "\r\n\r\n{}").status()).isEqualTo(status == 200 ? 415 : 403);
    }
}
