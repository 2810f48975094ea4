package dev.tidings.socket.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.socket.Golden;
import dev.tidings.socket.WebSocketPageTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code docs/socketio.md} says what happens: its examples are played. */
class SocketIoPageTest {

    @Test
    void showsWhatHappens() throws IOException {
        List<List<String>> examples = WebSocketPageTest.examples(Path.of("../../docs/socketio.md"));
        assertThat(examples).hasSize(2);
        for (List<String> example : examples) {
            try (RealtimeNode node = new RealtimeNode();
                    RealtimeWire client = node.open()) {
                play(client, example);
            }
        }
    }

    /** Between two things that the client says, what the hub says may come in any order. */
    private static void play(RealtimeWire client, List<String> example) {
        List<String> expected = new ArrayList<>();
        for (String line : example) {
            if (line.startsWith("→ ")) {
                expect(client, expected);
                client.send(line.substring(2));
            } else {
                expected.add(line.substring(2));
            }
        }
        expect(client, expected);
    }

    private static void expect(RealtimeWire client, List<String> expected) {
        for (int left = expected.size(); left > 0; left--) {
            String said = client.packet();
            assertThat(expected.removeIf(shown -> Golden.matches(shown, said)))
                    .as("one of%n%s%nbut said%n%s", String.join("\n", expected), said)
                    .isTrue();
        }
    }
}
