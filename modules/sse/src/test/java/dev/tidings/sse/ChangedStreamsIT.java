package dev.tidings.sse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.sse.EventStreamParser.Event;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams of one channel that are changed while they live, over real connections. */
class ChangedStreamsIT {

    private final SseNode node = new SseNode();

    @AfterEach
    void close() {
        node.close();
    }

    private int change(String connection, String json) {
        try (SseClient client = new SseClient(node.port())) {
            return client.post("/api/connections/" + connection, json).status();
        }
    }

    private static String connection(Event connected) {
        return new JsonObject(connected.data()).getString("connection");
    }

    @Test
    void keepsAddedChannelsOutOfTheIdAndResumesItsOwnAlone() {
        String id;
        try (SseClient client = node.connect("/api/events/chat:1")) {
            String connection = connection(client.next());
            assertThat(change(connection, "{\"subscribe\":{\"chat:2\":null}}")).isEqualTo(204);
            assertThat(client.next().type()).isEqualTo("subscribed");
            node.publishNumbers("chat:1", 1, 1);
            assertThat(client.next().data()).isEqualTo("1");
            id = client.lastEventId();
            node.publishNumbers("chat:2", 2, 4);
            List<Event> added = client.next(3);
            assertThat(added).extracting(Event::data).containsExactly("2", "3", "4");
            assertThat(added).extracting(Event::lastEventId).containsOnly(id);
        }
        node.publishNumbers("chat:2", 5, 5);
        node.publishNumbers("chat:1", 6, 6);
        try (SseClient client = node.connect("/api/events/chat:1", "Last-Event-ID: " + id)) {
            assertThat(client.next().data()).contains("\"recovered\":true");
            assertThat(client.next().data()).isEqualTo("6");
            node.publishNumbers("chat:2", 7, 7);
            node.publishNumbers("chat:1", 8, 8);
            assertThat(client.next().data()).isEqualTo("8");
        }
    }

    @Test
    void goesOnWithoutItsOwnChannel() {
        try (SseClient client = node.connect("/api/events/chat:1")) {
            String connection = connection(client.next());
            String id = client.lastEventId();
            assertThat(change(connection, "{\"unsubscribe\":[\"chat:1\"],\"subscribe\":{\"chat:2\":null}}"))
                    .isEqualTo(204);
            assertThat(client.next(2)).extracting(Event::type).containsExactly("unsubscribed", "subscribed");
            node.publishNumbers("chat:1", 1, 1);
            node.publishNumbers("chat:2", 2, 2);
            assertThat(client.next()).isEqualTo(new Event("number", "2", id));
        }
    }

    @Test
    void beginsAnAddedCollectionWithItsSnapshotWhenItsPositionIsUnknown() {
        node.put("tasks", "a", "write");
        try (SseClient client = node.connect("/api/events/chat:1")) {
            String connection = connection(client.next());
            String id = client.lastEventId();
            assertThat(change(connection, "{\"subscribe\":{\"tasks\":\"gone\"}}"))
                    .isEqualTo(204);
            List<Event> begun = client.next(2);
            assertThat(begun).extracting(Event::type).containsExactly("subscribed", "snapshot");
            assertThat(begun).extracting(Event::lastEventId).containsOnly(id);
            assertThat(begun.get(0).data()).contains("\"recovered\":false");
            assertThat(begun.get(1).data()).contains("\"title\":\"write\"");
        }
    }

    @Test
    void refusesChannelsForAWholeCollectionAndForItsNewDocuments() {
        for (String collection : List.of("tasks", "notifications")) {
            try (SseClient client = node.connect("/api/" + collection + "/stream")) {
                Event connected = client.next();
                while (!connected.type().equals("connected")) {
                    connected = client.next();
                }
                assertThat(change(connection(connected), "{\"subscribe\":{\"chat:2\":null}}"))
                        .isEqualTo(400);
                assertThat(change(connection(connected), "{\"unsubscribe\":[\"" + collection + "\"]}"))
                        .isEqualTo(400);
            }
        }
    }
}
