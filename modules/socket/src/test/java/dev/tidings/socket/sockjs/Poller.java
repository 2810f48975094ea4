package dev.tidings.socket.sockjs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayDeque;
import java.util.Deque;

/** A client of contract §6 that polls by xhr, one connection to ask on and one to send on. Owned by its test. */
final class Poller implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String session;
    private final RawHttp asking;
    private final RawHttp sending;
    private final String[] headers;
    private final Deque<JsonNode> objects = new ArrayDeque<>();

    /** @param headers of every request, each {@code Name: value} */
    Poller(SockJsNode node, String... headers) {
        this.session = SockJsNode.fresh("/sockjs");
        this.headers = headers;
        this.asking = node.http();
        this.sending = node.http();
        assertThat(poll()).isEqualTo("o\n");
    }

    String session() {
        return session;
    }

    /** What the next poll is answered. */
    String poll() {
        RawHttp.Answer answer = asking.ask("POST", session + "/xhr", "", headers);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    void send(String... commands) {
        try {
            RawHttp.Answer answer =
                    sending.ask("POST", session + "/xhr_send", JSON.writeValueAsString(commands), headers);
            assertThat(answer.status()).as(answer.body()).isEqualTo(204);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The next object; polls as often as it takes. */
    JsonNode object() {
        while (objects.isEmpty()) {
            take(poll());
        }
        return objects.remove();
    }

    /** The next object that has this member. */
    JsonNode awaiting(String member) {
        for (JsonNode object = object(); ; object = object()) {
            if (object.has(member)) {
                return object.get(member);
            }
        }
    }

    private void take(String frame) {
        try {
            assertThat(frame).startsWith("a[").endsWith("]\n");
            for (JsonNode text : JSON.readTree(frame.substring(1))) {
                objects.add(JSON.readTree(text.textValue()));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(frame, e);
        }
    }

    @Override
    public void close() {
        asking.close();
        sending.close();
    }
}
