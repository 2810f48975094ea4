package dev.tidings.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code docs/websocket.md} says what happens: its examples are played. */
public class WebSocketPageTest {

    @Test
    void showsWhatHappens() throws IOException {
        List<List<String>> examples = examples(Path.of("../../docs/websocket.md"));
        assertThat(examples).hasSize(3);
        try (SocketNode node = new SocketNode()) {
            for (List<String> example : examples) {
                boolean greeted = example.get(0).startsWith("←");
                play(greeted ? node.connect() : node.connected(), example);
            }
        }
    }

    /** Plays one and closes the client. Between two things that the client says, what the hub says may come in any order. */
    public static void play(WireClient client, List<String> example) {
        try (client) {
            List<String> expected = new ArrayList<>();
            for (String line : example) {
                if (line.startsWith("→ ")) {
                    expect(client, expected);
                    client.text(line.substring(2));
                } else {
                    expected.add(line.substring(2));
                }
            }
            expect(client, expected);
        }
    }

    private static void expect(WireClient client, List<String> expected) {
        for (int left = expected.size(); left > 0; left--) {
            String said = client.line();
            assertThat(expected.removeIf(shown -> Golden.matches(shown, said)))
                    .as("one of%n%s%nbut said%n%s", String.join("\n", expected), said)
                    .isTrue();
        }
    }

    /** The examples of a page, line by line. */
    public static List<List<String>> examples(Path page) throws IOException {
        List<List<String>> examples = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(page)) {
            if (line.startsWith("```")) {
                inside = line.equals("```frames");
                if (inside) {
                    examples.add(new ArrayList<>());
                }
            } else if (inside) {
                examples.get(examples.size() - 1).add(line);
            }
        }
        return examples;
    }
}
