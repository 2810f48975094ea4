package dev.tidings.sse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.sse.EventStreamParser.Event;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams of a whole node, over real connections. */
class StreamsIT {

    private final SseNode node = new SseNode();

    @AfterEach
    void leavesNothingBehind() {
        node.close();
        await().until(() -> node.service().counters().open() == 0);
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toList();
    }

    private static String position(Event connected) {
        return connected.data().replaceAll(".*\"position\":\"([^\"]+)\".*", "$1");
    }

    @Test
    void answersWithTheHeadersThatKeepProxiesFromHoldingItBack() {
        try (SseClient client = node.connect("/api/events/chat:1")) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.header("content-type")).isEqualTo("text/event-stream");
            assertThat(client.header("cache-control")).isEqualTo("no-cache, no-transform");
            assertThat(client.header("x-accel-buffering")).isEqualTo("no");
            assertThat(client.header("connection")).isEqualToIgnoringCase("keep-alive");
            assertThat(client.next().type()).isEqualTo("connected");
            assertThat(Objects.requireNonNull(client.parser().reconnectionMillis()))
                    .isBetween(1_000L, 3_000L);
        }
    }

    @Test
    void resumesWithoutAGapAndWithoutADuplicate() {
        String last;
        try (SseClient client = node.connect("/api/events/chat:1")) {
            client.next();
            node.publishNumbers("chat:1", 1, 50);
            assertThat(client.next(50)).extracting(Event::data).containsExactlyElementsOf(numbers(1, 50));
            last = client.lastEventId();
        }
        node.publishNumbers("chat:1", 51, 80);
        try (SseClient client = node.connect("/api/events/chat:1", "Last-Event-ID: " + last)) {
            assertThat(client.next().data()).contains("\"recovered\":true");
            node.publishNumbers("chat:1", 81, 90);
            assertThat(client.next(40)).extracting(Event::data).containsExactlyElementsOf(numbers(51, 90));
        }
    }

    @Test
    void takesTheHeaderBeforeThePositionOfTheUrl() {
        node.publishNumbers("chat:1", 1, 10);
        String first;
        try (SseClient client = node.connect("/api/events/chat:1?rewind=10")) {
            client.next();
            first = client.next().lastEventId();
            client.next(9);
            String last = client.lastEventId();
            try (SseClient again = node.connect("/api/events/chat:1?position=" + first, "Last-Event-ID: " + last)) {
                again.next();
                node.publishNumbers("chat:1", 11, 11);
                assertThat(again.next().data()).isEqualTo("11");
            }
        }
        try (SseClient client = node.connect("/api/events/chat:1?position=" + first)) {
            client.next();
            assertThat(client.next().data()).isEqualTo("2");
        }
        try (SseClient client = node.connect("/api/events/chat:1?position=earliest")) {
            client.next();
            assertThat(client.next().data()).isEqualTo("1");
        }
    }

    @Test
    void rewindsWithinItsBounds() {
        node.publishNumbers("chat:1", 1, 30);
        try (SseClient client = node.connect("/api/events/chat:1?rewind=20")) {
            assertThat(client.next().data()).contains("\"recovered\":true");
            assertThat(client.next(20)).extracting(Event::data).containsExactlyElementsOf(numbers(11, 30));
        }
        for (String odd : List.of("0", "1001", "x", "-1")) {
            try (SseClient client = node.connect("/api/events/chat:1?rewind=" + odd)) {
                assertThat(client.status()).as(odd).isEqualTo(400);
            }
        }
    }

    @Test
    void sendsASnapshotAgainWhenTheLineWasCutBeforeItsEnd() {
        for (int i = 0; i < 40; i++) {
            node.put("tasks", "t" + i, "x".repeat(20_000));
        }
        String old = "aaaaaaaaaaaa-1";
        try (SseClient client =
                new SseClient(node.port(), 4 * 1024).get("/api/events/tasks", "Last-Event-ID: " + old)) {
            assertThat(client.next().data()).contains("\"recovered\":false");
            assertThat(client.lastEventId()).isEmpty();
        }
        try (SseClient client = node.connect("/api/events/tasks", "Last-Event-ID: " + old)) {
            assertThat(client.next().data()).contains("\"recovered\":false");
            Event snapshot = client.next();
            assertThat(snapshot.type()).isEqualTo("snapshot");
            assertThat(snapshot.data().length()).isGreaterThan(800_000);
            node.put("tasks", "t0", "changed");
            Event change = client.next();
            assertThat(change.type()).isEqualTo("task-updated");
            assertThat(change.lastEventId()).endsWith("-41");
        }
    }

    @Test
    void beginsWithASnapshotWhenAsked() {
        node.put("tasks", "a", "one");
        try (SseClient client = node.connect("/api/events/tasks?snapshot=1")) {
            assertThat(client.next().data()).contains("\"recovered\":true");
            assertThat(client.next()).satisfies(snapshot -> {
                assertThat(snapshot.type()).isEqualTo("snapshot");
                assertThat(snapshot.data()).startsWith("[{").contains("\"title\":\"one\"");
                assertThat(snapshot.lastEventId()).endsWith("-1");
            });
        }
    }

    @Test
    void multiplexesAndResumesByOneCursor() {
        String url = "/api/events?channels=chat:1,chat:2,tasks";
        String cursor;
        try (SseClient client = node.connect(url)) {
            assertThat(client.next().data()).contains("\"chat:1\":{\"position\"", "\"tasks\":{\"position\"");
            node.publishNumbers("chat:1", 1, 5);
            node.publishNumbers("chat:2", 6, 9);
            assertThat(client.next(9)).extracting(Event::data).containsExactlyInAnyOrderElementsOf(numbers(1, 9));
            cursor = client.lastEventId();
            assertThat(cursor).matches("[A-Za-z0-9._-]{1,1024}");
        }
        node.publishNumbers("chat:2", 10, 12);
        node.publishNumbers("chat:1", 13, 15);
        try (SseClient client = node.connect(url, "Last-Event-ID: " + cursor)) {
            assertThat(client.next().data()).doesNotContain("\"recovered\":false");
            assertThat(client.next(6)).extracting(Event::data).containsExactlyInAnyOrderElementsOf(numbers(10, 15));
        }
        try (SseClient client = node.connect("/api/events?channels=chat:2,chat:1,tasks", "Last-Event-ID: " + cursor)) {
            assertThat(client.next().data()).doesNotContain("\"recovered\":true");
            assertThat(client.next().type()).isEqualTo("snapshot");
        }
    }

    @Test
    void keepsAddedChannelsOutOfTheCursorAndTakesThemAgainAfterAReconnect() {
        String url = "/api/events?channels=chat:1,chat:2&envelope=1";
        String cursor;
        try (SseClient client = node.connect(url)) {
            String connection = client.next().data().replaceAll(".*\"connection\":\"([^\"]+)\".*", "$1");
            change(connection, "{\"subscribe\":{\"chat:3\":null},\"unsubscribe\":[\"chat:1\"]}", 204);
            assertThat(client.next(2)).extracting(Event::type).containsExactly("unsubscribed", "subscribed");
            String before = client.lastEventId();
            node.publishNumbers("chat:3", 1, 3);
            assertThat(client.next(3)).extracting(Event::lastEventId).containsOnly(before);
            node.publishNumbers("chat:1", 4, 4);
            node.publishNumbers("chat:2", 5, 5);
            assertThat(client.next().data()).contains("\"channel\":\"chat:2\"", "\"data\":5");
            cursor = client.lastEventId();
            change(connection, "{\"subscribe\":{\"bad channel\":null}}", 400);
            change("n1.nobody", "{\"subscribe\":{\"chat:3\":null}}", 404);
        }
        node.publishNumbers("chat:2", 6, 6);
        try (SseClient client = node.connect(url, "Last-Event-ID: " + cursor)) {
            client.next();
            assertThat(client.next(2))
                    .extracting(Event::data)
                    .satisfiesExactlyInAnyOrder(
                            data -> assertThat(data).contains("\"channel\":\"chat:1\"", "\"data\":4"),
                            data -> assertThat(data).contains("\"channel\":\"chat:2\"", "\"data\":6"));
        }
    }

    @Test
    void streamsToAPostFromAPositionOfEachChannel() {
        node.publishNumbers("chat:1", 1, 3);
        String first;
        try (SseClient client = node.connect("/api/events/chat:1?rewind=3")) {
            client.next();
            first = client.next().lastEventId();
        }
        String body = "{\"channels\":{\"chat:1\":\"" + first + "\",\"tasks\":\"odd\",\"chat:2\":null}}";
        try (SseClient client = new SseClient(node.port()).post("/api/events", body, "Last-Event-ID: " + "x")) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.next().data()).contains("\"tasks\":{\"position\"", "\"recovered\":false");
            assertThat(client.next()).satisfies(snapshot -> {
                assertThat(snapshot.type()).isEqualTo("snapshot");
                assertThat(snapshot.data()).startsWith("{\"channel\":\"tasks\"").contains("\"data\":[");
                assertThat(snapshot.lastEventId()).endsWith("-0");
            });
            assertThat(client.next(2))
                    .extracting(Event::lastEventId)
                    .allMatch(id -> id.startsWith(first.substring(0, 12)));
            node.publishNumbers("chat:2", 7, 7);
            assertThat(client.next().data()).contains("\"channel\":\"chat:2\"");
        }
    }

    @Test
    void sendsTheWholeArrayFirstAndTheLastStateOfABurst() {
        node.put("tasks", "a", "one");
        try (SseClient client = node.connect("/api/tasks/stream")) {
            Event first = client.next();
            assertThat(first.type()).isEqualTo("message");
            assertThat(first.data()).startsWith("[{").contains("one");
            assertThat(client.next().type()).isEqualTo("connected");
            for (int i = 1; i <= 50; i++) {
                node.putting("tasks", "a", "title " + i);
            }
            List<Event> states = client.until(event -> event.data().contains("\"title 50\""));
            assertThat(states.size()).isLessThan(20);
            assertThat(client.lastEventId()).endsWith("-51");
        }
    }

    @Test
    void tellsALargeCollectionsStreamToStayAwayAndStopsItWhenItComesBack() {
        for (int i = 0; i < 20; i++) {
            node.put("tasks", "t" + i, "x".repeat(60_000));
        }
        try (SseClient client = node.connect("/api/tasks/stream")) {
            assertThat(client.rest()).singleElement().satisfies(event -> {
                assertThat(event.type()).isEqualTo("disconnect");
                assertThat(event.data()).contains("3501", "1048576 bytes", "\"reconnect\":false");
            });
        }
        try (SseClient client = node.connect("/api/tasks/stream")) {
            assertThat(client.status()).isEqualTo(204);
        }
        try (SseClient client = node.connect("/api/tasks/stream")) {
            assertThat(client.status()).isEqualTo(200);
        }
    }

    @Test
    void sendsNewNotificationsOneByOneAndResumesThem() {
        String last;
        try (SseClient client = node.connect("/api/notifications/stream")) {
            assertThat(client.next().type()).isEqualTo("connected");
            node.put("notifications", "a", "one");
            node.put("notifications", "a", "changed");
            node.put("notifications", "b", "two");
            assertThat(client.next(2))
                    .allSatisfy(event -> assertThat(event.type()).isEqualTo("message"))
                    .extracting(Event::lastEventId)
                    .satisfiesExactly(
                            id -> assertThat(id).endsWith("-1"),
                            id -> assertThat(id).endsWith("-3"));
            last = client.parser().events().get(1).lastEventId();
        }
        try (SseClient client = node.connect("/api/notifications/stream", "Last-Event-ID: " + last)) {
            client.next();
            assertThat(client.next().data()).contains("two");
        }
    }

    @Test
    void tellsTheTimeToEverybody() {
        try (SseClient client = node.connect("/sse")) {
            assertThat(client.header("access-control-allow-origin")).isEqualTo("*");
            assertThat(client.next()).satisfies(event -> {
                assertThat(event.type()).isEqualTo("message");
                assertThat(event.data()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
            });
            assertThat(client.next().type()).isEqualTo("connected");
            assertThat(client.next().type()).isEqualTo("message");
        }
    }

    @Test
    void answersHeadAndOldVersionsAndRefusesWhatIsNotAccepted() {
        try (SseClient client = new SseClient(node.port()).request("HEAD /api/events/chat:1 HTTP/1.1", "")) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.header("content-type")).isEqualTo("text/event-stream");
        }
        try (SseClient client = node.connect("/api/events/chat:1", "Accept: application/json")) {
            assertThat(client.status()).isEqualTo(406);
        }
        try (SseClient client = node.connect("/api/events/chat:1", "Accept: application/json, */*;q=0.1")) {
            assertThat(client.status()).isEqualTo(200);
        }
        try (SseClient client = new SseClient(node.port()).request("GET /api/events/chat:1 HTTP/1.0", "")) {
            assertThat(client.header("transfer-encoding")).isNull();
            client.next();
            node.publishNumbers("chat:1", 1, 3);
            assertThat(client.next(3)).extracting(Event::data).containsExactly("1", "2", "3");
        }
        for (String path : List.of(
                "/api/events", "/api/events?channels=", "/api/events?channels=a,a", "/api/events?channels=a,%0Ab")) {
            try (SseClient client = node.connect(path)) {
                assertThat(client.status()).as(path).isEqualTo(400);
            }
        }
        try (SseClient client = node.connect("/api/nothing/stream")) {
            assertThat(client.status()).isEqualTo(404);
        }
    }

    @Test
    void endsStreamsInWordsWhenItDrainsAndTellsThoseWhoComeMeanwhile() {
        try (SseClient client = node.connect("/api/events/chat:1");
                SseClient clock = node.connect("/sse")) {
            client.next();
            node.hub().drain(200);
            assertThat(client.rest())
                    .singleElement()
                    .satisfies(event -> assertThat(event.data())
                            .isEqualTo("{\"code\":3001,\"reason\":\"drain\",\"reconnect\":true}"));
            assertThat(clock.rest())
                    .last()
                    .satisfies(event -> assertThat(event.data()).contains("3001"));
        }
        try (SseClient client = node.connect("/api/events/chat:1", "Last-Event-ID: x")) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.rest())
                    .singleElement()
                    .satisfies(event -> assertThat(event.type()).isEqualTo("disconnect"));
        }
    }

    @Test
    void deliversVolatilePublicationsWithoutPositions() {
        try (SseClient client = node.connect("/api/events/fleeting:1")) {
            assertThat(client.next().data()).contains("\"position\":null");
            node.publish("fleeting:1", "moved", "{\"x\":1}");
            assertThat(client.next()).isEqualTo(new Event("moved", "{\"x\":1}", ""));
        }
    }

    @Test
    void forgetsAThousandClientsThatCameAndWent() {
        String[] paths = {
            "/api/events/chat:1", "/api/events?channels=chat:1,chat:2", "/api/tasks/stream", "/sse", "/api/events/tasks"
        };
        for (int round = 0; round < 20; round++) {
            SseClient[] clients = new SseClient[50];
            for (int i = 0; i < clients.length; i++) {
                clients[i] = node.connect(paths[i % paths.length]);
            }
            node.publishNumbers("chat:1", round, round);
            for (SseClient client : clients) {
                client.close();
            }
        }
        await().until(() -> node.service().counters().open() == 0
                && SseNode.await(node.hub().figures()).sessions() == 0);
        assertThat(node.service().counters().opened()).isEqualTo(1_000);
        assertThat(SseNode.await(node.hub().figures()).failures()).isZero();
    }

    private void change(String connection, String json, int expected) {
        try (SseClient client = new SseClient(node.port()).post("/api/connections/" + connection, json)) {
            assertThat(client.status()).as(json).isEqualTo(expected);
        }
    }

    @Test
    void givesNoPositionBeforeTheFirstPublication() {
        try (SseClient client = node.connect("/api/events/chat:new")) {
            assertThat(position(client.next())).endsWith("-0");
        }
    }
}
