package dev.tidings.socket.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.FrameBatch;
import dev.tidings.socket.Tail;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TailsTest {

    private final Tails tails = new Tails();
    private final FrameBatch batch = new FrameBatch(List.of());

    @Test
    void sharesAnEndFromTheSecondClientOn() {
        assertThat(tails.shared(batch, end("a"))).isNull();
        Tail shared = tails.shared(batch, end("a"));
        assertThat(shared).isNotNull();
        assertThat(tails.shared(batch, end("a"))).isSameAs(shared);
        assertThat(tails.shared(new FrameBatch(List.of()), end("a")))
                .as("in the next batch too")
                .isSameAs(shared);
    }

    /** Each is a buffer until the tick is over: as many as clients would be what sharing is to prevent. */
    @Test
    void makesABoundedNumberForABatch() {
        Set<Tail> made = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            byte[] end = end("client " + i / 2);
            Tail shared = tails.shared(batch, end);
            if (shared != null) {
                made.add(shared);
            }
        }
        assertThat(made).isNotEmpty().hasSizeLessThanOrEqualTo(32);
    }

    private static byte[] end(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
