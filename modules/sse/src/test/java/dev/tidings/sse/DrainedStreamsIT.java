package dev.tidings.sse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.edge.Border;
import dev.tidings.edge.DevelopmentIdentity;
import dev.tidings.edge.ListenerSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Streams that are asked for while their node goes down and takes no more writes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DrainedStreamsIT {

    private final SseNode node = new SseNode(
            SseSettings.DEFAULT,
            ListenerSettings.development(0),
            new Border(DevelopmentIdentity.authenticator(), () -> true));

    @AfterAll
    void close() {
        node.close();
    }

    /** What reads it can't tell a refusal from a broken stream, whose client gives up. */
    @Test
    void tellWhoComesInWordsToComeBackWhicheverWayTheyAsk() {
        node.hub().drain(200);
        try (SseClient asked = node.connect("/api/events/chat:1");
                SseClient posted = new SseClient(node.port()).post("/api/events", "{\"channels\":{\"chat:1\":null}}")) {
            assertToldToComeBack(asked);
            assertToldToComeBack(posted);
        }
    }

    private static void assertToldToComeBack(SseClient client) {
        assertThat(client.status()).isEqualTo(200);
        assertThat(client.rest())
                .singleElement()
                .satisfies(event ->
                        assertThat(event.data()).isEqualTo("{\"code\":3001,\"reason\":\"drain\",\"reconnect\":true}"));
    }
}
