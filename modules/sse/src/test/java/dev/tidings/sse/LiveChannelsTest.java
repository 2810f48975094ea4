package dev.tidings.sse;

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
import dev.tidings.model.StartingPoint;
import dev.tidings.sse.EventStreamParser.Event;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the stream of one channel takes others, and lets go of its own. */
class LiveChannelsTest {

    private static final ChannelName PETS = new ChannelName("pets");
    private static final ChannelName ORDERS = new ChannelName("orders");
    private static final String OWN_ID = "k3f9k3f9k3f9-12";

    private final Stage stage = new Stage();
    private final FakeBody body = new FakeBody(true);

    private NamedStream connect(FakeBody to, boolean enveloped) {
        stage.port().answer("pets", recovered(12));
        stage.port().answer("orders", recovered(7));
        NamedStream stream = new NamedStream(stage.opening(to), PETS, enveloped);
        assertThat(stream.open(stage.port())).isTrue();
        stream.subscribe(new StartingPoint.Head(), false);
        return stream;
    }

    private FakePort.FakeSubscription subscription(String channel) {
        return stage.port().session(0).subscription(channel);
    }

    private Future<Void> change(Map<ChannelName, StartingPoint> subscribe, List<ChannelName> unsubscribe) {
        return stage.port().change("n1.c0", new ConnectionChange("ann", subscribe, unsubscribe, null));
    }

    private Future<Void> add(String channel) {
        return change(Map.of(new ChannelName(channel), new StartingPoint.Head()), List.of());
    }

    private void refresh(String channels) {
        stage.port().change("n1.c0", new ConnectionChange("ann", Map.of(), List.of(), channels));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givesNoIdToAChannelThatWasAdded(boolean chunked) {
        FakeBody connection = new FakeBody(chunked);
        connect(connection, false);
        assertThat(add("orders").succeeded()).isTrue();
        subscription("orders").deliver(List.of(frame("orders", 8, "order-created", "1")));
        subscription("pets").deliver(List.of(frame("pets", 13, "pet-update", "2")));
        subscription("orders").deliver(List.of(frame("orders", 9, "message", "3")));
        assertThat(connection.events().subList(1, 5))
                .containsExactly(
                        new Event(
                                "subscribed",
                                "{\"channel\":\"orders\",\"position\":\"k3f9k3f9k3f9-7\",\"recovered\":true}",
                                OWN_ID),
                        new Event("order-created", "1", OWN_ID),
                        new Event("pet-update", "2", "k3f9k3f9k3f9-13"),
                        new Event("message", "3", "k3f9k3f9k3f9-13"));
    }

    @Test
    void givesNoIdToTheSnapshotsAndResetsOfAnAddedChannel() {
        NamedStream stream = connect(body, false);
        stage.port().answer("orders", new Subscribed(at(7), false, Reset.Reason.TRIMMED, snapshot(7, "[1]")));
        add("orders");
        stream.reset(subscription("orders"), new Reset(at(20), Reset.Reason.BEHIND, snapshot(20, "[2]")));
        stream.reset(subscription("orders"), new Reset(at(30), Reset.Reason.BEHIND, null));
        stream.flush();
        assertThat(body.events().subList(1, 6))
                .extracting(Event::type)
                .containsExactly("subscribed", "snapshot", "reset", "snapshot", "reset");
        assertThat(body.events()).extracting(Event::lastEventId).containsOnly(OWN_ID);
        stream.heartbeat();
        assertThat(body.parser().lastEventId()).isEqualTo(OWN_ID);
    }

    @Test
    void wrapsWhatItAddsAsItWrapsItsOwn() {
        connect(body, true);
        stage.port().answer("orders", new Subscribed(at(7), false, Reset.Reason.TRIMMED, snapshot(7, "[1]")));
        add("orders");
        subscription("orders").deliver(List.of(frame("orders", 8, "message", "{}")));
        assertThat(body.events().get(2).data())
                .isEqualTo("{\"channel\":\"orders\",\"offset\":7,\"event\":\"snapshot\",\"data\":[1]}");
        assertThat(body.events().get(3).data()).startsWith("{\"channel\":\"orders\",\"offset\":8,");
        assertThat(body.parser().lastEventId()).isEqualTo(OWN_ID);
    }

    @Test
    void goesOnWithoutItsOwnChannelAndTakesItBackWithItsIds() {
        NamedStream stream = connect(body, false);
        FakePort.FakeSubscription first = subscription("pets");
        assertThat(change(Map.of(ORDERS, new StartingPoint.Head()), List.of(PETS))
                        .succeeded())
                .isTrue();
        assertThat(first.isCancelled()).isTrue();
        first.move(frame("pets", 99, "message", "1"));
        stream.heartbeat();
        subscription("orders").deliver(List.of(frame("orders", 8, "message", "1")));
        assertThat(body.events())
                .extracting(Event::type)
                .containsExactly("connected", "unsubscribed", "subscribed", "message");
        assertThat(body.parser().lastEventId()).isEqualTo(OWN_ID);
        stage.port().answer("pets", recovered(14));
        add("pets");
        assertThat(body.parser().lastEventId()).isEqualTo("k3f9k3f9k3f9-14");
        subscription("pets").deliver(List.of(frame("pets", 15, "message", "2")));
        assertThat(body.parser().lastEventId()).isEqualTo("k3f9k3f9k3f9-15");
        assertThat(body.isClosed()).isFalse();
    }

    @Test
    void refusesAChannelThatItsTokenIsNotGoodFor() {
        connect(body, false);
        refresh("pets,orders");
        assertThat(add("orders").succeeded()).isTrue();
        assertForbidden(add("secrets"));
        assertThat(body.isClosed()).isFalse();
        refresh("pets");
        assertThat(body.events().get(2).data()).contains("3502");
        assertThat(body.isClosed()).isTrue();
    }

    @Test
    void refusesAChannelWhoseRightWentWhileItBegan() {
        connect(body, false);
        Promise<Void> opening = stage.port().hold();
        Future<Void> added = add("orders");
        refresh("pets");
        opening.complete();
        assertForbidden(added);
        assertThat(subscription("orders").isCancelled()).isTrue();
        assertThat(body.events()).extracting(Event::type).containsExactly("connected");
    }

    @Test
    void addsNothingThatWasTakenOffBeforeItBegan() {
        connect(body, false);
        Promise<Void> opening = stage.port().hold();
        Future<Void> added = add("orders");
        change(Map.of(), List.of(ORDERS));
        opening.complete();
        assertThat(added.succeeded()).isTrue();
        assertThat(subscription("orders").isCancelled()).isTrue();
        assertThat(body.events()).extracting(Event::type).containsExactly("connected");
    }

    @Test
    void endsWhenTheNewTokenIsNotGoodForItsOwnChannelUnlessThatWasTakenOff() {
        connect(body, false);
        change(Map.of(ORDERS, new StartingPoint.Head()), List.of(PETS));
        refresh("orders");
        assertThat(body.isClosed()).isFalse();
        FakeBody other = new FakeBody(true);
        connect(other, false);
        stage.port().change("n1.c1", new ConnectionChange("ann", Map.of(), List.of(), "orders"));
        assertThat(other.events().get(1).data()).contains("3502");
    }

    @Test
    void refusesChangesOfAStreamThatIsNotOfPublications() {
        stage.port().answer("pets", recovered(12));
        NamedStream items = new NamedStream(
                stage.opening(body), PETS, new ItemFormat(NamedStreamTest.pets("pet-created", "pet-updated")));
        items.open(stage.port());
        items.subscribe(new StartingPoint.Head(), false);
        for (Future<Void> refused : List.of(add("orders"), change(Map.of(), List.of(PETS)))) {
            assertThat(refused.cause())
                    .isInstanceOfSatisfying(
                            HubException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.MALFORMED));
        }
        assertThat(subscription("pets").isCancelled()).isFalse();
    }

    private static void assertForbidden(Future<Void> answer) {
        assertThat(answer.cause())
                .isInstanceOfSatisfying(
                        HubException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.FORBIDDEN));
    }
}
