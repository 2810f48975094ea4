package dev.tidings.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidings.hub.Frame;
import dev.tidings.hub.Published;
import dev.tidings.hub.Reset;
import dev.tidings.hub.Snapshot;
import dev.tidings.hub.Subscribed;
import dev.tidings.hub.Written;
import dev.tidings.model.Change;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import dev.tidings.model.Position;
import dev.tidings.model.Publication;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every object that the hub sends, byte for byte as it is written down in {@code golden/frames.json}. */
class GoldenFramesTest {

    private static final ChannelName TASKS = new ChannelName("tasks");
    private static final ChannelName CHAT = new ChannelName("chat:1");
    private static final Position POSITION = Position.parse("k3f9m2x8q1zd-12").orElseThrow();
    private static final long TIME = 1_767_225_600_000L;
    private static final Snapshot SNAPSHOT =
            new Snapshot(POSITION, JsonText.of("[{\"id\":\"42\",\"version\":3}]"), 1, 0);

    private final Map<String, String> said = new LinkedHashMap<>();

    private void say(String name, byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        said.put(name, whole.toString(StandardCharsets.UTF_8));
    }

    @Test
    void saysWhatIsWrittenDown() throws IOException {
        sayWhatSubscriptionsSay();
        sayWhatCommandsAreAnswered();
        try (InputStream in = GoldenFramesTest.class.getResourceAsStream("/golden/frames.json")) {
            JsonNode golden = new ObjectMapper().readTree(in);
            Map<String, String> written = new LinkedHashMap<>();
            golden.fields()
                    .forEachRemaining(frame ->
                            written.put(frame.getKey(), frame.getValue().toString()));
            assertThat(said).containsExactlyInAnyOrderEntriesOf(written);
        }
    }

    private void sayWhatSubscriptionsSay() {
        say("subscribed", Replies.subscribed(JsonText.of("1"), TASKS, new Subscribed(POSITION, true, null, null)));
        say(
                "subscribed with a snapshot",
                Replies.subscribed(
                        JsonText.of("\"one\""), TASKS, new Subscribed(POSITION, false, Reset.Reason.EPOCH, SNAPSHOT)));
        say(
                "subscribed to a volatile channel",
                Replies.subscribed(null, new ChannelName("fleeting:1"), new Subscribed(null, true, null, null)));
        say("unsubscribed", Replies.unsubscribed(JsonText.of("4"), TASKS, null));
        say("unsubscribed by the hub", Replies.unsubscribed(null, TASKS, "forbidden"));
        say("publication", SocketFormat.PUBLICATION.encode(frame(12)));
        say("publication after a skip", SocketFormat.PUBLICATION.encode(frame(9)));
        say("reset", Replies.reset(CHAT, new Reset(POSITION, Reset.Reason.TRIMMED, null)));
        say("reset with a snapshot", Replies.reset(TASKS, new Reset(POSITION, Reset.Reason.BEHIND, SNAPSHOT)));
    }

    private void sayWhatCommandsAreAnswered() {
        SocketSettings settings = SocketSettings.DEFAULT;
        say("connected", Replies.connected("n1.abc", "n1", settings, 25_000, TIME));
        say("connected for ever", Replies.connected("n1.abc", "n1", settings, 25_000, Long.MAX_VALUE));
        say("published", Replies.published(JsonText.of("2"), new Published(CHAT, POSITION)));
        say("published to a volatile channel", Replies.published(JsonText.of("2"), new Published(CHAT, null)));
        JsonText document = JsonText.of("{\"id\":\"42\",\"version\":4}");
        say("written", Replies.written(JsonText.of("3"), new Written(200, POSITION, "42", 4, document)));
        say("deleted", Replies.written(JsonText.of("3"), new Written(204, POSITION, "42", 5, null)));
        say("refreshed", Replies.refreshed(JsonText.of("5"), TIME));
        say(
                "error",
                Replies.error(
                        JsonText.of("9"), new HubException(ErrorCode.FORBIDDEN, "You may not publish to \"x\".")));
        say(
                "error with a time",
                Replies.error(null, new HubException(ErrorCode.UNAVAILABLE, "").withRetryAfterMillis(500)));
        say("disconnect", Replies.disconnect(Disconnect.DRAIN, "", 3_200));
        say("disconnect for good", Replies.disconnect(Disconnect.BAD_REQUEST, "there is no JSON", 0));
        say("heartbeat", Replies.HEARTBEAT);
    }

    private static Frame frame(long previous) {
        Publication publication =
                new Publication(13, "task-updated", "42", JsonText.of("{\"done\":true}"), TIME, null, Change.NONE);
        return new Frame(TASKS, POSITION.epoch(), publication, previous);
    }
}
