package dev.tidings.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.edge.Border;
import dev.tidings.edge.ClientLimits;
import dev.tidings.edge.Identity;
import dev.tidings.edge.ListenerLimits;
import dev.tidings.edge.ListenerSettings;
import dev.tidings.edge.Right;
import dev.tidings.model.Actor;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one client may have at the most, and that nothing is left of those who go. */
class LimitsTest {

    private static final int PER_USER = 3;

    /** A user known by name. */
    private record Ann() implements Identity {
        @Override
        public String subject() {
            return "ann";
        }

        @Override
        public Actor actor() {
            return new Actor("ann", null);
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

    private final SocketNode node = new SocketNode(
            SocketSettings.DEFAULT,
            listening(new ClientLimits(100_000, 100_000, 1_000, 500, PER_USER, 500, 250, 20, false)),
            new Border((request, sources) -> Future.succeededFuture(new Ann()), () -> false),
            token -> Future.failedFuture(new HubException(ErrorCode.UNAUTHENTICATED, "there are no tokens here")));

    @AfterEach
    void close() {
        node.close();
    }

    private static ListenerSettings listening(ClientLimits clients) {
        ListenerLimits d = ListenerLimits.DEFAULT;
        ListenerLimits limits = new ListenerLimits(
                d.maxRequestLineBytes(),
                d.maxHeaderBytes(),
                d.headerMillis(),
                d.bodyMillis(),
                d.idleMillis(),
                d.stallMillis(),
                d.maxConnections(),
                clients,
                d.tickMillis());
        return new ListenerSettings("127.0.0.1", 0, null, false, true, List.of(), limits);
    }

    private static void expectTooMany(WireClient client) {
        JsonNode disconnect = client.awaiting("disconnect");
        assertThat(disconnect.get("code").intValue()).isEqualTo(3007);
        assertThat(disconnect.get("reason").textValue()).isEqualTo("too many messages");
        assertThat(disconnect.get("detail").textValue()).contains("20");
        assertThat(disconnect.get("retryAfterMs").longValue())
                .as("long enough for more than one command")
                .isGreaterThanOrEqualTo(SocketSettings.DEFAULT.minRetryMillis());
        assertThat(client.closeCode()).isEqualTo(3007);
    }

    @Test
    void tooManyCommandsAreRefusedAndWhoGoesOnIsToldWhenToComeBack() {
        try (WireClient client = node.connected()) {
            client.text("{\"id\":1,\"unsubscribe\":{\"channel\":\"a\"}}\n".repeat(60));
            JsonNode refused = client.awaiting("error");
            assertThat(refused.get("status").intValue()).isEqualTo(429);
            assertThat(refused.get("retryAfterMs").longValue()).isPositive();
            client.text("{\"id\":1,\"unsubscribe\":{\"channel\":\"a\"}}\n".repeat(200));
            expectTooMany(client);
        }
    }

    @Test
    void emptyObjectsThatNobodyAskedForCountAsCommands() {
        try (WireClient client = node.connected()) {
            client.text("{}\n".repeat(200));
            expectTooMany(client);
        }
    }

    @Test
    void aFloodOfPingsCountsToo() {
        byte[] ping = WireClient.frame(0x80 | FrameReader.PING, "?".getBytes(UTF_8));
        ByteBuffer flood = ByteBuffer.allocate(200 * ping.length);
        for (int i = 0; i < 200; i++) {
            flood.put(ping);
        }
        try (WireClient client = node.connected()) {
            client.send(flood.array());
            WireClient.Frame frame = client.frame();
            while (frame.opcode() == FrameReader.PONG) {
                frame = client.frame();
            }
            assertThat(frame.text()).contains("3007");
        }
    }

    @Test
    void oneConnectionTooManyOfAUserIsToldToStayAway() {
        List<WireClient> clients = new ArrayList<>();
        for (int i = 0; i < PER_USER; i++) {
            clients.add(node.connected());
        }
        try (WireClient refused = node.connect()) {
            JsonNode disconnect = refused.awaiting("disconnect");
            assertThat(disconnect.get("code").intValue()).isEqualTo(3503);
            assertThat(disconnect.get("reconnect").booleanValue()).isFalse();
            assertThat(disconnect.get("detail").textValue()).contains("3");
            assertThat(refused.closeCode()).isEqualTo(3503);
        }
        clients.get(0).close();
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(node.service().counters().open()).isEqualTo(PER_USER - 1L));
        clients.add(node.connected());
        clients.forEach(WireClient::close);
    }
}
