package dev.tidings.socket.sockjs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.socket.Golden;
import dev.tidings.socket.WebSocketPageTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code docs/sockjs.md} says what happens: its example is played. */
class SockJsPageTest {

    @Test
    void showsWhatHappens() throws IOException {
        List<List<String>> examples = WebSocketPageTest.examples(Path.of("../../docs/sockjs.md"));
        assertThat(examples).hasSize(1);
        try (SockJsNode node = new SockJsNode()) {
            String session = SockJsNode.fresh("/sockjs");
            List<String> lines = new ArrayList<>(examples.get(0));
            while (!lines.isEmpty()) {
                String[] request = lines.remove(0).split(" ", 4);
                assertThat(request[0]).isEqualTo("→");
                String body = request.length < 4 ? "" : request[3];
                RawHttp.Answer answer = node.ask(request[1], session + request[2], body);
                String shown = lines.remove(0).substring(1).strip();
                String said = answer.body().strip();
                assertThat(Golden.matches(shown, said))
                        .as("%s but said %s", shown, said)
                        .isTrue();
                assertThat(answer.status()).isEqualTo(shown.isEmpty() ? 204 : 200);
            }
        }
    }
}
