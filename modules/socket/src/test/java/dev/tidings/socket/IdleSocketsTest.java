package dev.tidings.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Many sockets that have nothing to do. */
class IdleSocketsTest {

    private static final int SOCKETS = 1_000;

    @Test
    void aThousandLeaveNothingBehind() {
        try (SocketNode node = new SocketNode()) {
            List<WireClient> clients = new ArrayList<>(SOCKETS);
            for (int i = 0; i < SOCKETS; i++) {
                WireClient client = node.connect();
                client.text("{\"subscribe\":{\"channel\":\"idle:" + i % 10 + "\"}}");
                clients.add(client);
            }
            clients.forEach(client -> client.awaiting("subscribed"));
            assertThat(node.service().counters().open()).isEqualTo(SOCKETS);
            assertThat(node.figures().sessions()).isEqualTo(SOCKETS);
            assertThat(node.border().visitors().connections()).isEqualTo(SOCKETS);
            for (int i = 0; i < SOCKETS; i++) {
                if (i % 2 == 0) {
                    clients.get(i).send(WireClient.close(1000));
                    assertThat(clients.get(i).closeCode()).isEqualTo(1000);
                }
                clients.get(i).close();
            }
            Awaitility.await().untilAsserted(() -> {
                assertThat(node.service().counters().open()).isZero();
                assertThat(node.figures().sessions()).isZero();
                assertThat(node.border().visitors().connections()).isZero();
            });
            assertThat(node.service().counters().opened()).isEqualTo(SOCKETS);
            assertThat(node.service().counters().ended()).isEqualTo(SOCKETS);
        }
    }
}
