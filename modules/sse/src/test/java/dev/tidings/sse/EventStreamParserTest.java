package dev.tidings.sse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.sse.EventStreamParser.Event;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The judge is judged by the examples of the standard. */
class EventStreamParserTest {

    private static EventStreamParser parsed(String stream) {
        return EventStreamParser.of(stream.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void joinsDataLines() {
        assertThat(parsed("data: YHOO\ndata: +2\ndata: 10\n\n").events())
                .containsExactly(new Event("message", "YHOO\n+2\n10", ""));
    }

    @Test
    void keepsAndResetsTheLastId() {
        EventStreamParser parser =
                parsed(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third");
        assertThat(parser.events())
                .containsExactly(new Event("message", "first event", "1"), new Event("message", "second event", ""));
        assertThat(parser.comments()).containsExactly(" test stream");
    }

    @Test
    void dispatchesEmptyDataAndDropsAnUnfinishedBlock() {
        assertThat(parsed("data\n\ndata\ndata\n\ndata:").events())
                .containsExactly(new Event("message", "", ""), new Event("message", "\n", ""));
    }

    @Test
    void takesOneSpaceAfterTheColonAndEveryLineEnd() {
        assertThat(parsed("\uFEFFdata:test\r\rdata: test\r\n\r\ndata:  x\n\n").events())
                .extracting(Event::data)
                .containsExactly("test", "test", " x");
    }

    @Test
    void ignoresAnIdWithNulAndARetryThatIsNoNumber() {
        EventStreamParser parser = parsed("id: 7\nretry: 1000\n\nid: a\0b\nretry: 1x\ndata: x\n\n");
        assertThat(parser.lastEventId()).isEqualTo("7");
        assertThat(parser.reconnectionMillis()).isEqualTo(1000);
    }

    @Test
    void takesALineEndThatIsCutInTwo() {
        EventStreamParser parser = new EventStreamParser();
        for (byte b : "data: a\r\n\r\ndata: b\r\n\r\n".getBytes(StandardCharsets.UTF_8)) {
            parser.feed(new byte[] {b});
        }
        assertThat(parser.events()).extracting(Event::data).containsExactly("a", "b");
    }

    @Test
    void keepsTheIdOfAnUnfinishedBlockToItself() {
        assertThat(parsed("id: 1\ndata: a\n\nid: 2\ndata: b\n").lastEventId()).isEqualTo("1");
    }
}
