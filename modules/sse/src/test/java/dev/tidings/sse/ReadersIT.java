package dev.tidings.sse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.edge.ListenerSettings;
import dev.tidings.hub.MemoryHub;
import dev.tidings.hub.Published;
import dev.tidings.model.Position;
import dev.tidings.sse.EventStreamParser.Event;
import io.vertx.core.Future;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Readers that come from odd places, stop reading, or stay silent. */
class ReadersIT {

    private static final int SMALL_BUFFER = 4 * 1024;

    private SseNode node = new SseNode();

    @AfterEach
    void leavesNothingBehind() {
        assertThat(SseNode.await(node.hub().figures()).failures()).isZero();
        node.close();
        Awaitility.await().until(() -> node.service().counters().open() == 0);
    }

    private Position publish(String channel, int count, int dataBytes) {
        String data = '"' + "x".repeat(dataBytes) + '"';
        Future<Published> last = Future.succeededFuture();
        for (int i = 0; i < count; i++) {
            last = node.publishing(channel, "message", data);
            if (i % 500 == 499) {
                SseNode.await(last);
            }
        }
        return Objects.requireNonNull(SseNode.await(last).position());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static List<String> positionsThatCanNotBeResumed(String epoch, long oldest, long head) {
        List<String> odd = new ArrayList<>(List.of(
                "",
                "0",
                "1",
                "-1",
                "-",
                "--",
                "null",
                "undefined",
                "NaN",
                "{}",
                "[]",
                "\"\"",
                "HEAD",
                "Earliest",
                "earliest ",
                " head",
                "9223372036854775808",
                "é",
                "\u202E",
                "😀",
                "a\nb",
                "a\r\nid: 5\r\n\r\n",
                "\0",
                "../../etc/passwd",
                "%00",
                "1AAAAAAAAAA.",
                "k3f9k3f9k3f9-12",
                "zzzzzzzzzzzz-0"));
        odd.addAll(List.of(
                epoch,
                epoch + "-",
                epoch + "--1",
                epoch + "-0" + head,
                epoch + "-+" + head,
                epoch + "-" + head + ".0",
                epoch + "_" + head,
                epoch + "-" + head + "-1",
                epoch + "-" + head + "\0",
                epoch + "-0",
                epoch + "-" + (oldest - 2),
                epoch + "-" + (head + 1),
                epoch + "-999999999999999999",
                epoch + "-9223372036854775808",
                "x" + epoch + "-" + head,
                "x".repeat(6_000)));
        return odd;
    }

    @Test
    void answersEveryPositionThatCanNotBeResumedWithASnapshot() {
        for (int i = 0; i < 50; i++) {
            node.put("tasks", "t" + i % 5, "title " + i);
        }
        Position head;
        try (SseClient client = node.connect("/api/events/tasks")) {
            head = Position.parse(client.next().lastEventId()).orElseThrow();
        }
        String epoch = head.epoch().value();
        long oldest = head.offset() - MemoryHub.SHORT_HISTORY + 1;
        List<String> odd = positionsThatCanNotBeResumed(epoch, oldest, head.offset());
        assertThat(odd).hasSizeGreaterThanOrEqualTo(40);
        for (String position : odd) {
            try (SseClient client = node.connect("/api/events/tasks?position=" + encoded(position))) {
                Event connected = client.next();
                assertThat(connected.data()).as(position).contains("\"recovered\":false");
                assertThat(connected.lastEventId()).as(position).isEmpty();
                assertThat(client.next().lastEventId()).as(position).isEqualTo(head.toString());
            }
        }
        for (String good : List.of(epoch + "-" + (oldest - 1), head.toString(), "head")) {
            try (SseClient client = node.connect("/api/events/tasks?position=" + good)) {
                assertThat(client.next().data()).as(good).contains("\"recovered\":true");
            }
        }
    }

    @Test
    void answersOddIdsInTheHeaderAndInABodyAlike() {
        node.put("tasks", "a", "one");
        for (String id : List.of("x", "1AAAAAAAAAA..", "x".repeat(9_000), "aaaaaaaaaaaa-1", "{}", ",", "\u00e9")) {
            for (String path : List.of("/api/events/tasks", "/api/events?channels=tasks,chat:1")) {
                try (SseClient client = node.connect(path, "Last-Event-ID: " + id)) {
                    assertThat(client.next().data()).contains("\"recovered\":false");
                    assertThat(client.next().type()).isEqualTo("snapshot");
                }
            }
        }
        for (String value : List.of("7", "[]", "{}", "true")) {
            try (SseClient client =
                    new SseClient(node.port()).post("/api/events", "{\"channels\":{\"tasks\":" + value + "}}")) {
                assertThat(client.status()).as(value).isIn(200, 422);
            }
        }
        String huge = "{\"channels\":{\"tasks\":\"" + "y".repeat(1_000_000) + "\"}}";
        try (SseClient client = new SseClient(node.port()).post("/api/events", huge)) {
            assertThat(client.next().data()).contains("\"recovered\":false");
        }
    }

    @Test
    void letsAReaderThatStopsCostTheOthersNothingAndEndsConsistent() {
        List<SseClient> readers = new ArrayList<>();
        try (SseClient stopped = new SseClient(node.port(), SMALL_BUFFER).get("/api/events/chat:1")) {
            stopped.next();
            for (int i = 0; i < 10; i++) {
                readers.add(node.connect("/api/events/chat:1"));
                readers.get(i).next();
            }
            int total = 0;
            Position head = null;
            for (int round = 0; round < 10; round++) {
                head = publish("chat:1", 300, 2_000);
                total += 300;
                for (SseClient reader : readers) {
                    List<Event> events = reader.next(300);
                    assertThat(events.get(299).lastEventId()).endsWith("-" + total);
                }
            }
            followsItsOffsets(stopped, 0, Objects.requireNonNull(head));
        } finally {
            readers.forEach(SseClient::close);
        }
    }

    /** Reads on until the head: every offset is the next one, or a reset said where it goes on. */
    private static void followsItsOffsets(SseClient client, long from, Position head) {
        long offset = from;
        while (offset < head.offset()) {
            Event event = client.next();
            long next = Position.parse(event.lastEventId()).orElseThrow().offset();
            if (event.type().equals("reset")) {
                assertThat(next).isGreaterThan(offset);
                assertThat(event.data())
                        .contains("\"recovered\":false", head.epoch().value() + "-" + next);
            } else {
                assertThat(next).isEqualTo(offset + 1);
            }
            offset = next;
        }
    }

    @Test
    void resumesWhileManyOthersStandStillInTheMidstOfTheirHistory() {
        Position head = publish("chat:1", 1_000, 4_000);
        List<SseClient> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < 64; i++) {
                SseClient client = new SseClient(node.port(), SMALL_BUFFER).get("/api/events/chat:1?position=earliest");
                stalled.add(client);
                client.next();
            }
            try (SseClient client = node.connect("/api/events/chat:1?position=earliest")) {
                client.next();
                followsItsOffsets(client, 0, head);
            }
            followsItsOffsets(stalled.get(63), 0, head);
        } finally {
            stalled.forEach(SseClient::close);
        }
    }

    @Test
    void beatsOnEveryKindOfStreamThatIsSilent() {
        node.close();
        node = new SseNode(SseSettings.DEFAULT.withHeartbeatMillis(300), ListenerSettings.development(0));
        List<String> paths = List.of(
                "/api/events/chat:1",
                "/api/events?channels=chat:1,chat:2",
                "/api/tasks/stream",
                "/api/notifications/stream",
                "/api/events/fleeting:1");
        for (String path : paths) {
            try (SseClient client = node.connect(path)) {
                client.next();
                client.awaitComments(2);
                assertThat(client.parser().comments()).as(path).containsOnly("");
            }
        }
    }

    @Test
    void movesTheIdOfASilentItemStreamAlongWithItsHeartbeat() {
        node.close();
        node = new SseNode(SseSettings.DEFAULT.withHeartbeatMillis(300), ListenerSettings.development(0));
        try (SseClient client = node.connect("/api/notifications/stream")) {
            client.next();
            node.put("notifications", "a", "one");
            client.next();
            node.put("notifications", "a", "two");
            // the first may have been on its way before the change
            for (int comments = 1; comments < 20 && !client.lastEventId().endsWith("-2"); comments++) {
                client.awaitComments(comments);
            }
            assertThat(client.lastEventId()).endsWith("-2");
        }
    }
}
