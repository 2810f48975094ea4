package dev.tidings.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.verify.EventStreamParser.Event;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamParserTest {

    private final List<Event> seen = new ArrayList<>();
    private final EventStreamParser parser = new EventStreamParser("e-1", seen::add);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void readsEventsHoweverTheBytesAreCut(int size) {
        byte[] wire = "retry: 1234\n\n: hi\n\nid: e-2\nevent: pet-update\ndata: {\"ä\":1}\n\ndata: a\r\ndata: b\r\n\r\n"
                .getBytes(UTF_8);
        for (int at = 0; at < wire.length; at += size) {
            parser.feed(Buffer.buffer(wire).slice(at, Math.min(wire.length, at + size)));
        }

        assertThat(seen)
                .containsExactly(new Event("e-2", "pet-update", "{\"ä\":1}"), new Event("e-2", "message", "a\nb"));
        assertThat(parser.retryMillis()).isEqualTo(1234);
        assertThat(parser.lastId()).isEqualTo("e-2");
    }

    @Test
    void movesTheIdWithoutAnEvent() {
        parser.feed(Buffer.buffer("id: e-9\n\n"));

        assertThat(seen).isEmpty();
        assertThat(parser.lastId()).isEqualTo("e-9");
    }

    @Test
    void keepsTheIdOfAWholeEventOnlyWhenTheNextIsCut() {
        parser.feed(Buffer.buffer("id: e-2\ndata: 1\n\nid: e-3\ndata: 2\n"));

        assertThat(seen).hasSize(1);
        assertThat(parser.lastId()).isEqualTo("e-2");
    }
}
