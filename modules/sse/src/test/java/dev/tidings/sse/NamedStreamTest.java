package dev.tidings.sse;

import static dev.tidings.sse.Stage.at;
import static dev.tidings.sse.Stage.frame;
import static dev.tidings.sse.Stage.recovered;
import static dev.tidings.sse.Stage.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.CollectionSettings;
import dev.tidings.hub.ConnectionChange;
import dev.tidings.hub.Reset;
import dev.tidings.hub.Subscribed;
import dev.tidings.model.Change;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Position;
import dev.tidings.model.StartingPoint;
import dev.tidings.sse.EventStreamParser.Event;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedStreamTest {

    private static final ChannelName PETS = new ChannelName("pets");

    private final Stage stage = new Stage();
    private final FakeBody body = new FakeBody(true);

    private NamedStream connected(FakeBody to, Subscribed subscribed) {
        stage.port().answer("pets", subscribed);
        NamedStream stream = new NamedStream(stage.opening(to), PETS, false);
        assertThat(stream.open(stage.port())).isTrue();
        stream.subscribe(new StartingPoint.Head(), false);
        return stream;
    }

    private FakePort.FakeSubscription pets() {
        return stage.port().session(0).subscription("pets");
    }

    @Test
    void saysWhenToComeBackBeforeAnythingElse() {
        connected(body, recovered(12));
        assertThat(body.text()).startsWith("retry: ");
        assertThat(body.parser().reconnectionMillis()).isBetween(1_000L, 3_000L);
    }

    @Test
    void saysThatItIsConnectedAndWhere() {
        connected(body, recovered(12));
        assertThat(body.events())
                .containsExactly(new Event(
                        "connected",
                        "{\"status\":\"connected\",\"connection\":\"n1.c0\",\"channel\":\"pets\","
                                + "\"position\":\"k3f9k3f9k3f9-12\",\"recovered\":true}",
                        "k3f9k3f9k3f9-12"));
        assertThat(pets().isStarted()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void writesEachPublicationWithItsIdAndEventInOneFlush(boolean chunked) {
        FakeBody connection = new FakeBody(chunked);
        connected(connection, recovered(12));
        int flushes = connection.flushes();
        pets().deliver(List.of(frame("pets", 13, "pet-update", "{\"a\":1}"), frame("pets", 14, "message", "\"x\\n\"")));
        assertThat(connection.events().subList(1, 3))
                .containsExactly(
                        new Event("pet-update", "{\"a\":1}", "k3f9k3f9k3f9-13"),
                        new Event("message", "\"x\\n\"", "k3f9k3f9k3f9-14"));
        assertThat(connection.flushes()).isEqualTo(flushes + 1);
    }

    @Test
    void sendsWholePublicationsWhenAskedTo() {
        stage.port().answer("pets", recovered(12));
        NamedStream stream = new NamedStream(stage.opening(body), PETS, true);
        assertThat(stream.open(stage.port())).isTrue();
        stream.subscribe(new StartingPoint.Head(), false);
        pets().deliver(List.of(frame("pets", 13, "pet-update", "{\"a\":1}")));
        Event event = body.events().get(1);
        assertThat(event.type()).isEqualTo("pet-update");
        assertThat(event.lastEventId()).isEqualTo("k3f9k3f9k3f9-13");
        assertThat(event.data())
                .startsWith("{\"channel\":\"pets\",\"offset\":13,\"event\":\"pet-update\"")
                .contains("\"data\":{\"a\":1}");
    }

    @Test
    void givesNoIdWithConnectedWhenASnapshotFollows() {
        connected(body, new Subscribed(at(12), false, Reset.Reason.TRIMMED, snapshot(12, "[1]")));
        assertThat(body.events())
                .extracting(Event::type, Event::lastEventId)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("connected", ""),
                        org.assertj.core.groups.Tuple.tuple("snapshot", "k3f9k3f9k3f9-12"));
        assertThat(body.events().get(0).data()).contains("\"recovered\":false").contains("\"reason\":\"trimmed\"");
        assertThat(body.events().get(1).data()).isEqualTo("[1]");
    }

    @Test
    void leavesNoNewIdBehindWhenTheLineIsCutBeforeTheEndOfTheSnapshot() {
        body.takeOnly(200_000);
        connected(body, new Subscribed(at(12), false, Reset.Reason.EPOCH, snapshot(12, large(500_000))));
        assertThat(body.events()).extracting(Event::type).containsExactly("connected");
        body.cut();
        assertThat(body.parser().lastEventId()).isEmpty();
        assertThat(stage.port().openSessions()).isZero();
    }

    @Test
    void writesALargeSnapshotInSlicesAndNothingInBetween() {
        body.takeOnly(100_000);
        NamedStream stream =
                connected(body, new Subscribed(at(12), false, Reset.Reason.EPOCH, snapshot(12, large(500_000))));
        assertThat(stream.isWritable()).isFalse();
        assertThat(stream.hasProgressed()).isTrue();
        assertThat(stream.hasProgressed()).as("nothing was taken since").isFalse();
        for (int i = 0; i < 20 && !stream.isWritable(); i++) {
            body.takeMore(50_000);
            assertThat(stream.hasProgressed()).isTrue();
        }
        body.takeMore(Long.MAX_VALUE);
        assertThat(body.largestWrite()).isLessThanOrEqualTo(EventWriter.SLICE_BYTES);
        assertThat(body.events().get(1)).isEqualTo(new Event("snapshot", large(500_000), "k3f9k3f9k3f9-12"));
        assertThat(stage.port().session(0).drainedTimes()).isPositive();
        pets().deliver(List.of(frame("pets", 13, "message", "1")));
        assertThat(body.events()).hasSize(3);
    }

    @Test
    void resetsWithTheIdOnTheSnapshotOnly() {
        NamedStream stream = connected(body, recovered(12));
        stream.reset(pets(), new Reset(new Position(Stage.OTHER_EPOCH, 3), Reset.Reason.EPOCH, null));
        stream.reset(pets(), new Reset(at(20), Reset.Reason.BEHIND, snapshot(20, "[]")));
        stream.flush();
        assertThat(body.events().subList(1, 4))
                .containsExactly(
                        new Event(
                                "reset",
                                "{\"channel\":\"pets\",\"position\":\"zzzzzzzzzzzz-3\",\"recovered\":false,"
                                        + "\"reason\":\"epoch\"}",
                                "zzzzzzzzzzzz-3"),
                        new Event(
                                "reset",
                                "{\"channel\":\"pets\",\"position\":\"k3f9k3f9k3f9-20\",\"recovered\":false,"
                                        + "\"reason\":\"behind\"}",
                                "zzzzzzzzzzzz-3"),
                        new Event("snapshot", "[]", "k3f9k3f9k3f9-20"));
    }

    @Test
    void beatsWithACommentAndMovesTheIdOverWhatWasSkipped() {
        NamedStream stream = connected(body, recovered(12));
        stream.heartbeat();
        assertThat(body.parser().comments()).containsExactly("");
        pets().move(frame("pets", 40, "message", "1"));
        stream.heartbeat();
        stream.heartbeat();
        assertThat(body.parser().comments()).hasSize(2);
        assertThat(body.parser().lastEventId()).isEqualTo("k3f9k3f9k3f9-40");
        assertThat(body.events()).hasSize(1);
    }

    @Test
    void announcesASkipInALatestChannel() {
        connected(body, recovered(12));
        dev.tidings.hub.Frame skipping = new dev.tidings.hub.Frame(
                PETS, Stage.EPOCH, frame("pets", 30, "message", "1").publication(), 12);
        pets().deliver(List.of(skipping));
        assertThat(body.parser().comments()).containsExactly(" prev 12");
        assertThat(body.events().get(1)).isEqualTo(new Event("message", "1", "k3f9k3f9k3f9-30"));
    }

    @Test
    void givesNoPositionAndNoIdInAVolatileChannel() {
        connected(body, new Subscribed(null, true, null, null));
        pets().deliver(List.of(Stage.fleeting("pets", "moved", "{\"x\":1}")));
        assertThat(body.events())
                .containsExactly(
                        new Event(
                                "connected",
                                "{\"status\":\"connected\",\"connection\":\"n1.c0\",\"channel\":\"pets\","
                                        + "\"position\":null}",
                                ""),
                        new Event("moved", "{\"x\":1}", ""));
        assertThat(body.text()).doesNotContain("id:");
    }

    @Test
    void endsInWordsWithATimeToComeBackBeforeThem() {
        NamedStream stream = connected(body, recovered(12));
        stream.session().disconnect(Disconnect.DRAIN, 2_345);
        assertThat(body.text()).endsWith("""
                        retry: 2345

                        event: disconnect
                        data: {"code":3001,"reason":"drain","reconnect":true}

                        """);
        assertThat(body.isClosed()).isTrue();
        assertThat(body.wasAborted()).isFalse();
        assertThat(stage.streams().open()).isZero();
        assertThat(stage.service().refused().size()).isZero();
    }

    @Test
    void isCutWithoutWordsWhenItWouldSpeakInTheMidstOfAnEvent() {
        body.takeOnly(100_000);
        NamedStream stream =
                connected(body, new Subscribed(at(12), false, Reset.Reason.EPOCH, snapshot(12, large(500_000))));
        stream.session().disconnect(Disconnect.TOO_SLOW, 0);
        assertThat(body.wasAborted()).isTrue();
        assertThat(body.text()).doesNotContain("disconnect");
        assertThat(body.events()).extracting(Event::type).containsExactly("connected");
    }

    @Test
    void remembersAStreamThatMustStayAwayUntilItCameBackOnce() {
        NamedStream stream = connected(body, recovered(12));
        stream.session().disconnect(Disconnect.REVOKED, 0);
        assertThat(body.events().get(1).data()).contains("\"code\":3504").contains("\"reconnect\":false");
        assertThat(stage.streams().isRefused(Stage.KEY, null))
                .as("another stream")
                .isFalse();
        assertThat(stage.streams().isRefused(Stage.KEY + 1, "k3f9k3f9k3f9-12")).isFalse();
        assertThat(stage.streams().isRefused(Stage.KEY, "k3f9k3f9k3f9-12")).isTrue();
        assertThat(stage.streams().isRefused(Stage.KEY, "k3f9k3f9k3f9-12")).isFalse();
    }

    @Test
    void forgetsAStreamThatNeverCameBack() {
        connected(body, recovered(12)).session().disconnect(Disconnect.REVOKED, 0);
        stage.loop().pass(RefusedStreams.MEMORY_MILLIS);
        assertThat(stage.streams().isRefused(Stage.KEY, "k3f9k3f9k3f9-12")).isFalse();
    }

    @Test
    void tellsToComeBackWhenTheNodeDrains() {
        stage.port().drain();
        NamedStream stream = new NamedStream(stage.opening(body), PETS, false);
        assertThat(stream.open(stage.port())).isFalse();
        assertThat(body.events()).extracting(Event::type).containsExactly("disconnect");
        assertThat(body.events().get(0).data()).contains("3001");
        assertThat(stage.port().openSessions()).isZero();
    }

    @Test
    void tellsToComeBackWhenThereAreTooManyStreams() {
        Stage small = new Stage(new SseSettings(15_000, 1_000, 3_000, 250, 1 << 20, 1));
        small.port().answer("pets", recovered(1));
        assertThat(new NamedStream(small.opening(new FakeBody(true)), PETS, false).open(small.port()))
                .isTrue();
        assertThat(new NamedStream(small.opening(body), PETS, false).open(small.port()))
                .isFalse();
        assertThat(body.events().get(0).data()).contains("3006").contains("\"reconnect\":true");
        assertThat(small.streams().open()).isEqualTo(1);
    }

    @Test
    void tellsAUserWithTooManyStreamsToStayAwayAndCountsEachUntilItsEnd() {
        NamedStream first = connected(body, recovered(12));
        stage.allowance().maxLive = 1;
        FakeBody further = new FakeBody(true);
        assertThat(new NamedStream(stage.opening(further), PETS, false).open(stage.port()))
                .isFalse();
        assertThat(further.parser().reconnectionMillis()).isPositive();
        assertThat(further.events()).extracting(Event::type).containsExactly("disconnect");
        assertThat(further.events().get(0).data()).contains("3503", "more than 1", "\"reconnect\":false");
        assertThat(stage.streams().isRefused(Stage.KEY, null)).isTrue();
        assertThat(stage.allowance().live).isEqualTo(1);
        first.session().disconnect(Disconnect.DRAIN, 0);
        assertThat(stage.allowance().live).isZero();
    }

    @Test
    void tellsToComeBackWhenTheLogIsAway() {
        stage.port().refuse(new HubException(ErrorCode.UNAVAILABLE, "no log").withRetryAfterMillis(1_700));
        NamedStream stream = new NamedStream(stage.opening(body), PETS, false);
        stream.open(stage.port());
        stream.subscribe(new StartingPoint.Head(), false);
        assertThat(body.events().get(0).data()).contains("3002");
        assertThat(body.parser().reconnectionMillis()).isEqualTo(1_700);
        assertThat(stage.port().openSessions()).isZero();
        assertThat(stage.streams().open()).isZero();
    }

    @Test
    void holdsNothingAfterTheClientWent() {
        connected(body, recovered(12));
        body.cut();
        assertThat(stage.streams().open()).isZero();
        assertThat(stage.port().openSessions()).isZero();
        assertThat(stage.loop().timers()).isZero();
        assertThat(stage.service().counters().open()).isZero();
    }

    @Test
    void opensNothingForAClientThatWentBefore() {
        body.cut();
        NamedStream stream = new NamedStream(stage.opening(body, FakeLoop.WALL_MILLIS + 1), PETS, false);
        assertThat(stream.open(stage.port())).isFalse();
        assertThat(stage.streams().open()).isZero();
        assertThat(stage.loop().timers()).isZero();
    }

    @Test
    void endsSomeTimeAfterItsTokenAndGoesOnWithANewOne() {
        FakeBody refreshed = new FakeBody(true);
        stage.port().answer("pets", recovered(1));
        for (FakeBody to : List.of(body, refreshed)) {
            NamedStream stream = new NamedStream(stage.opening(to, FakeLoop.WALL_MILLIS + 5_000), PETS, false);
            stream.open(stage.port());
            stream.subscribe(new StartingPoint.Head(), false);
        }
        stage.loop().pass(20_000);
        stage.port().change("n1.c1", new ConnectionChange("ann", Map.of(), List.of(), "pets"));
        stage.loop().pass(9_000);
        assertThat(body.isClosed()).isFalse();
        stage.loop().pass(2_000);
        assertThat(body.events().get(1).data()).contains("3003");
        stage.loop().pass(60_000);
        assertThat(refreshed.isClosed()).isFalse();
        assertThat(stage.loop().timers()).isZero();
    }

    @Test
    void sendsNewDocumentsOneByOneAndMovesTheIdPastTheOthers() {
        stage.port().answer("pets", recovered(12));
        NamedStream stream =
                new NamedStream(stage.opening(body), PETS, new ItemFormat(pets("pet-created", "pet-updated")));
        stream.open(stage.port());
        stream.subscribe(new StartingPoint.Head(), false);
        pets().deliver(List.of(
                frame("pets", 13, "pet-updated", "{\"id\":\"1\"}", Change.PUT),
                frame("pets", 14, "pet-created", "{\"id\":\"2\"}", Change.PUT),
                frame("pets", 15, "pet-deleted", "{\"id\":\"1\"}", Change.DELETE)));
        assertThat(body.events().subList(1, body.events().size()))
                .containsExactly(new Event("message", "{\"id\":\"2\"}", "k3f9k3f9k3f9-14"));
        stream.heartbeat();
        assertThat(body.parser().lastEventId()).isEqualTo("k3f9k3f9k3f9-15");
    }

    @Test
    void keepsALineAliveOnWhichEverythingIsSkipped() {
        stage.port().answer("pets", recovered(12));
        NamedStream stream =
                new NamedStream(stage.opening(body), PETS, new ItemFormat(pets("pet-created", "pet-updated")));
        stream.open(stage.port());
        stream.subscribe(new StartingPoint.Head(), false);
        for (int offset = 13; offset < 30; offset++) {
            stage.loop().pass(1_000);
            pets().deliver(List.of(frame("pets", offset, "pet-updated", "{}", Change.PUT)));
        }
        assertThat(body.parser().lastEventId()).isEqualTo("k3f9k3f9k3f9-27");
        assertThat(body.events()).hasSize(1);
    }

    @Test
    void tellsANewDocumentWhereCreationsAndChangesShareAName() {
        ItemFormat items = new ItemFormat(pets("pet-update", "pet-update"));
        assertThat(items.encode(frame("pets", 1, "pet-update", "{\"id\":\"1\",\"version\":1}", Change.PUT)))
                .isNotEmpty();
        assertThat(items.encode(frame("pets", 2, "pet-update", "{\"id\":\"1\",\"version\":2}", Change.PUT)))
                .isEmpty();
        String recreated = "{\"id\":\"1\",\"version\":4,\"createdAt\":\"t\",\"updatedAt\":\"t\"}";
        assertThat(items.encode(frame("pets", 4, "pet-update", recreated, Change.PUT)))
                .isNotEmpty();
        assertThat(items.encode(frame("pets", 5, "pet-update", "{\"version\":1}")))
                .isEmpty();
    }

    static CollectionSettings pets(String created, String updated) {
        return new CollectionSettings(
                PETS,
                created,
                updated,
                "pet-deleted",
                null,
                null,
                new com.fasterxml.jackson.databind.node.ObjectNode(
                        com.fasterxml.jackson.databind.node.JsonNodeFactory.instance),
                document -> List.of(),
                100,
                1 << 20,
                1 << 16,
                true);
    }

    private static String large(int length) {
        return "[\"" + "x".repeat(length) + "\"]";
    }
}
