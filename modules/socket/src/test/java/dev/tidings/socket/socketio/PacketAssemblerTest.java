package dev.tidings.socket.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketAssemblerTest {

    private static final String TWO =
            "52-[\"a\",{\"_placeholder\":true,\"num\":1},{\"in\":[{\"_placeholder\":true,\"num\":0}]}]";

    private final PacketAssembler assembler = new PacketAssembler(8);

    @Test
    void isWholeWithTheLastAttachment() {
        assertThat(text(TWO)).isNull();
        assertThat(assembler.binary(new byte[] {1})).isNull();
        PacketAssembler.Whole whole = assembler.binary(new byte[] {2, 3});
        assertThat(whole.packet().type()).isEqualTo(PacketType.BINARY_EVENT);
        assertThat(whole.attachments()).containsExactly(new byte[] {1}, new byte[] {2, 3});

        assertThat(text("2[\"b\"]").attachments()).isEmpty();
        assertThat(text(TWO)).isNull();
    }

    /** Else a client could interleave packets, and nobody would know whose attachment comes. */
    @Test
    void refusesTextBetweenAttachments() {
        text(TWO);
        assembler.binary(new byte[1]);
        assertThatThrownBy(() -> text("2[\"b\"]")).hasMessageContaining("attachment was due");
    }

    @Test
    void refusesAnAttachmentThatNobodyAnnounced() {
        assertThatThrownBy(() -> assembler.binary(new byte[1])).hasMessageContaining("no packet announced");
        text("2[\"b\"]");
        assertThatThrownBy(() -> assembler.binary(new byte[1])).hasMessageContaining("no packet announced");
    }

    /** What was announced is held until the last of it comes, which may be never. */
    @Test
    void boundsWhatIsHeld() {
        text(TWO);
        assertThat(assembler.binary(new byte[5])).isNull();
        assertThatThrownBy(() -> assembler.binary(new byte[4])).hasMessageContaining("8 bytes together");
    }

    /** A bound holds for each packet, not for the connection's life. */
    @Test
    void countsBytesAnewForEachPacket() {
        for (int i = 0; i < 3; i++) {
            text("51-[\"a\",{\"_placeholder\":true,\"num\":0}]");
            assertThat(assembler.binary(new byte[8]).attachments()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "51-[\"a\"]", // an attachment that nobody sees
                "51-[\"a\",{\"_placeholder\":true,\"num\":1}]", // beyond the last: undefined for its reader
                "51-[\"a\",{\"_placeholder\":true,\"num\":-1}]",
                "51-[\"a\",{\"_placeholder\":true,\"num\":\"length\"}]", // a property of the list itself
                "51-[\"a\",{\"_placeholder\":true}]",
                "51-[\"a\",{\"_placeholder\":true,\"num\":0.5}]",
                "52-[\"a\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":0}]",
            })
    void refusesPlaceholdersThatStandForNothing(String text) {
        assertThatThrownBy(() -> text(text)).hasMessageContaining("ttachment");
    }

    private PacketAssembler.Whole text(String text) {
        return assembler.text(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void takesAnswersWithAttachmentsToo() {
        text("61-7[{\"_placeholder\":true,\"num\":0}]");
        assertThat(assembler.binary(new byte[1]).packet().id()).isEqualTo(7);
    }
}
