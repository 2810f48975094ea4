package dev.tidings.socket.eventbus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.socket.WebSocketPageTest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code docs/eventbus.md} says what happens: its examples are played. */
class EventBusPageTest {

    @Test
    void showsWhatHappens() throws Exception {
        List<List<String>> examples = WebSocketPageTest.examples(Path.of("../../docs/eventbus.md"));
        assertThat(examples).hasSize(2);
        try (BridgeNode node = new BridgeNode()) {
            for (List<String> example : examples) {
                WebSocketPageTest.play(node.connect(), example);
            }
        }
    }
}
