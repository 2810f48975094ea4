package dev.tidings.socket.eventbus;

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
import dev.tidings.model.Epoch;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every message of the bridge, byte for byte as it is written down in {@code golden/eventbus.json}. */
class BridgeFramesTest {

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
        sayWhatRegistrationsAreTold();
        sayWhatRequestsAreAnswered();
        sayWhatGoesWrong();
        try (InputStream in = BridgeFramesTest.class.getResourceAsStream("/golden/eventbus.json")) {
            JsonNode golden = new ObjectMapper().readTree(in);
            Map<String, String> written = new LinkedHashMap<>();
            golden.fields()
                    .forEachRemaining(frame ->
                            written.put(frame.getKey(), frame.getValue().toString()));
            assertThat(said).containsExactlyInAnyOrderEntriesOf(written);
        }
    }

    private void sayWhatRegistrationsAreTold() {
        say("subscribed", BridgeFrames.subscribed(CHAT, new Subscribed(POSITION, true, null, null)));
        say(
                "subscribed with a snapshot",
                BridgeFrames.subscribed(TASKS, new Subscribed(POSITION, false, Reset.Reason.EPOCH, SNAPSHOT)));
        say(
                "subscribed to a volatile channel",
                BridgeFrames.subscribed(new ChannelName("fleeting:1"), new Subscribed(null, true, null, null)));
        say("publication", BridgeFormat.MESSAGE.encode(frame(POSITION.epoch(), 13)));
        say("publication in a volatile channel", BridgeFormat.MESSAGE.encode(frame(null, 0)));
        say("reset", BridgeFrames.reset(CHAT, new Reset(POSITION, Reset.Reason.TRIMMED, null)));
        say("reset with a snapshot", BridgeFrames.reset(TASKS, new Reset(POSITION, Reset.Reason.BEHIND, SNAPSHOT)));
    }

    private void sayWhatRequestsAreAnswered() {
        JsonText document = JsonText.of("{\"id\":\"42\",\"version\":4}");
        reply("published", BridgeFrames.published(new Published(CHAT, POSITION)));
        reply("published to a volatile channel", BridgeFrames.published(new Published(CHAT, null)));
        reply("written", BridgeFrames.written(new Written(200, POSITION, "42", 4, document)));
        reply("deleted", BridgeFrames.written(new Written(204, POSITION, "42", 5, null)));
        reply("read a collection", BridgeFrames.documents(SNAPSHOT));
        say(
                "read a document",
                BridgeFrames.reply(JsonText.of(JsonText.quote("\"r\"")), BridgeFrames.document(document)));
    }

    private void reply(String name, byte[]... body) {
        say(name, BridgeFrames.reply(JsonText.of("\"r-1\""), body));
    }

    private void sayWhatGoesWrong() {
        say(
                "error",
                BridgeFrames.error(
                        JsonText.of("\"tidings.channel.x\""),
                        new HubException(ErrorCode.FORBIDDEN, "You may not subscribe to x.")));
        say("error of nobody", BridgeFrames.error(null, new HubException(ErrorCode.MALFORMED, "")));
        say("disconnect", BridgeFrames.disconnect(Disconnect.DRAIN, "", 3_200));
        say("disconnect for good", BridgeFrames.disconnect(Disconnect.TOO_MANY_CONNECTIONS, "at most 3", 0));
    }

    private static Frame frame(@Nullable Epoch epoch, long offset) {
        Publication publication =
                new Publication(offset, "task-updated", "42", JsonText.of("{\"done\":true}"), TIME, null, Change.NONE);
        return new Frame(TASKS, epoch, publication, offset - 1);
    }
}
