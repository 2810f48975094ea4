package dev.tidings.sse;

import static dev.tidings.sse.Stage.EPOCH;
import static dev.tidings.sse.Stage.OTHER_EPOCH;
import static dev.tidings.sse.Stage.at;
import static dev.tidings.sse.Stage.frame;
import static dev.tidings.sse.Stage.recovered;
import static dev.tidings.sse.Stage.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.ConnectionChange;
import dev.tidings.hub.Reset;
import dev.tidings.hub.Subscribed;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Position;
import dev.tidings.model.StartingPoint;
import dev.tidings.sse.EventStreamParser.Event;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultiStreamTest {

    private static final ChannelName PETS = new ChannelName("pets");
    private static final ChannelName ORDERS = new ChannelName("orders");
    private static final List<ChannelName> CHANNELS = List.of(PETS, ORDERS);

    private final Stage stage = new Stage();
    private final FakeBody body = new FakeBody(true);

    private void connect(boolean enveloped, FakeBody to) {
        MultiStream stream = MultiStream.withCursor(stage.opening(to), CHANNELS, enveloped);
        begin(stream, CHANNELS);
    }

    private void begin(MultiStream stream, List<ChannelName> channels) {
        Map<ChannelName, StartingPoint> starts = new LinkedHashMap<>();
        channels.forEach(channel -> starts.put(channel, new StartingPoint.Head()));
        assertThat(stream.open(stage.port())).isTrue();
        stream.subscribe(starts, false);
    }

    private FakePort.FakeSubscription subscription(String channel) {
        return stage.port().session(0).subscription(channel);
    }

    private Future<Void> change(Map<ChannelName, StartingPoint> subscribe, List<ChannelName> unsubscribe) {
        return stage.port().change("n1.c0", new ConnectionChange("ann", subscribe, unsubscribe, null));
    }

    private static long[] offsets(String cursor) {
        return Cursor.parse(cursor, CHANNELS, Arrays.asList(EPOCH, EPOCH)).orElseThrow();
    }

    @Test
    void connectsWithAllChannelsAndOneCursor() {
        stage.port().answer("pets", recovered(12));
        stage.port().answer("orders", recovered(0));
        connect(false, body);
        assertThat(body.events()).hasSize(1);
        assertThat(body.events().get(0).data())
                .isEqualTo("{\"status\":\"connected\",\"connection\":\"n1.c0\",\"channels\":{"
                        + "\"pets\":{\"position\":\"k3f9k3f9k3f9-12\",\"recovered\":true},"
                        + "\"orders\":{\"position\":\"k3f9k3f9k3f9-0\",\"recovered\":true}}}");
        assertThat(offsets(body.parser().lastEventId())).containsExactly(12, 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givesEachEventACursorOfItsOwn(boolean chunked) {
        FakeBody connection = new FakeBody(chunked);
        stage.port().answer("pets", recovered(12));
        stage.port().answer("orders", recovered(4_095));
        connect(false, connection);
        subscription("orders").deliver(List.of(frame("orders", 4_096, "order-created", "{}")));
        subscription("pets").deliver(List.of(frame("pets", 13, "pet-update", "1"), frame("pets", 14, "message", "2")));
        List<Event> events = connection.events().subList(1, 4);
        assertThat(events).extracting(Event::type).containsExactly("order-created", "pet-update", "message");
        assertThat(events).extracting(Event::data).containsExactly("{}", "1", "2");
        assertThat(events.stream().map(event -> offsets(event.lastEventId())))
                .containsExactly(new long[] {12, 4_096}, new long[] {13, 4_096}, new long[] {14, 4_096});
    }

    @Test
    void wrapsWholePublicationsWhenAsked() {
        stage.port().answer("pets", new Subscribed(at(12), false, Reset.Reason.TRIMMED, snapshot(12, "[1]")));
        stage.port().answer("orders", recovered(4));
        connect(true, body);
        subscription("orders").deliver(List.of(frame("orders", 5, "order-created", "{\"a\":1}")));
        assertThat(body.events().get(1))
                .extracting(Event::type, Event::data)
                .containsExactly(
                        "snapshot", "{\"channel\":\"pets\",\"offset\":12,\"event\":\"snapshot\",\"data\":[1]}");
        assertThat(body.events().get(2))
                .extracting(Event::type, Event::data)
                .containsExactly(
                        "order-created",
                        "{\"channel\":\"orders\",\"offset\":5,\"event\":\"order-created\",\"data\":{\"a\":1},\"time\":7}");
    }

    @Test
    void hasNoPositionForAChannelWhoseSnapshotIsOwed() {
        stage.port().answer("pets", new Subscribed(at(12), false, Reset.Reason.TRIMMED, snapshot(12, "[1]")));
        stage.port().answer("orders", new Subscribed(at(5), false, Reset.Reason.TRIMMED, snapshot(5, "[2]")));
        connect(false, body);
        assertThat(body.events()).extracting(Event::type).containsExactly("connected", "snapshot", "snapshot");
        assertThat(body.events().get(0).lastEventId()).isEmpty();
        assertThat(offsets(body.events().get(1).lastEventId())).containsExactly(12, Cursor.NONE);
        assertThat(offsets(body.events().get(2).lastEventId())).containsExactly(12, 5);
    }

    @Test
    void changesItsFingerprintWithANewEpochInMidStream() {
        stage.port().answer("pets", recovered(12));
        stage.port().answer("orders", recovered(5));
        connect(false, body);
        Reset reset = new Reset(new Position(OTHER_EPOCH, 1), Reset.Reason.EPOCH, null);
        stage.port().session(0).outlet().reset(subscription("orders"), reset);
        stage.port().session(0).outlet().flush();
        assertThat(Cursor.parse(body.parser().lastEventId(), CHANNELS, Arrays.asList(EPOCH, OTHER_EPOCH)))
                .hasValueSatisfying(read -> assertThat(read).containsExactly(12, 1));
    }

    @Test
    void givesNoIdToAChannelThatWasAddedLater() {
        stage.port().answer("pets", recovered(12));
        stage.port().answer("orders", recovered(5));
        stage.port().answer("notifications", recovered(7));
        connect(false, body);
        String cursor = body.parser().lastEventId();
        ChannelName added = new ChannelName("notifications");
        assertThat(change(Map.of(added, new StartingPoint.Head()), List.of(PETS))
                        .succeeded())
                .isTrue();
        subscription("notifications").deliver(List.of(frame("notifications", 8, "message", "1")));
        assertThat(body.events().subList(1, 4))
                .containsExactly(
                        new Event("unsubscribed", "{\"channel\":\"pets\"}", cursor),
                        new Event(
                                "subscribed",
                                "{\"channel\":\"notifications\",\"position\":\"k3f9k3f9k3f9-7\",\"recovered\":true}",
                                cursor),
                        new Event("message", "1", cursor));
        assertThat(subscription("pets").isCancelled()).isTrue();
        subscription("orders").deliver(List.of(frame("orders", 6, "message", "2")));
        assertThat(offsets(body.parser().lastEventId())).containsExactly(12, 6);
    }

    @Test
    void refusesAChannelThatItsTokenIsNotGoodFor() {
        stage.port().answer("pets", recovered(12));
        stage.port().answer("orders", recovered(5));
        connect(false, body);
        stage.port().change("n1.c0", new ConnectionChange("ann", Map.of(), List.of(), "pets,orders"));
        Future<Void> answer = change(Map.of(new ChannelName("secrets"), new StartingPoint.Head()), List.of());
        assertThat(answer.cause())
                .isInstanceOfSatisfying(
                        HubException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.FORBIDDEN));
        assertThat(body.isClosed()).isFalse();
        stage.port().change("n1.c0", new ConnectionChange("ann", Map.of(), List.of(), "pets"));
        assertThat(body.isClosed()).isTrue();
    }

    @Test
    void movesTheCursorOverWhatWasSkipped() {
        stage.port().answer("pets", recovered(12));
        stage.port().answer("orders", recovered(5));
        connect(false, body);
        subscription("pets").move(frame("pets", 99, "message", "1"));
        stage.port().session(0).outlet().heartbeat();
        stage.port().session(0).outlet().heartbeat();
        assertThat(offsets(body.parser().lastEventId())).containsExactly(99, 5);
        assertThat(body.parser().comments()).containsExactly("");
        assertThat(body.events()).hasSize(1);
    }

    @Test
    void leavesAVolatileChannelOutOfItsCursor() {
        stage.port().answer("pets", recovered(12));
        stage.port().answer("orders", new Subscribed(null, true, null, null));
        connect(false, body);
        subscription("orders").deliver(List.of(Stage.fleeting("orders", "moved", "{}")));
        assertThat(body.events().get(0).data()).contains("\"orders\":{\"position\":null}");
        assertThat(Cursor.parse(body.parser().lastEventId(), CHANNELS, Arrays.asList(EPOCH, null)))
                .hasValueSatisfying(read -> assertThat(read).containsExactly(12, Cursor.NONE));
        assertThat(body.events().get(1).type()).isEqualTo("moved");
    }

    @Test
    void givesEachEventItsOwnPositionWhenItWasPosted() {
        stage.port().answer("pets", new Subscribed(at(12), false, Reset.Reason.TRIMMED, snapshot(12, "[]")));
        stage.port().answer("orders", recovered(5));
        begin(MultiStream.withPositions(stage.opening(body)), CHANNELS);
        subscription("orders").deliver(List.of(frame("orders", 6, "message", "1")));
        assertThat(body.events())
                .extracting(Event::type, Event::lastEventId)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("connected", ""),
                        org.assertj.core.groups.Tuple.tuple("snapshot", "k3f9k3f9k3f9-12"),
                        org.assertj.core.groups.Tuple.tuple("message", "k3f9k3f9k3f9-6"));
    }

    @Test
    void endsWithoutSubscriptionsWhenOneCanNotBegin() {
        stage.port().refuse(new HubException(ErrorCode.OVERLOADED, "too many reads"));
        begin(MultiStream.withCursor(stage.opening(body), CHANNELS, false), CHANNELS);
        assertThat(body.events().get(0).data()).contains("3006");
        assertThat(stage.streams().open()).isZero();
        assertThat(stage.port().openSessions()).isZero();
    }

    @Test
    void refusesMoreChannelsThanAStreamMayHave() {
        stage.port().answer("pets", recovered(12));
        stage.port().answer("orders", recovered(5));
        connect(false, body);
        Map<ChannelName, StartingPoint> many = new LinkedHashMap<>();
        for (int i = 0; i < LiveChannels.MAX_CHANNELS - 1; i++) {
            stage.port().answer("c" + i, recovered(1));
            many.put(new ChannelName("c" + i), new StartingPoint.Head());
        }
        assertThat(change(many, List.of()).cause()).hasMessageContaining("1000");
        assertThat(body.events()).hasSize(LiveChannels.MAX_CHANNELS - 1);
    }
}
