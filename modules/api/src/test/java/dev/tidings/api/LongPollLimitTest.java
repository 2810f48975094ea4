package dev.tidings.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.api.TestClient.Answer;
import dev.tidings.edge.ClientLimits;
import dev.tidings.edge.ListenerLimits;
import dev.tidings.edge.ListenerSettings;
import dev.tidings.edge.Proxies;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A held request costs a session, as a stream does: who may have one must not get a thousand by asking in another way. */
class LongPollLimitTest {

    private static final ClientLimits ONE = new ClientLimits(1, 100, 100, 100, 1, 100, 100, 100, false);
    private static final ListenerSettings SETTINGS = new ListenerSettings(
            "127.0.0.1",
            0,
            null,
            false,
            true,
            List.of(),
            new ListenerLimits(8192, 16384, 10_000, 30_000, 60_000, 30_000, 100, ONE, 500),
            new Proxies(List.of("127.0.0.1"), false));
    private static final String POLL = "/api/channels/chat:1/publications?since=head&wait=60";

    private static CompletableFuture<Answer> poll(TestNode node, String client) {
        return node.client().begin("GET", POLL, null, "X-Forwarded-For", client);
    }

    @Test
    void holdsAsManyRequestsOfOneClientAsItMayHaveStreams() {
        try (TestNode node = TestNode.withFakeHub(SETTINGS)) {
            node.client().post("/api/channels/chat:1/publications", "{\"data\":1}");
            CompletableFuture<Answer> held = poll(node, "203.0.113.7");
            await().until(() -> node.sessions() == 1);
            Answer refused = poll(node, "203.0.113.7").join();
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("Retry-After")).isEqualTo("5");
            assertThat(refused.json().getString("detail")).isEqualTo("Your address has more than 1 connections.");
            CompletableFuture<Answer> other = poll(node, "203.0.113.8");
            await().until(() -> node.sessions() == 2);

            node.client().post("/api/channels/chat:1/publications", "{\"data\":2}");
            assertThat(held.join().status()).isEqualTo(200);
            assertThat(other.join().status()).isEqualTo(200);
            await().until(() -> node.sessions() == 0);
            CompletableFuture<Answer> again = poll(node, "203.0.113.7");
            await().until(() -> node.sessions() == 1);
            node.client().post("/api/channels/chat:1/publications", "{\"data\":3}");
            assertThat(again.join().status()).isEqualTo(200);
        }
    }
}
