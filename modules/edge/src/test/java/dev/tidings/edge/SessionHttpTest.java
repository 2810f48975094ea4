package dev.tidings.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.edge.identity.Accounts;
import dev.tidings.edge.identity.Doorkeeper;
import dev.tidings.edge.identity.Revocations;
import dev.tidings.edge.identity.SessionBridge;
import dev.tidings.edge.identity.Sessions;
import dev.tidings.edge.identity.Tickets;
import dev.tidings.edge.identity.TokenKeys;
import dev.tidings.edge.identity.TokenSigner;
import dev.tidings.edge.identity.TokenVerifier;
import dev.tidings.model.ChannelName;
import dev.tidings.model.JsonText;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Signing in and out over HTTP, in development mode. */
@TestInstance(Lifecycle.PER_CLASS)
class SessionHttpTest {

    private static final String HOST = "Host: localhost\r\n";
    private static final String OWN = HOST + "Origin: http://localhost\r\n";
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    private static final byte[] SESSION_KEY = "fedcba9876543210fedcba9876543210".getBytes(StandardCharsets.UTF_8);
    private static final long LIFE_MILLIS = 1_000_000;

    private final AtomicLong now = new AtomicLong(1_800_000_000_000L);

    private final Revocations revocations = new Revocations(covered -> {}, now::get);
    private final Tickets tickets = new Tickets("n1", new Random(2), now::get);
    private final Sessions sessions =
            new Sessions(SESSION_KEY, Accounts.development(), LIFE_MILLIS, now::get, new Random(1));
    private final Doorkeeper doorkeeper = new Doorkeeper(
            new TokenVerifier(new TokenKeys(Map.of("k", KEY)), null, null, now::get),
            sessions,
            revocations,
            tickets,
            new DevelopmentIdentity());
    private final EdgeNode node = new EdgeNode(
            1, ListenerSettings.development(0), new Border(doorkeeper, () -> false), port -> this::operations);

    private List<Operation> operations() {
        List<Operation> operations = new ArrayList<>(new SessionBridge(sessions, revocations).operations());
        operations.add(EdgeNode.operation(HttpMethod.POST, "/things/{name}", SessionHttpTest::touch));
        operations.add(EdgeNode.operation(HttpMethod.GET, "/things/{name}", SessionHttpTest::touch));
        return operations;
    }

    private static void touch(Exchange exchange) {
        exchange.require(Right.SUBSCRIBE, new ChannelName(exchange.path("name")));
        exchange.respond(
                200,
                JsonText.of(JsonText.quote(String.valueOf(exchange.identity().actor()))));
    }

    @AfterAll
    void close() {
        node.close();
    }

    private RawClient.Answer signIn(String headers, String type, String body) {
        return signIn(node, headers, type, body);
    }

    private static RawClient.Answer signIn(EdgeNode node, String headers, String type, String body) {
        return node.request("POST /api/session HTTP/1.1\r\n" + headers + "Content-Type: " + type
                + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    private String cookie(RawClient.Answer answer) {
        return "Cookie: " + answer.header("set-cookie").replaceFirst(";.*", "") + "\r\n";
    }

    private RawClient.Answer send(String method, String path, String headers) {
        return node.request(method + " " + path + " HTTP/1.1\r\n" + headers + "\r\n");
    }

    @Test
    void signsInByJsonAndByForm() {
        RawClient.Answer json = signIn(OWN, "application/json", "{\"name\":\"Ada Lovelace\"}");
        assertThat(json.status()).isEqualTo(200);
        assertThat(json.body())
                .isEqualTo("{\"sub\":\"Ada Lovelace\",\"name\":\"Ada Lovelace\",\"expiresAt\":"
                        + (now.get() + LIFE_MILLIS) + "}");
        assertThat(json.header("set-cookie"))
                .startsWith("tidings_session=")
                .endsWith("; Path=/; Max-Age=1000; HttpOnly; SameSite=Lax");
        RawClient.Answer form = signIn(HOST, "application/x-www-form-urlencoded", "name=Ada+Lovelace&password=x");
        assertThat(form.body()).isEqualTo(json.body());
    }

    /** Anybody may say that a browser speaks TLS, which keeps the cookie from it: only a proxy that is trusted is believed. */
    @Test
    void givesTheCookieToTlsAloneWhereATrustedProxySpeaksIt() {
        String proxied = "X-Forwarded-Proto: https\r\n";
        assertThat(signIn(OWN + proxied, "application/json", "{\"name\":\"a\"}").header("set-cookie"))
                .endsWith("; SameSite=Lax");
        ListenerSettings behindAProxy = new ListenerSettings(
                "127.0.0.1",
                0,
                null,
                false,
                true,
                List.of(),
                ListenerLimits.DEFAULT,
                new Proxies(List.of("127.0.0.1"), false));
        try (EdgeNode trusting =
                new EdgeNode(1, behindAProxy, new Border(doorkeeper, () -> false), port -> this::operations)) {
            String tls = HOST + proxied + "X-Forwarded-For: 192.0.2.1\r\nOrigin: https://localhost\r\n";
            RawClient.Answer secure = signIn(trusting, tls, "application/json", "{\"name\":\"a\"}");
            assertThat(secure.header("set-cookie")).endsWith("; SameSite=Lax; Secure");
            RawClient.Answer out = trusting.request("DELETE /api/session HTTP/1.1\r\n" + tls + "\r\n");
            assertThat(out.header("set-cookie")).startsWith("tidings_session=;").endsWith("; Secure");
        }
    }

    @Test
    void tellsWhoIsSignedIn() {
        String cookie = cookie(signIn(OWN, "application/json", "{\"name\":\"ada\"}"));
        assertThat(send("GET", "/api/session", HOST + cookie).body()).contains("\"sub\":\"ada\"");
        RawClient.Answer nobody = send("GET", "/api/session", HOST);
        assertThat(nobody.status()).isEqualTo(401);
        assertThat(nobody.body()).contains("You must be signed in.");
        assertThat(send("GET", "/things/tasks", HOST + "X-Other: 1\r\nCookie: a=b; " + cookie.substring(8))
                        .body())
                .contains("sub=ada");
    }

    @Test
    void signsOutWhoIsNotSignedIn() {
        RawClient.Answer out = send("DELETE", "/api/session", OWN);
        assertThat(out.status()).isEqualTo(204);
        assertThat(out.header("set-cookie")).startsWith("tidings_session=; Path=/; Max-Age=0");
    }

    @Test
    void refusesWhatAnotherSitesPageMaySend() {
        String cookie = cookie(signIn(OWN, "application/json", "{\"name\":\"ada\"}"));
        String foreign = HOST + "Origin: https://evil.example\r\n";
        assertThat(signIn(foreign, "application/json", "{\"name\":\"evil\"}").status())
                .isEqualTo(403);
        assertThat(signIn(foreign, "application/x-www-form-urlencoded", "name=evil")
                        .status())
                .isEqualTo(403);
        assertThat(signIn(OWN, "text/plain", "{\"name\":\"evil\"}").status()).isEqualTo(415);
        assertThat(signIn(HOST + "Sec-Fetch-Site: cross-site\r\n", "application/x-www-form-urlencoded", "name=evil")
                        .status())
                .isEqualTo(403);
        assertThat(send("POST", "/things/tasks", HOST + cookie).status()).isEqualTo(403);
        assertThat(send("POST", "/things/tasks", foreign + cookie).status()).isEqualTo(403);
        assertThat(send("POST", "/things/tasks", OWN + cookie).status()).isEqualTo(200);
        assertThat(send("GET", "/things/tasks", HOST + cookie + "Sec-Fetch-Site: cross-site\r\n")
                        .body())
                .contains("null");
    }

    @Test
    void refusesABadCookieAndHasItForgotten() {
        String cookie = cookie(signIn(OWN, "application/json", "{\"name\":\"ada\"}"));
        RawClient.Answer bad = send("GET", "/things/tasks", HOST + cookie.replace("\r\n", "x\r\n"));
        assertThat(bad.status()).isEqualTo(401);
        assertThat(bad.header("set-cookie")).startsWith("tidings_session=;");
        assertThat(signIn(OWN + "Cookie: tidings_session=x\r\n", "application/json", "{\"name\":\"ada\"}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void slidesWhenHalfOfItsLifeIsOver() {
        String cookie = cookie(signIn(OWN, "application/json", "{\"name\":\"ada\"}"));
        assertThat(send("GET", "/things/tasks", HOST + cookie).header("set-cookie"))
                .isNull();
        now.addAndGet(LIFE_MILLIS / 2 + 1_000);
        String slid = cookie(send("GET", "/things/tasks", HOST + cookie));
        assertThat(slid).isNotEqualTo(cookie);
        now.addAndGet(LIFE_MILLIS / 2 + 31_000);
        assertThat(send("GET", "/things/tasks", HOST + cookie).status()).isEqualTo(401);
        assertThat(send("GET", "/things/tasks", HOST + slid).status()).isEqualTo(200);
    }

    @Test
    void givesATokenExactlyItsGrants() {
        String token = new TokenSigner("k", KEY)
                .sign(Map.of(
                        "sub",
                        "ada",
                        "exp",
                        now.get() / 1000 + 60,
                        "tidings",
                        Map.of("subscribe", List.of("inbox:{sub}"))));
        String bearer = HOST + "Authorization: Bearer " + token + "\r\n";
        assertThat(send("GET", "/things/inbox:ada", bearer).body()).contains("sub=ada");
        assertThat(send("GET", "/things/inbox:eve", bearer).status()).isEqualTo(403);
        String session = "Cookie: tidings_session=" + token + "\r\n";
        assertThat(send("GET", "/things/inbox:ada", HOST + session).status()).isEqualTo(200);
        assertThat(send("GET", "/things/inbox:eve", HOST + session).status()).isEqualTo(403);
    }

    @Test
    void takesNoSessionForATokenAndNoOtherSchemeForOne() {
        String cookie = cookie(signIn(OWN, "application/json", "{\"name\":\"ada\"}"));
        String session = cookie.strip().substring("Cookie: tidings_session=".length());
        assertThat(send("GET", "/things/tasks", HOST + "Authorization: Bearer " + session + "\r\n")
                        .status())
                .isEqualTo(401);
        assertThat(send("GET", "/things/tasks", HOST + "Authorization: Basic YTpi\r\n")
                        .status())
                .isEqualTo(401);
        assertThat(send("GET", "/things/tasks", HOST + "Authorization: Bearer x\r\n" + cookie)
                        .status())
                .isEqualTo(401);
        assertThat(send("GET", "/things/tasks?access_token=" + session, HOST).body())
                .contains("null");
    }

    @Test
    void keepsTheHubsOwnChannelsFromEverybody() {
        assertThat(send("GET", "/things/tidings:revocations", HOST).status()).isEqualTo(403);
    }
}
