package dev.tidings.sse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.model.Disconnect;
import dev.tidings.sse.EventStreamParser.Event;
import org.junit.jupiter.api.Test;

class ClockStreamTest {

    private final Stage stage = new Stage();
    private final ClockFeed feed = new ClockFeed(stage.loop());

    private FakeBody connect(boolean chunked) {
        FakeBody body = new FakeBody(chunked);
        ClockStream stream = new ClockStream(stage.opening(body), feed);
        assertThat(stream.open(stage.port())).isTrue();
        stream.begin();
        return body;
    }

    @Test
    void tellsTheTimeOnceASecondOnTheWholeSecond() {
        FakeBody first = connect(true);
        FakeBody second = connect(false);
        stage.loop().pass(3_000);
        assertThat(first.events())
                .extracting(Event::type, Event::data)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("message", "2026-01-01T00:00:01.000Z"),
                        org.assertj.core.groups.Tuple.tuple(
                                "connected", "{\"status\":\"connected\",\"connection\":\"n1.c0\"}"),
                        org.assertj.core.groups.Tuple.tuple("message", "2026-01-01T00:00:02.000Z"),
                        org.assertj.core.groups.Tuple.tuple("message", "2026-01-01T00:00:03.000Z"));
        assertThat(second.events()).hasSize(4);
    }

    @Test
    void writesTimesAsJavaScriptDoes() {
        assertThat(ClockFeed.text(0)).isEqualTo("1970-01-01T00:00:00.000Z");
        assertThat(ClockFeed.text(1_767_225_600_005L)).isEqualTo("2026-01-01T00:00:00.005Z");
    }

    @Test
    void hasOneTimerForAllAndNoneForNobody() {
        FakeBody first = connect(true);
        FakeBody second = connect(true);
        assertThat(stage.loop().timers()).isEqualTo(1);
        first.cut();
        stage.port().session(1).disconnect(Disconnect.DRAIN, 0);
        assertThat(second.events().get(0).type()).isEqualTo("disconnect");
        assertThat(stage.loop().timers()).isZero();
        assertThat(stage.streams().open()).isZero();
    }

    @Test
    void skipsAReaderThatDoesNotRead() {
        FakeBody slow = connect(true);
        slow.takeOnly(0);
        stage.loop().pass(10_000);
        assertThat(slow.events()).isEmpty();
        slow.takeMore(Long.MAX_VALUE);
        stage.loop().pass(1_000);
        assertThat(slow.events()).hasSize(2);
    }
}
