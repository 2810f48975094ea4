package dev.tidings.sse;

import static dev.tidings.sse.Stage.at;
import static dev.tidings.sse.Stage.frame;
import static dev.tidings.sse.Stage.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Reset;
import dev.tidings.hub.Subscribed;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.sse.EventStreamParser.Event;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PayloadStreamTest {

    private static final ChannelName TASKS = new ChannelName("tasks");
    private static final int LIMIT = 200_000;

    private final Stage stage = new Stage(new SseSettings(15_000, 1_000, 3_000, 250, LIMIT, 100));
    private final FakeBody body = new FakeBody(true);
    private boolean empty;
    private final PayloadFeed feed = new PayloadFeed(stage.port(), TASKS, stage.streams(), () -> empty = true);

    private void connect(FakeBody to, long offset, String documents) {
        stage.port().answer("tasks", new Subscribed(at(offset), true, null, snapshot(offset, documents)));
        PayloadStream stream = new PayloadStream(stage.opening(to), TASKS, feed);
        assertThat(stream.open(stage.port())).isTrue();
        stream.subscribe();
    }

    private void change(int session, long offset) {
        stage.port()
                .session(session)
                .subscription("tasks")
                .deliver(List.of(frame("tasks", offset, "task-updated", "{}")));
    }

    private void answer(long offset, String documents) {
        stage.port().nextSnapshot().complete(snapshot(offset, documents));
    }

    @Test
    void sendsTheWholeArrayBeforeAnyOtherEvent() {
        connect(body, 3, "[1]");
        assertThat(body.events())
                .containsExactly(
                        new Event("message", "[1]", "k3f9k3f9k3f9-3"),
                        new Event(
                                "connected",
                                "{\"status\":\"connected\",\"connection\":\"n1.c0\",\"channel\":\"tasks\","
                                        + "\"position\":\"k3f9k3f9k3f9-3\",\"recovered\":true}",
                                "k3f9k3f9k3f9-3"));
    }

    @Test
    void sendsTheFirstChangeAtOnceAndTheLastOfABurstAfterTheInterval() {
        connect(body, 3, "[1]");
        stage.loop().pass(1_000);
        change(0, 4);
        answer(4, "[1,2]");
        assertThat(body.events()).hasSize(3);
        for (int offset = 5; offset < 25; offset++) {
            change(0, offset);
            stage.loop().pass(10);
        }
        assertThat(stage.port().askedSnapshots()).isZero();
        stage.loop().pass(50);
        answer(24, "[1,2,3]");
        assertThat(body.events().subList(2, 4))
                .containsExactly(
                        new Event("message", "[1,2]", "k3f9k3f9k3f9-4"),
                        new Event("message", "[1,2,3]", "k3f9k3f9k3f9-24"));
        stage.loop().pass(10_000);
        assertThat(stage.port().askedSnapshots()).isZero();
    }

    @Test
    void sendsAChangeThatCameWhileItAskedForTheOneBefore() {
        connect(body, 3, "[1]");
        change(0, 4);
        change(0, 5);
        answer(4, "[1,2]");
        stage.loop().pass(250);
        answer(5, "[1,2,3]");
        assertThat(body.events().get(body.events().size() - 1).data()).isEqualTo("[1,2,3]");
    }

    @Test
    void asksAgainUntilTheLogAnswers() {
        connect(body, 3, "[1]");
        change(0, 4);
        for (int i = 0; i < 3; i++) {
            stage.port().nextSnapshot().fail(new HubException(ErrorCode.UNAVAILABLE, "no log"));
            stage.loop().pass(500);
        }
        answer(4, "[2]");
        assertThat(body.events().get(2).data()).isEqualTo("[2]");
        assertThat(stage.loop().timers()).isZero();
    }

    @Test
    void asksOnceForAllStreams() {
        FakeBody second = new FakeBody(false);
        connect(body, 3, "[1]");
        connect(second, 3, "[1]");
        change(0, 4);
        change(1, 4);
        assertThat(stage.port().askedSnapshots()).isEqualTo(1);
        answer(4, "[2]");
        stage.loop().pass(250);
        assertThat(stage.port().askedSnapshots()).isEqualTo(1);
        answer(4, "[2]");
        assertThat(body.events()).hasSize(3);
        assertThat(second.events()).hasSize(3);
    }

    @Test
    void endsWithTheLimitWhenTheArrayIsTooLarge() {
        stage.port().answer("tasks", new Subscribed(at(3), true, null, snapshot(3, array(LIMIT))));
        PayloadStream stream = new PayloadStream(stage.opening(body), TASKS, feed);
        stream.open(stage.port());
        stream.subscribe();
        assertThat(body.events()).hasSize(1);
        assertThat(body.events().get(0).type()).isEqualTo("disconnect");
        assertThat(body.events().get(0).data())
                .contains("\"code\":3501")
                .contains("\"reconnect\":false")
                .contains("200000 bytes");
        assertThat(stage.streams().isRefused(Stage.KEY, null)).isTrue();
        assertThat(empty).isTrue();
        assertThat(stage.streams().open()).isZero();
    }

    @Test
    void skipsToTheNewestStateForAReaderThatIsBehind() {
        connect(body, 3, "[1]");
        FakeBody slow = new FakeBody(true);
        connect(slow, 3, "[1]");
        slow.takeOnly(0);
        for (int offset = 4; offset < 10; offset++) {
            change(0, offset);
            answer(offset, "[" + offset + "]");
            stage.loop().pass(250);
        }
        assertThat(body.events()).hasSize(8);
        assertThat(slow.events()).hasSize(2);
        slow.takeMore(Long.MAX_VALUE);
        assertThat(slow.events().subList(2, 3)).containsExactly(new Event("message", "[9]", "k3f9k3f9k3f9-9"));
    }

    @Test
    void keepsAtMostFourStatesAliveForSlowReaders() {
        FakeBody fast = new FakeBody(true);
        connect(fast, 1, "[]");
        List<FakeBody> slow = new ArrayList<>();
        for (int generation = 2; generation < 7; generation++) {
            FakeBody reader = new FakeBody(true);
            reader.takeOnly(50_000);
            connect(reader, generation, array(LIMIT - 10_000));
            slow.add(reader);
            assertThat(feed.alive()).isLessThanOrEqualTo(PayloadFeed.MAX_GENERATIONS);
        }
        assertThat(slow.get(0).wasAborted()).isTrue();
        assertThat(slow.subList(1, 5)).noneMatch(FakeBody::isClosed);
        slow.get(1).takeMore(Long.MAX_VALUE);
        assertThat(feed.alive()).isEqualTo(3);
        assertThat(slow.get(1).events().get(0).lastEventId()).isEqualTo("k3f9k3f9k3f9-3");
        slow.forEach(FakeBody::cut);
        assertThat(feed.alive()).isZero();
        fast.cut();
        assertThat(empty).isTrue();
        assertThat(stage.loop().timers()).isZero();
    }

    @Test
    void resetsWithTheArrayAsAMessage() {
        connect(body, 3, "[1]");
        stage.port()
                .session(0)
                .outlet()
                .reset(
                        stage.port().session(0).subscription("tasks"),
                        new Reset(at(9), Reset.Reason.TRIMMED, snapshot(9, "[9]")));
        assertThat(body.events().subList(2, 4))
                .extracting(Event::type, Event::lastEventId)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("reset", "k3f9k3f9k3f9-3"),
                        org.assertj.core.groups.Tuple.tuple("message", "k3f9k3f9k3f9-9"));
    }

    @Test
    void comesBackToAFeedThatStandsStillWhenTheLastReaderLeavesInMidQuestion() {
        connect(body, 3, "[1]");
        change(0, 4);
        stage.port().session(0).disconnect(Disconnect.DRAIN, 0);
        answer(4, "[2]");
        assertThat(empty).isTrue();
        assertThat(stage.loop().timers()).isZero();
    }

    private static String array(int length) {
        return "[\"" + "x".repeat(length) + "\"]";
    }
}
