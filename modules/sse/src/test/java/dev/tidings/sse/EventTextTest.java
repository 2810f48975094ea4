package dev.tidings.sse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tidings.model.Seeded;
import dev.tidings.sse.EventStreamParser.Event;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventTextTest {

    private static final int STRINGS = 100_000;

    private static final List<String> PARTS = List.of(
            "\r",
            "\n",
            "\r\n",
            "\0",
            "\uFEFF",
            ":",
            " ",
            "\n\n",
            "\r\r",
            "id: 9",
            "event: x",
            "data: y",
            "retry: 1",
            "\n\ndata: evil\n\n",
            "\revent: evil\r",
            "é",
            "😀",
            "\u2028",
            "\u0085",
            "a",
            "{\"a\":1}",
            "");

    @Test
    void writesExactlyOneEventWhateverItIsGiven() {
        long seed = Seeded.seed(EventTextTest.class);
        Random random = new Random(seed);
        for (int i = 0; i < STRINGS; i++) {
            String id = hostile(random);
            String event = hostile(random);
            String data = hostile(random);
            EventStreamParser parser =
                    EventStreamParser.of(EventText.concat(EventText.retry(1500), EventText.event(id, event, data)));
            String name = cleaned(event);
            assertThat(parser.events())
                    .as("seed %d, string %d", seed, i)
                    .containsExactly(new Event(name.isEmpty() ? "message" : name, normalized(data), cleaned(id)));
            assertThat(parser.reconnectionMillis()).isEqualTo(1500);
        }
    }

    @Test
    void writesExactlyOneEventInParts() {
        long seed = Seeded.seed(EventTextTest.class);
        Random random = new Random(seed);
        for (int i = 0; i < STRINGS / 10; i++) {
            String id = hostile(random);
            byte[] data = EventText.singleLine(hostile(random).getBytes(StandardCharsets.UTF_8));
            String before = hostile(random);
            byte[] stream = EventText.concat(
                    EventText.concat(EventText.opening(id, "snapshot", before), data),
                    EventText.closing(hostile(random)));
            EventStreamParser parser = EventStreamParser.of(EventText.concat(EventText.retry(1), stream));
            assertThat(parser.events()).as("seed %d, string %d", seed, i).hasSize(1);
            assertThat(parser.events().get(0).type()).isEqualTo("snapshot");
            assertThat(parser.lastEventId()).isEqualTo(cleaned(id));
        }
    }

    @Test
    void writesNoEventWithAHeartbeatACommentOrAnId() {
        byte[] stream = EventText.concat(
                EventText.concat(EventText.heartbeat(), EventText.comment("a\ndata: evil\r\rb\n\n")),
                EventText.idOnly("x\ndata: evil\n\n1"));
        EventStreamParser parser = EventStreamParser.of(stream);
        assertThat(parser.events()).isEmpty();
        assertThat(parser.comments()).containsExactly("", " adata: evilb");
        assertThat(parser.lastEventId()).isEqualTo("xdata: evil1");
    }

    @Test
    void leavesAnIdStandingWhenItIsGivenNone() {
        byte[] stream = EventText.concat(EventText.event("5", "a", "1"), EventText.event(null, null, "2"));
        assertThat(EventStreamParser.of(stream).events())
                .containsExactly(new Event("a", "1", "5"), new Event("message", "2", "5"));
    }

    @Test
    void copiesNoJsonThatIsOnOneLine() {
        byte[] json = "[{\"a\":\"é\"}]".getBytes(StandardCharsets.UTF_8);
        assertThat(EventText.singleLine(json)).isSameAs(json);
        assertThat(EventText.singleLine("[1,\r\n2]\0".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("[1,  2] ".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void writesNoNegativeRetry() {
        assertThatCode(() -> EventText.retry(-5)).doesNotThrowAnyException();
        assertThat(EventStreamParser.of(EventText.retry(-5)).reconnectionMillis())
                .isZero();
    }

    private static String hostile(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(PARTS.get(random.nextInt(PARTS.size())));
        }
        return text.toString();
    }

    private static String cleaned(String field) {
        return field.replaceAll("[\r\n\0]", "");
    }

    /** What a client makes of text whose line ends are its own. */
    private static String normalized(String data) {
        return data.replace("\r\n", "\n").replace('\r', '\n').replace("\0", "");
    }
}
