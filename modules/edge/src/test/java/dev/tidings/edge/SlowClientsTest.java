package dev.tidings.edge;

import static dev.tidings.edge.EdgeNode.operation;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.model.JsonText;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections that are held for next to nothing: each would keep another client out. */
class SlowClientsTest {

    private static final String GET = "GET /things HTTP/1.1\r\nHost: localhost\r\n";
    private static final String POST = "POST /things HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    private static final int LORIS = 200;

    /** 2 s for a head and for each look at a body, which may take a minute as a whole; 300 connections. */
    private static final ListenerLimits LIMITS =
            new ListenerLimits(8192, 16384, 2_000, 60_000, 60_000, 30_000, 300, ClientLimits.DEFAULT, 50);

    private final Operation[] operations = {
        operation(HttpMethod.GET, "/things", exchange -> exchange.respond(200, JsonText.of("1"))),
        operation(
                HttpMethod.POST,
                "/things",
                List.of(),
                EdgeNode.json(1 << 20, new JsonObject()),
                exchange -> exchange.respond(200, JsonText.of("2")))
    };

    private EdgeNode node(Border border) {
        return new EdgeNode(
                new ListenerSettings("127.0.0.1", 0, null, false, true, List.of(), LIMITS), border, operations);
    }

    @Test
    void cutsAllSlowClientsAndServesTheOthersMeanwhile() {
        Border border = Border.development();
        try (EdgeNode node = node(border)) {
            List<RawClient> slow = new ArrayList<>();
            for (int i = 0; i < LORIS; i++) {
                RawClient client = node.connect();
                switch (i % 4) {
                    case 0 -> client.send("GET /things HTTP/1.1\r\nHost: loc");
                    case 1 -> client.send(GET + "X: a\r\nX: b\r\n");
                    case 2 -> client.send(POST + "Content-Length: 1000\r\n\r\n{");
                    default -> client.send(POST + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n");
                }
                slow.add(client);
            }
            try (RawClient normal = node.connect()) {
                await().pollInterval(1, MILLISECONDS).untilAsserted(() -> {
                    normal.send(GET + "\r\n");
                    assertThat(normal.read().status()).isEqualTo(200);
                    assertThat(border.visitors().connections())
                            .as("only the normal one is left")
                            .isEqualTo(1);
                });
            }
            slow.forEach(RawClient::close);
        }
    }

    /** A byte now and then would outwit a limit on the silence between bytes. */
    @Test
    void cutsABodyThatComesDropByDrop() {
        try (EdgeNode node = node(Border.development());
                RawClient drip = node.connect();
                RawClient head = node.connect()) {
            drip.send(POST + "Content-Length: 100000\r\n\r\n[");
            head.send("GET /things?");
            await().pollInterval(20, MILLISECONDS).until(() -> !takes(drip, "1") && !takes(head, "a"));
        }
    }

    private static boolean takes(RawClient client, String text) {
        try {
            client.send(text);
            return true;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    @Test
    void letsABodyTakeItsTimeThatKeepsComing() {
        long[] arrived = {0};
        BodyPace pace = new BodyPace(() -> arrived[0], limits(10_000, 35_000));
        assertThat(pace.first()).isEqualTo(10_000);
        arrived[0] = 10 * BodyPace.MIN_BYTES_PER_SECOND;
        assertThat(pace.next()).isEqualTo(10_000);
        arrived[0] += 20 * BodyPace.MIN_BYTES_PER_SECOND;
        assertThat(pace.next()).isEqualTo(10_000);
        arrived[0] += 10 * BodyPace.MIN_BYTES_PER_SECOND;
        assertThat(pace.next()).as("what is left of its time").isEqualTo(5_000);
        arrived[0] += 10 * BodyPace.MIN_BYTES_PER_SECOND;
        assertThat(pace.next()).isZero();
    }

    @Test
    void endsABodyThatWasFastOnceAndThenStops() {
        long[] arrived = {1_000_000};
        BodyPace pace = new BodyPace(() -> arrived[0], limits(10_000, 35_000));
        pace.first();
        assertThat(pace.next()).isEqualTo(10_000);
        arrived[0] += 10 * BodyPace.MIN_BYTES_PER_SECOND - 1;
        assertThat(pace.next()).isZero();
    }

    private static ListenerLimits limits(int headerMillis, int bodyMillis) {
        return new ListenerLimits(
                8192, 16384, headerMillis, bodyMillis, 60_000, 30_000, 100, ClientLimits.DEFAULT, 500);
    }
}
