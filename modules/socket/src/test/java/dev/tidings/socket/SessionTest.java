package dev.tidings.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The session protocol (contract §6) on a whole node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionTest {

    private final SocketNode node = new SocketNode();

    @AfterAll
    void close() {
        node.close();
    }

    private WireClient connected() {
        WireClient client = node.connect();
        assertThat(client.object().has("connected")).isTrue();
        return client;
    }

    @Test
    void greetsFirst() {
        try (WireClient client = node.connect()) {
            JsonNode connected = client.object().get("connected");
            assertThat(connected.get("connection").textValue()).startsWith("n1.");
            assertThat(connected.get("node").textValue()).isEqualTo("n1");
            assertThat(connected.get("heartbeatMillis").intValue()).isEqualTo(25_000);
            assertThat(connected.has("expiresAt")).isFalse();
            assertThat(connected.get("limits").get("maxFrameBytes").intValue()).isEqualTo(65_536);
            assertThat(connected.get("limits").get("maxSubscriptions").intValue())
                    .isEqualTo(1_000);
        }
    }

    @Test
    void saysSubscribedBeforeTheFirstPublication() {
        String position = node.publish("greet:1", "number", "1").position().toString();
        node.publishNumbers("greet:1", 2, 40);
        try (WireClient client = connected()) {
            client.text("{\"id\":1,\"subscribe\":{\"channel\":\"greet:1\",\"position\":\"" + position + "\"}}");
            assertThat(client.line())
                    .isEqualTo("{\"id\":1,\"subscribed\":{\"channel\":\"greet:1\",\"position\":\"" + position
                            + "\",\"recovered\":true}}");
            for (int number = 2; number <= 40; number++) {
                JsonNode publication = client.object().get("publication");
                assertThat(publication.get("offset").intValue()).isEqualTo(number);
                assertThat(publication.get("data").intValue()).isEqualTo(number);
            }
        }
    }
}
