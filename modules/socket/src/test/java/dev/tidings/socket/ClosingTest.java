package dev.tidings.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How connections answer and end (RFC 6455 §5.5, §7), on real sockets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClosingTest {

    private static final int FIN = 0x80;

    private final SocketNode node = new SocketNode();

    @AfterAll
    void close() {
        node.close();
    }

    private void awaitOpen(long open) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(node.service().counters().open()).isEqualTo(open));
    }

    private WireClient echo() {
        return WireClient.open(node.port(), "/echo-ws");
    }

    @Test
    void section552APingIsAnsweredWithItsOwnBytes() {
        try (WireClient client = node.connected()) {
            client.send(WireClient.frame(FIN | FrameReader.PING, "are you there".getBytes(UTF_8)));
            WireClient.Frame pong = client.frame();
            assertThat(pong.opcode()).isEqualTo(FrameReader.PONG);
            assertThat(pong.text()).isEqualTo("are you there");
            client.send(WireClient.frame(FIN | FrameReader.PONG, "unasked".getBytes(UTF_8)));
            client.send(WireClient.frame(FIN | FrameReader.PING, new byte[0]));
            assertThat(client.frame().opcode()).isEqualTo(FrameReader.PONG);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 3000, 4999})
    void section551ACloseIsAnsweredWithItsOwnCodeAndTheConnectionEnds(int code) {
        try (WireClient client = node.connected()) {
            client.send(WireClient.close(code));
            assertThat(client.closeCode()).isEqualTo(code);
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void section551ACloseWithoutACodeIsAnsweredWithoutOne() {
        try (WireClient client = node.connected()) {
            client.send(WireClient.frame(FIN | FrameReader.CLOSE, new byte[0]));
            assertThat(client.frame().payload()).isEmpty();
            assertThat(client.isEnded()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "129, 120, 1002, a mask",
        "193, 248, 1002, a reserved bit",
        "130, 129, 1003, binary",
        "139, 128, 1002, opcode"
    })
    void section717ABrokenFrameIsAnsweredWithItsCode(int first, int second, int code, String what) {
        try (WireClient client = node.connected()) {
            client.send(new byte[] {(byte) first, (byte) second, 1, 2, 3, 4, 5});
            assertThat(client.closeCode()).as(what).isEqualTo(code);
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void section74TextThatIsNotUtf8AndOneThatIsTooBigHaveCodesOfTheirOwn() {
        try (WireClient client = node.connected()) {
            client.send(WireClient.frame(FIN | FrameReader.TEXT, new byte[] {(byte) 0xff}));
            assertThat(client.closeCode()).isEqualTo(Close.NOT_UTF8);
        }
        try (WireClient client = node.connected()) {
            client.send(WireClient.frame(FIN | FrameReader.TEXT, new byte[64 * 1024 + 1]));
            assertThat(client.closeCode()).isEqualTo(Close.TOO_BIG);
        }
    }

    @Test
    void aFrameOfExactlyTheLimitIsTaken() {
        byte[] padded = new byte[64 * 1024];
        Arrays.fill(padded, (byte) ' ');
        byte[] command = "{\"id\":1,\"unsubscribe\":{\"channel\":\"a\"}}".getBytes(UTF_8);
        System.arraycopy(command, 0, padded, 0, command.length);
        try (WireClient client = node.connected()) {
            client.send(WireClient.frame(FIN | FrameReader.TEXT, padded));
            assertThat(client.object().has("unsubscribed")).isTrue();
        }
    }

    @Test
    void aFloodOfEmptyFragmentsEndsAfterTheSixteenth() {
        try (WireClient client = node.connected()) {
            byte[] fragment = WireClient.frame(0, new byte[0]);
            byte[] flood = new byte[1 + 17 * fragment.length];
            for (int i = 0; i < 17; i++) {
                System.arraycopy(fragment, 0, flood, i * fragment.length, fragment.length);
            }
            flood[0] = FrameReader.TEXT;
            client.send(Arrays.copyOf(flood, flood.length - 1));
            assertThat(client.closeCode()).isEqualTo(Close.TOO_BIG);
        }
    }

    @Test
    void aClientThatGoesWithoutAWordIsForgotten() {
        // The connections of the tests before this one end in their own time.
        awaitOpen(0);
        WireClient client = node.connected();
        assertThat(node.service().counters().open()).isEqualTo(1);
        client.close();
        awaitOpen(0);
    }

    @Test
    void theEchoOfConformanceModeSendsBackWhatSuitesSend() {
        byte[] large = new byte[1 << 20];
        Arrays.fill(large, (byte) '*');
        try (WireClient client = echo()) {
            client.text("hello");
            assertThat(client.message()).isEqualTo("hello");
            client.text("");
            assertThat(client.message()).isEmpty();
            client.send(WireClient.frame(FIN | FrameReader.BINARY, new byte[] {0, 1, 2}));
            WireClient.Frame binary = client.frame();
            assertThat(binary.opcode()).isEqualTo(FrameReader.BINARY);
            assertThat(binary.payload()).containsExactly(0, 1, 2);
            client.send(WireClient.frame(FIN | FrameReader.TEXT, large));
            assertThat(client.message()).hasSize(1 << 20);
            client.send(WireClient.close(1000));
            assertThat(client.closeCode()).isEqualTo(1000);
        }
    }
}
