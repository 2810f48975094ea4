package dev.tidings.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.edge.Authenticator;
import dev.tidings.edge.Border;
import dev.tidings.edge.DevelopmentIdentity;
import dev.tidings.edge.Identity;
import dev.tidings.edge.ListenerSettings;
import dev.tidings.edge.ListenerVerticle;
import dev.tidings.edge.Right;
import dev.tidings.hub.HubPort;
import dev.tidings.hub.Loop;
import dev.tidings.model.Actor;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages as a browser gets them, at a real listener. */
class WebBridgeTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static int listening;

    /** Somebody who signed in. */
    private record Somebody(Actor actor) implements Identity {

        @Override
        public String subject() {
            return actor.sub();
        }

        @Override
        public boolean may(Right right, ChannelName channel) {
            return true;
        }

        @Override
        public long expiresAtMillis() {
            return Long.MAX_VALUE;
        }
    }

    @BeforeAll
    static void listen() throws Exception {
        Border border = new Border(WebBridgeTest::authenticate, () -> false);
        WebFiles files = WebFiles.load(true);
        ListenerVerticle listener = new ListenerVerticle(
                ListenerSettings.development(0), border, WebBridgeTest::port, List.of(hub -> new WebBridge(files)));
        VERTX.deployVerticle(listener).toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        listening = listener.port();
    }

    @AfterAll
    static void close() throws Exception {
        VERTX.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static Future<Identity> authenticate(HttpServerRequest request, Authenticator.Sources sources) {
        String cookie = request.getHeader("Cookie");
        if (cookie == null) {
            return Future.succeededFuture(new DevelopmentIdentity());
        }
        return cookie.equals("tidings_session=good")
                ? Future.succeededFuture(new Somebody(new Actor("ada", "Ada")))
                : Future.failedFuture(new HubException(ErrorCode.UNAUTHENTICATED, "expired"));
    }

    private static HubPort port() {
        Loop loop = (Loop) Proxy.newProxyInstance(
                Loop.class.getClassLoader(), new Class<?>[] {Loop.class}, (proxy, method, arguments) -> 0L);
        return (HubPort) Proxy.newProxyInstance(
                HubPort.class.getClassLoader(),
                new Class<?>[] {HubPort.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "loop" -> loop;
                    case "node" -> "n1";
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listening + path))
                .timeout(Duration.ofSeconds(60));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @Test
    void showsThePageToWhoIsSignedIn() throws Exception {
        HttpResponse<String> page = get("/activity", "Cookie", "tidings_session=good");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.body()).contains("<title>Activity").doesNotContain("You must be signed in.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tidings_session=expired", "tidings_session="})
    void asksEverybodyElseToSignIn(String cookie) throws Exception {
        HttpResponse<String> page = cookie.isEmpty() ? get("/activity") : get("/activity", "Cookie", cookie);
        assertThat(page.statusCode()).isEqualTo(401);
        assertThat(header(page, "WWW-Authenticate")).isEqualTo("Bearer realm=\"tidings\"");
        assertThat(page.body()).contains("You must be signed in.", "name=\"name\"", "type=\"password\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tidings_session=good", "tidings_session=expired"})
    void showsThePetStoreToEverybody(String cookie) throws Exception {
        HttpResponse<String> page = cookie.isEmpty() ? get("/petstore") : get("/petstore", "Cookie", cookie);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<title>Pet store");
    }

    @Test
    void asksForANameAloneWhereThatIsEnough() {
        String page = new String(WebFiles.load(false).page("sign-in.html").bytes(), UTF_8);
        assertThat(page).contains("name=\"name\"", "</form>").doesNotContain("password");
    }

    @ParameterizedTest
    @CsvSource({"/activity, tidings_session=none", "/activity, tidings_session=good", "/petstore, tidings_session=none"
    })
    void letsThePageRunTheHubsOwnScriptsAlone(String path, String cookie) throws Exception {
        HttpResponse<String> page = get(path, "Cookie", cookie);
        assertThat(header(page, "Content-Security-Policy"))
                .isEqualTo("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                        + " img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self';"
                        + " require-trusted-types-for 'script'");
        assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(page, "Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
        assertThat(header(page, "Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        assertThat(header(page, "Permissions-Policy")).contains("camera=()");
        assertThat(header(page, "Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(header(page, "Cache-Control")).isEqualTo("no-store");
        assertThat(page.body())
                .doesNotContainPattern("<script(?![^>]* src=\"/)")
                .doesNotContainPattern("(?i)<style|style=|\\son[a-z]+=|javascript:|https?://(?!www\\.w3\\.org/)");
    }

    @Test
    void servesEveryFileThatAPageNames() throws Exception {
        String pages = get("/activity").body()
                + get("/petstore").body()
                + get("/activity", "Cookie", "tidings_session=good").body();
        List<String> named = Pattern.compile("(?:src|href)=\"(/(?:assets|client)/[^\"]+)\"")
                .matcher(pages)
                .results()
                .map(match -> match.group(1))
                .distinct()
                .toList();
        assertThat(named).hasSizeGreaterThanOrEqualTo(4);
        for (String path : named) {
            HttpResponse<String> file = get(path);
            assertThat(file.statusCode()).as(path).isEqualTo(200);
            assertThat(header(file, "Cache-Control")).isEqualTo("no-cache");
            String tag = header(file, "ETag");
            assertThat(tag).matches("\"[\\w-]{16}\"");
            assertThat(get(path, "If-None-Match", tag).statusCode()).isEqualTo(304);
            assertThat(get(path, "If-None-Match", "\"a\", W/" + tag).statusCode())
                    .isEqualTo(304);
            assertThat(get(path, "If-None-Match", "\"a\"").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void saysWhatAFileIs() throws Exception {
        assertThat(header(get("/assets/page.css"), "Content-Type")).isEqualTo("text/css; charset=utf-8");
        assertThat(header(get("/assets/icon.svg"), "Content-Type")).isEqualTo("image/svg+xml");
        assertThat(header(get("/assets/sign-in.js"), "Content-Type")).isEqualTo("text/javascript; charset=utf-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/..%2fpages%2factivity.html",
                "/assets/%2e%2e/pages/activity.html",
                "/assets/activity.html",
                "/assets/",
                "/assets",
                "/assets//page.css",
                "/assets/page.css/",
                "/assets/page.css%00",
                "/assets/PAGE.CSS",
                "/client/..%2f..%2fweb%2fpages%2factivity.html",
                "/client/package-info.class",
                "/activity/",
                "/activity/..;/",
            })
    void knowsNoWayToAnythingElse(String path) throws Exception {
        assertThat(get(path).statusCode()).isIn(400, 404);
    }

    @Test
    void leadsFromTheRootToTheFirstPage() throws Exception {
        HttpResponse<String> answer = get("/");
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(header(answer, "Location")).isEqualTo("/activity");
    }
}
