package dev.tidings.edge;

import static dev.tidings.edge.EdgeNode.operation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.model.JsonText;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One address that takes all the connections there are would keep everybody else out. */
class ConnectionFloodTest {

    private static final String GET = "GET /things HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String FLOODER = "127.0.0.2";
    private static final String OTHER = "127.0.0.3";

    private final Operation things =
            operation(HttpMethod.GET, "/things", exchange -> exchange.respond(200, JsonText.of("1")));

    private EdgeNode node(Border border, int all, int perAddress, int connectsPerSecond) {
        ClientLimits clients =
                new ClientLimits(perAddress, connectsPerSecond, 1_000, 1_000, 100, 1_000, 1_000, 1_000, false);
        ListenerLimits limits = new ListenerLimits(8192, 16384, 150_000, 30_000, 60_000, 30_000, all, clients, 50);
        return new EdgeNode(new ListenerSettings("127.0.0.1", 0, null, false, true, List.of(), limits), border, things);
    }

    @Test
    void holdsAThousandConnectsToTheShareOfOneAddress() {
        Border border = Border.development();
        try (EdgeNode node = node(border, 500, 50, 10_000)) {
            List<RawClient> flood = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                flood.add(new RawClient(FLOODER, node.port()));
            }
            await().untilAsserted(() -> assertThat(border.visitors().refusals().count(Limit.CONNECTIONS_PER_ADDRESS))
                    .isEqualTo(950));
            assertThat(border.visitors().connections()).isEqualTo(50);
            try (RawClient other = new RawClient(OTHER, node.port())) {
                other.send(GET);
                assertThat(other.read().status()).isEqualTo(200);
            }
            flood.forEach(RawClient::close);
            await().untilAsserted(
                            () -> assertThat(border.visitors().connections()).isZero());
        }
    }

    /** Connections that come and go never are too many at once, and still cost a handshake each. */
    @Test
    void holdsConnectsThatDoNotStayToTheirRate() {
        Border border = Border.development();
        try (EdgeNode node = node(border, 500, 50, 1)) {
            for (int i = 0; i < 300; i++) {
                new RawClient(FLOODER, node.port()).close();
            }
            await().untilAsserted(() -> assertThat(border.visitors().refusals().count(Limit.CONNECTS_PER_ADDRESS))
                    .isBetween(150L, 250L));
            try (RawClient other = new RawClient(OTHER, node.port())) {
                other.send(GET);
                assertThat(other.read().status()).isEqualTo(200);
            }
        }
    }

    /** The operator must get in to see what is going on, whoever else is there. */
    @Test
    void keepsRoomForTheOperatorWhenClientsTakeAllThereIs() {
        Border clients = Border.development();
        try (EdgeNode node = node(clients, 20, 50, 10_000);
                EdgeNode admin = node(Border.development(), 20, 50, 10_000)) {
            List<RawClient> all = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                all.add(new RawClient(FLOODER, node.port()));
            }
            await().untilAsserted(() -> assertThat(clients.visitors().refusals().count(Limit.CONNECTIONS))
                    .isEqualTo(10));
            try (RawClient other = new RawClient(OTHER, node.port())) {
                assertThat(other.isClosed()).isTrue();
            }
            assertThat(admin.request(GET).status()).isEqualTo(200);
            all.forEach(RawClient::close);
        }
    }
}
