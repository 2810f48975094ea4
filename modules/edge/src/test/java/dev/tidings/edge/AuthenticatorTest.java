package dev.tidings.edge;

import static dev.tidings.edge.EdgeNode.operation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.model.Actor;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** An authenticator that takes its time, as one that asks a key server does. */
@TestInstance(Lifecycle.PER_CLASS)
class AuthenticatorTest {

    private final EdgeNode node = new EdgeNode(
            ListenerSettings.development(0),
            new Border(AuthenticatorTest::slowly, () -> false),
            operation(
                    HttpMethod.POST,
                    "/things",
                    List.of(),
                    EdgeNode.json(1000, new JsonObject()),
                    exchange -> exchange.respond(200, exchange.json())),
            operation(HttpMethod.GET, "/secret", exchange -> {
                exchange.require(Right.SUBSCRIBE, new ChannelName("secret"));
                exchange.respond(200, JsonText.of("1"));
            }),
            operation(HttpMethod.GET, "/page", new Operation.Handler() {
                @Override
                public void handle(Exchange exchange) {
                    exchange.respond(200, "text/html", new byte[] {'1'});
                }

                @Override
                public void refuse(Exchange exchange, Throwable cause) {
                    exchange.respond(401, "text/html", new byte[] {'0'});
                }
            }));

    /** Somebody who may do nothing. */
    private record PoorIdentity() implements Identity {
        @Override
        public String subject() {
            return "poor";
        }

        @Override
        public Actor actor() {
            return new Actor("poor", null);
        }

        @Override
        public boolean may(Right right, ChannelName channel) {
            return false;
        }

        @Override
        public long expiresAtMillis() {
            return Long.MAX_VALUE;
        }
    }

    private static Future<Identity> slowly(HttpServerRequest request, Authenticator.Sources sources) {
        String token = request.getHeader("Authorization");
        boolean cookie = sources.cookie() && request.headers().contains("Cookie");
        Promise<Identity> promise = Promise.promise();
        Context context = Vertx.currentContext();
        context.owner().setTimer(20, late -> {
            if ("broken".equals(token)) {
                promise.fail(new IllegalStateException("the key server is gone"));
            } else if ("good".equals(token) || cookie) {
                promise.complete(new DevelopmentIdentity());
            } else if ("poor".equals(token)) {
                promise.complete(new PoorIdentity());
            } else if ("none".equals(token)) {
                promise.complete(Nobody.NOBODY);
            } else {
                promise.fail(new HubException(ErrorCode.UNAUTHENTICATED, "no"));
            }
        });
        return promise.future();
    }

    @AfterAll
    void close() {
        node.close();
    }

    private RawClient.Answer post(String headers) {
        return node.request("POST /things HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 7\r\n" + headers + "\r\n{\"a\":1}");
    }

    @Test
    void keepsTheBodyUntilItIsKnownWhoAsks() {
        assertThat(post("Authorization: good\r\n").body()).isEqualTo("{\"a\":1}");
        assertThat(post("").status()).isEqualTo(401);
        assertThat(post("Authorization: broken\r\n").status()).isEqualTo(500);
    }

    @Test
    void countsACookieOnlyWhenNoOtherSiteCanHaveSentIt() {
        String get = "GET /secret HTTP/1.1\r\nHost: localhost\r\nCookie: tidings_session=x\r\n";
        assertThat(node.request(get + "\r\n").status()).isEqualTo(200);
        assertThat(node.request(get + "Sec-Fetch-Site: same-origin\r\n\r\n").status())
                .isEqualTo(200);
        assertThat(node.request(get + "Sec-Fetch-Site: cross-site\r\n\r\n").status())
                .isEqualTo(401);
        assertThat(node.request(get + "Sec-Fetch-Site: same-site\r\n\r\n").status())
                .isEqualTo(401);
    }

    @Test
    void countsACookieOfAWebSocketOnlyWithAnOriginThatPassed() {
        String cookie = "Cookie: tidings_session=x\r\n";
        String get =
                "GET /secret HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\n" + cookie;
        assertThat(node.request(get + "\r\n").status()).isEqualTo(401);
        assertThat(node.request(get + "Sec-Fetch-Site: same-origin\r\n\r\n").status())
                .isEqualTo(401);
        assertThat(node.request(get + "Origin: http://evil.example\r\n\r\n").status())
                .isEqualTo(403);
        assertThat(node.request(get + "Origin: http://localhost\r\n\r\n").status())
                .isEqualTo(200);
        assertThat(node.request(get + "Authorization: good\r\n\r\n").status()).isEqualTo(200);
    }

    @Test
    void namesTheChannelThatIsForbidden() {
        RawClient.Answer answer =
                node.request("GET /secret HTTP/1.1\r\nHost: localhost\r\nAuthorization: poor\r\n\r\n");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("\"code\":\"forbidden\"").contains("subscribe to secret");
    }

    @Test
    void letsAPageRefuseInItsOwnWords() {
        String get = "GET /page HTTP/1.1\r\nHost: localhost\r\n";
        assertThat(node.request(get + "Authorization: good\r\n\r\n").body()).isEqualTo("1");
        RawClient.Answer refused = node.request(get + "\r\n");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("content-type")).isEqualTo("text/html");
        assertThat(refused.body()).isEqualTo("0");
    }

    @Test
    void asksToSignInWhereNobodyDid() {
        RawClient.Answer answer =
                node.request("GET /secret HTTP/1.1\r\nHost: localhost\r\nAuthorization: none\r\n\r\n");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("www-authenticate")).startsWith("Bearer");
        assertThat(answer.body()).contains("\"detail\":\"You must be signed in.\"");
    }

    @Test
    void countsACookieThatMayChangeSomethingOnlyFromAKnownOrigin() {
        String cookie = "Cookie: tidings_session=x\r\n";
        assertThat(post(cookie).status()).isEqualTo(401);
        assertThat(post(cookie + "Sec-Fetch-Site: none\r\n").status()).isEqualTo(401);
        assertThat(post(cookie + "Sec-Fetch-Site: same-origin\r\n").status()).isEqualTo(401);
        assertThat(post(cookie + "Origin: http://localhost\r\n").status()).isEqualTo(200);
    }
}
