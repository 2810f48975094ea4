package dev.tidings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.model.Actor;
import dev.tidings.model.Change;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import dev.tidings.model.Position;
import dev.tidings.model.Publication;
import dev.tidings.model.StartingPoint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is written and read, against the golden messages. */
class WireTest {

    private static final Position POSITION = Position.parse("k3f9a0b1c2d4-13").orElseThrow();

    @Test
    void writesRequests() {
        PublishRequest publish = PublishRequest.of("chat:1", "{\"text\":\"hi\",\"n\":1.10}")
                .withEvent("said")
                .withKey("42")
                .withActor(new Actor("7", "Ada"));
        assertThat(Wire.text(publish, "k1")).isEqualTo(Golden.message("publish-request"));
        WriteRequest write =
                WriteRequest.patch("tasks", "42", "{\"done\":true}").ifVersion(3);
        assertThat(Wire.text(write, "k1")).isEqualTo(Golden.message("write-request"));
    }

    @Test
    void readsReplies() {
        assertThat(Wire.published(members("publish-reply")))
                .isEqualTo(new Published(new ChannelName("chat:1"), POSITION));
        assertThat(Wire.published(members("publish-reply-volatile")).position()).isNull();
        Written written = Wire.written(members("write-reply"));
        assertThat(written.position().offset()).isEqualTo(14);
        assertThat(written.document()).isEqualTo(JsonText.of("{\"id\":\"42\",\"done\":true,\"version\":4}"));
    }

    @Test
    void readsProblemsAsTheRefusalsThatTheyAre() {
        HubException conflict = Wire.refusal(409, Golden.message("problem").toString());
        assertThat(conflict.code()).isEqualTo(ErrorCode.VERSION_CONFLICT);
        assertThat(conflict.detail()).isEqualTo("the write is meant for version 3");
        assertThat(conflict.current()).isEqualTo(JsonText.of("{\"id\":\"42\",\"version\":4}"));
        HubException overloaded =
                Wire.refusal(503, Golden.message("problem-overloaded").toString());
        assertThat(overloaded.retryAfterMillis()).isEqualTo(1_000);
        HubException fields = Wire.refusal(
                422, "{\"code\":\"schema\",\"errors\":[{\"pointer\":\"/a\",\"detail\":\"not a string\"}]}");
        assertThat(fields.errors()).containsExactly(new HubException.FieldError("/a", "not a string"));
    }

    @Test
    void aProblemThatItDoesNotKnowGoesByItsStatus() {
        assertThat(Wire.refusal(404, "{\"code\":\"something-new\"}").code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(Wire.refusal(418, "no JSON").code()).isEqualTo(ErrorCode.INTERNAL);
    }

    @Test
    void readsPublications() {
        List<JsonText> envelopes = Wire.elements(members("stream-publications").get("publications"));
        assertThat(Wire.publication(envelopes.get(0)))
                .isEqualTo(new Publication(
                        13,
                        "task-updated",
                        "42",
                        JsonText.of("{\"n\":1.10}"),
                        1_767_225_600_000L,
                        new Actor("7", "Ada"),
                        Change.NONE));
        assertThat(Wire.publication(envelopes.get(1)).data()).isEqualTo(JsonText.NULL);
    }

    @Test
    void refusesRequestsWhosePartsDoNotBelongTogether() {
        assertThatThrownBy(() -> new SubscribeRequest(new ChannelName("a"), new StartingPoint.Unknown(), false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PublishRequest.of("a b", "1")).isInstanceOf(HubException.class);
        assertThatThrownBy(() -> PublishRequest.of("a", "{")).isInstanceOf(HubException.class);
        assertThatThrownBy(() -> new WriteRequest(
                        new ChannelName("a"), WriteRequest.Operation.DELETE, "1", JsonText.NULL, 0, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Map<String, JsonText> members(String name) {
        return Wire.members(Golden.message(name));
    }
}
