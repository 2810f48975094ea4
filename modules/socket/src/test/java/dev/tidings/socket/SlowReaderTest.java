package dev.tidings.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.edge.Border;
import dev.tidings.edge.ListenerLimits;
import dev.tidings.edge.ListenerSettings;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A client that does not read costs a cursor, not a queue. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlowReaderTest {

    private static final int PATIENCE_MILLIS = 300_000;

    /** One that takes nobody for dead who reads nothing for a while. */
    private final SocketNode node = new SocketNode(
            new SocketSettings(PATIENCE_MILLIS, PATIENCE_MILLIS, 64 * 1024, 64 * 1024, 1_000, 3_000, 10_000),
            patient(),
            Border.development(),
            token -> Future.failedFuture(new HubException(ErrorCode.UNAUTHENTICATED, "there are no tokens here")));

    private static ListenerSettings patient() {
        ListenerLimits d = ListenerLimits.DEFAULT;
        ListenerLimits limits = new ListenerLimits(
                d.maxRequestLineBytes(),
                d.maxHeaderBytes(),
                d.headerMillis(),
                d.bodyMillis(),
                d.idleMillis(),
                PATIENCE_MILLIS,
                d.maxConnections(),
                d.clients(),
                d.tickMillis());
        return new ListenerSettings("127.0.0.1", 0, null, false, true, List.of(), limits);
    }

    @AfterAll
    void close() {
        node.close();
    }

    @Test
    void catchesUpWithoutAGapWhenItReadsAgain() {
        String data = "\"" + "d".repeat(20_000) + "\"";
        try (WireClient slow = node.connected();
                WireClient quick = node.connected()) {
            slow.text("{\"id\":1,\"subscribe\":{\"channel\":\"slow:1\"}}");
            quick.text("{\"id\":1,\"subscribe\":{\"channel\":\"slow:1\"}}");
            slow.awaiting("subscribed");
            quick.awaiting("subscribed");
            for (int i = 1; i <= 600; i++) {
                node.publishing("slow:1", "e", data);
                assertThat(quick.awaiting("publication").get("offset").intValue())
                        .isEqualTo(i);
            }
            for (int i = 1; i <= 600; i++) {
                assertThat(slow.awaiting("publication").get("offset").intValue())
                        .isEqualTo(i);
            }
        }
    }

    @Test
    void isToldOfAResetWhenHistoryWentMeanwhile() {
        String data = "\"" + "d".repeat(30_000) + "\"";
        try (WireClient slow = node.connected()) {
            slow.text("{\"id\":1,\"subscribe\":{\"channel\":\"short:1\"}}");
            slow.awaiting("subscribed");
            for (int i = 1; i <= 700; i++) {
                node.publish("short:1", "e", data);
            }
            int resets = 0;
            for (int expected = 1; expected <= 700; ) {
                JsonNode object = slow.object();
                if (object.has("reset")) {
                    resets++;
                    int from = announced(object.get("reset"));
                    assertThat(from).isGreaterThanOrEqualTo(expected);
                    expected = from + 1;
                } else {
                    assertThat(object.get("publication").get("offset").intValue())
                            .isEqualTo(expected);
                    expected++;
                }
            }
            assertThat(resets).isPositive();
        }
    }

    /** Behind which offset it goes on. */
    private static int announced(JsonNode reset) {
        assertThat(reset.get("channel").textValue()).isEqualTo("short:1");
        assertThat(reset.get("recovered").booleanValue()).isFalse();
        assertThat(reset.get("reason").textValue()).isEqualTo("trimmed");
        String position = reset.get("position").textValue();
        return Integer.parseInt(position.substring(position.indexOf('-') + 1));
    }

    @Test
    void whoAsksWithoutReadingTheAnswersIsNotReadEither() {
        try (WireClient client = node.connected()) {
            byte[] ping = WireClient.frame(0x80 | FrameReader.PING, new byte[125]);
            byte[] many = new byte[ping.length * 400];
            for (int i = 0; i < 400; i++) {
                System.arraycopy(ping, 0, many, i * ping.length, ping.length);
            }
            // answered until the limit of commands or of the socket: in either case nothing is lost before the end
            for (int i = 0; i < 3; i++) {
                client.send(many);
            }
            int pongs = 0;
            WireClient.Frame frame = client.frame();
            while (frame.opcode() == FrameReader.PONG) {
                pongs++;
                if (pongs == 1_200) {
                    break;
                }
                frame = client.frame();
            }
            assertThat(pongs).isGreaterThan(0);
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(node.service().counters().open()).isLessThanOrEqualTo(1));
        }
    }
}
