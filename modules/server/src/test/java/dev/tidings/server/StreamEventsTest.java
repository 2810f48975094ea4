package dev.tidings.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The client's reading of event streams, against the rules of WHATWG HTML §9.2. */
class StreamEventsTest {

    private int lines;

    @Test
    void readsNameDataAndId() throws IOException {
        StreamEvents events = of("retry: 1500\n\nid: a-1\nevent: said\ndata: {\"x\":1}\n\n");
        assertThat(events.next()).isEqualTo(new StreamEvent("said", "{\"x\":1}", "a-1"));
        assertThat(events.next()).isNull();
        assertThat(events.retryMillis()).isEqualTo(1_500);
    }

    @Test
    void joinsLinesOfDataAndKeepsTheIdForWhatFollows() throws IOException {
        StreamEvents events = of("id: 7\ndata: a\ndata:b\n\n: comment\n\ndata\n\n");
        assertThat(events.next()).isEqualTo(new StreamEvent("message", "a\nb", "7"));
        assertThat(events.next()).isEqualTo(new StreamEvent("message", "", "7"));
        assertThat(lines).isEqualTo(8);
    }

    @Test
    void dropsAnEventThatTheEndCutOff() throws IOException {
        assertThat(of("event: said\ndata: half").next()).isNull();
    }

    @Test
    void endsAnEventWithoutDataAndForgetsItsName() throws IOException {
        assertThat(of("event: said\nid: 3\n\ndata: x\r\n\r\n").next()).isEqualTo(new StreamEvent("message", "x", "3"));
    }

    private StreamEvents of(String text) {
        return new StreamEvents(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), () -> lines++);
    }
}
