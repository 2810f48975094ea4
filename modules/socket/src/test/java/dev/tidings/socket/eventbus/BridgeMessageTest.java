package dev.tidings.socket.eventbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients say, as the standard one writes it and as a hostile one might. */
class BridgeMessageTest {

    private static BridgeMessage parse(String text) {
        return BridgeMessage.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsWhatTheStandardClientWrites() {
        BridgeMessage send = parse("{\"type\":\"send\",\"address\":\"tidings.publish\",\"headers\":{},"
                + "\"body\":{\"channel\":\"chat\", \"data\":1.10},\"replyAddress\":\"3f0c\"}");
        assertThat(send.type()).isEqualTo("send");
        assertThat(send.body()).hasToString("{\"channel\":\"chat\",\"data\":1.10}");
        assertThat(send.answerAddress()).hasToString("\"3f0c\"");
        assertThat(send.wantsReply()).isTrue();
        assertThat(send.token()).isNull();

        BridgeMessage register = parse(
                "{\"type\":\"register\",\"address\":\"tidings.channel.chat\",\"headers\":{\"position\":\"k3f9m2x8q1zd-12\"}}");
        assertThat(register.answerAddress()).hasToString("\"tidings.channel.chat\"");
        assertThat(register.wantsReply()).isFalse();
        assertThat(register.headers()).containsEntry("position", JsonText.of("\"k3f9m2x8q1zd-12\""));
        assertThat(register.body()).isEqualTo(JsonText.NULL);

        assertThat(parse("{\"type\":\"ping\"}").address()).isEmpty();
    }

    @Test
    void findsTheTokenHoweverItsHeaderIsSpelled() {
        assertThat(parse("{\"type\":\"ping\",\"headers\":{\"authorization\":\"Bearer a.b.c\"}}")
                        .token())
                .isEqualTo("a.b.c");
        assertThat(parse("{\"type\":\"ping\",\"headers\":{\"Authorization\":\"bearer  a.b.c \"}}")
                        .token())
                .isEqualTo("a.b.c");
        assertThat(parse("{\"type\":\"ping\",\"headers\":{\"authorization\":null}}")
                        .token())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"Basic YTpi\"", "7", "\"\"", "[\"Bearer a\"]"})
    void refusesACredentialThatIsNoBearerToken(String value) {
        BridgeMessage message = parse("{\"type\":\"ping\",\"headers\":{\"authorization\":" + value + "}}");
        assertThatThrownBy(message::token)
                .isInstanceOfSatisfying(
                        HubException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
    }

    /** Each would otherwise be a fault of the node, or an address that the client can't be told of. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"ping\"",
                "{\"type\":1}",
                "{\"address\":\"a\"}",
                "{\"type\":\"send\",\"address\":{}}",
                "{\"type\":\"send\",\"address\":\"a\",\"replyAddress\":1}",
                "{\"type\":\"send\",\"address\":\"a\",\"headers\":\"x\"}",
                "{\"type\":\"send\",\"address\":\"a\",\"headers\":[1]}",
                "{\"type\":\"ping\",\"type\":\"ping\"}",
                "{\"type\":\"ping\"} {\"type\":\"ping\"}"
            })
    void refusesWhatIsNoMessage(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(HubException.class);
    }

    @Test
    void refusesAReplyAddressThatIsTooLong() {
        String longest = "r".repeat(BridgeMessage.MAX_REPLY_ADDRESS_LENGTH);
        assertThat(parse("{\"type\":\"send\",\"address\":\"a\",\"replyAddress\":\"" + longest + "\"}")
                        .answerAddress())
                .hasToString('"' + longest + '"');
        assertThatThrownBy(() -> parse("{\"type\":\"send\",\"address\":\"a\",\"replyAddress\":\"" + longest + "r\"}"))
                .isInstanceOf(HubException.class);
    }

    @Test
    void knowsTheAddressesThatThereAre() {
        assertThat(BridgeAddress.channel("tidings.channel.chat:1")).isEqualTo(new ChannelName("chat:1"));
        assertThat(BridgeAddress.takesRequests("tidings.write")).isTrue();
        assertThat(BridgeAddress.takesRequests("tidings.channel.chat")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tidings.channel",
                "tidings.channel.",
                "tidings.channel.a b",
                "tidings.channel.*",
                "tidings.channel.a/../b",
                "Tidings.Channel.chat",
                "tidings.publish",
                "tidings.subscribe",
                "tidings.node.n1",
                "__vertx.subs",
                "news.uk"
            })
    void letsNoOtherAddressBeRegistered(String address) {
        assertThatThrownBy(() -> BridgeAddress.channel(address)).isInstanceOf(HubException.class);
    }
}
