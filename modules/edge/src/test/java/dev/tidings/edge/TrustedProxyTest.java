package dev.tidings.edge;

import static dev.tidings.edge.EdgeNode.operation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.model.JsonText;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients behind a trusted proxy, and those who pretend to be; the proxy is at 127.0.0.2. */
class TrustedProxyTest {

    private static final String PROXY = "127.0.0.2";
    private static final String STRANGER = "127.0.0.3";
    private static final ClientLimits CLIENTS = new ClientLimits(3, 1_000, 4, 100, 100, 100, 100, 100, false);

    private final Operation whoAmI = operation(
            HttpMethod.GET,
            "/me",
            exchange -> exchange.respond(
                    200,
                    JsonText.of("{\"address\":\"" + exchange.clientAddress() + "\",\"secure\":" + exchange.isSecure()
                            + '}')));

    private EdgeNode node(boolean proxyProtocol) {
        return node(proxyProtocol, standing(), 60_000);
    }

    /** Limits are kept by a clock that stands still: who is at a limit stays there, however slow the machine is. */
    private static Border standing() {
        return new Border(DevelopmentIdentity.authenticator(), () -> false, new Visitors(new HandClock()));
    }

    /** The time for a head is short only where a test waits for its end: others may be slow to send theirs. */
    private EdgeNode node(boolean proxyProtocol, Border border, int headMillis) {
        ListenerLimits limits =
                new ListenerLimits(8192, 16384, headMillis, headMillis, 60_000, 30_000, 100, CLIENTS, 50);
        return new EdgeNode(
                new ListenerSettings(
                        "127.0.0.1",
                        0,
                        null,
                        false,
                        true,
                        List.of(),
                        limits,
                        new Proxies(List.of(PROXY), proxyProtocol)),
                border,
                whoAmI);
    }

    private static RawClient.Answer ask(RawClient client, String... headers) {
        client.send("GET /me HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", headers)
                + (headers.length == 0 ? "\r\n" : "\r\n\r\n"));
        return client.read();
    }

    @Test
    void knowsClientsByWhatTheTrustedProxySays() {
        try (EdgeNode node = node(false);
                RawClient proxy = new RawClient(PROXY, node.port())) {
            assertThat(ask(proxy, "X-Forwarded-For: 203.0.113.7", "X-Forwarded-Proto: https")
                            .body())
                    .isEqualTo("{\"address\":\"203.0.113.7\",\"secure\":true}");
            assertThat(ask(proxy).body()).isEqualTo("{\"address\":\"127.0.0.2\",\"secure\":false}");
        }
    }

    /** Who could name himself would escape his limits, or use up another's, or take a ticket over. */
    @Test
    void ignoresWhatAStrangerSaysAboutHimself() {
        try (EdgeNode node = node(false)) {
            for (int i = 0; i < 8; i++) {
                try (RawClient stranger = new RawClient(STRANGER, node.port())) {
                    assertThat(ask(
                                            stranger,
                                            "X-Forwarded-For: 203.0.113." + i,
                                            "X-Forwarded-Proto: https",
                                            "Forwarded: for=203.0.113.7")
                                    .body())
                            .isEqualTo("{\"address\":\"127.0.0.3\",\"secure\":false}");
                }
            }
            try (RawClient stranger = new RawClient(STRANGER, node.port())) {
                RawClient.Answer ninth = ask(stranger, "X-Forwarded-For: 203.0.113.9");
                assertThat(ninth.status()).isEqualTo(429);
                assertThat(ninth.body()).contains("Your address sends more than 4 requests a second.");
            }
        }
    }

    @Test
    void holdsEachClientBehindTheProxyToItsOwnShare() {
        Border border = standing();
        try (EdgeNode node = node(false, border, 60_000);
                RawClient proxy = new RawClient(PROXY, node.port())) {
            for (int i = 0; i < 8; i++) {
                assertThat(ask(proxy, "X-Forwarded-For: 203.0.113.7").status()).isEqualTo(200);
            }
            assertThat(ask(proxy, "X-Forwarded-For: 203.0.113.7").status()).isEqualTo(429);
            assertThat(ask(proxy, "X-Forwarded-For: 203.0.113.7, 203.0.113.8").status())
                    .isEqualTo(200);
            assertThat(border.visitors().refusals().count(Limit.REQUESTS_PER_ADDRESS))
                    .isEqualTo(1);
        }
    }

    /** A proxy has as many connections as its clients together want. */
    @Test
    void doesNotHoldTheProxyToOneAddressesConnections() {
        try (EdgeNode node = node(false);
                RawClient first = new RawClient(PROXY, node.port());
                RawClient second = new RawClient(PROXY, node.port());
                RawClient third = new RawClient(PROXY, node.port());
                RawClient fourth = new RawClient(PROXY, node.port())) {
            for (RawClient proxy : List.of(first, second, third, fourth)) {
                assertThat(ask(proxy, "X-Forwarded-For: 203.0.113.7").status()).isEqualTo(200);
            }
        }
    }

    /** With {@code https} from the proxy, the pages of the hub's own origin are those under https. */
    @Test
    void takesHttpsForItsOwnOriginWhereTheProxySpeaksIt() {
        ListenerSettings open = new ListenerSettings(
                "127.0.0.1",
                0,
                null,
                false,
                false,
                List.of(),
                ListenerLimits.DEFAULT,
                new Proxies(List.of(PROXY), false));
        try (EdgeNode node = new EdgeNode(open, Border.development(), whoAmI);
                RawClient proxy = new RawClient(PROXY, node.port());
                RawClient stranger = new RawClient(STRANGER, node.port())) {
            String[] page = {"Origin: https://localhost", "X-Forwarded-Proto: https"};
            assertThat(ask(proxy, page).status()).isEqualTo(200);
            assertThat(ask(stranger, page).status()).isEqualTo(403);
            assertThat(ask(proxy, "Origin: http://localhost", "X-Forwarded-Proto: https")
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void takesTheProxyProtocolFromItsProxies() {
        byte[] v2 = {
            0x0d,
            0x0a,
            0x0d,
            0x0a,
            0x00,
            0x0d,
            0x0a,
            0x51,
            0x55,
            0x49,
            0x54,
            0x0a,
            0x21,
            0x11,
            0,
            12,
            (byte) 203,
            0,
            113,
            9,
            127,
            0,
            0,
            1,
            0x10,
            0x00,
            0x1f,
            (byte) 0x90
        };
        try (EdgeNode node = node(true);
                RawClient first = new RawClient(PROXY, node.port());
                RawClient second = new RawClient(PROXY, node.port());
                RawClient local = new RawClient(PROXY, node.port())) {
            first.send("PROXY TCP4 203.0.113.7 127.0.0.1 4711 8080\r\n");
            assertThat(ask(first, "X-Forwarded-For: 198.51.100.1").body())
                    .isEqualTo("{\"address\":\"203.0.113.7\",\"secure\":false}");
            second.send(v2);
            assertThat(ask(second).body()).contains("203.0.113.9");
            local.send("PROXY UNKNOWN\r\n");
            assertThat(ask(local).body()).contains(PROXY);
        }
    }

    @Test
    void holdsEachClientOfTheProxyProtocolToItsConnections() {
        try (EdgeNode node = node(true);
                RawClient first = new RawClient(PROXY, node.port());
                RawClient second = new RawClient(PROXY, node.port());
                RawClient third = new RawClient(PROXY, node.port());
                RawClient fourth = new RawClient(PROXY, node.port())) {
            for (RawClient client : List.of(first, second, third)) {
                client.send("PROXY TCP4 203.0.113.7 127.0.0.1 4711 8080\r\n");
                assertThat(ask(client).status()).isEqualTo(200);
            }
            fourth.send("PROXY TCP4 203.0.113.7 127.0.0.1 4711 8080\r\n");
            assertThat(fourth.isClosed()).isTrue();
        }
    }

    /** Whoever reaches the port past the proxy could claim any address. */
    @Test
    void cutsStrangersWhoSpeakTheProxyProtocol() {
        Border border = standing();
        try (EdgeNode node = node(true, border, 60_000);
                RawClient stranger = new RawClient(STRANGER, node.port())) {
            stranger.send("PROXY TCP4 127.0.0.1 127.0.0.1 4711 8080\r\nGET /me HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(stranger.everything()).isEmpty();
            assertThat(border.visitors().connections()).isZero();
        }
    }

    @Test
    void cutsWhoSendsNoGoodProxyHeaderOrNone() {
        byte[] garbage = "PROXY TCP4 one two three four\r\n".getBytes(StandardCharsets.US_ASCII);
        try (EdgeNode node = node(true, Border.development(), 400);
                RawClient wrong = new RawClient(PROXY, node.port());
                RawClient without = new RawClient(PROXY, node.port());
                RawClient silent = new RawClient(PROXY, node.port())) {
            wrong.send(garbage);
            without.send("GET /me HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(wrong.everything()).isEmpty();
            assertThat(without.everything()).isEmpty();
            assertThat(silent.isClosed()).as("within the time for a head").isTrue();
        }
    }
}
