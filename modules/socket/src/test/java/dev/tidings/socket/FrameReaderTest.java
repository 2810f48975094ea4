package dev.tidings.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, section by section, as the server reads it. */
class FrameReaderTest {

    private static final int FIN = 0x80;

    private static byte[] frame(int first, String text) {
        return WireClient.frame(first, text.getBytes(UTF_8));
    }

    private static byte[] joined(byte[]... pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            out.writeBytes(piece);
        }
        return out.toByteArray();
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    @Test
    void section57TheRfcsOwnMaskedHelloIsRead() {
        assertThat(Recorder.of(hex("81 85 37 fa 21 3d 7f 9f 4d 51 58"))).containsExactly("text Hello");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x40, 0x20, 0x10, 0x70})
    void section52AReservedBitIsAProtocolError(int bit) {
        assertThat(Recorder.of(frame(FIN | bit | FrameReader.TEXT, "x"))).containsExactly("fault 1002");
        assertThat(Recorder.of(frame(FIN | bit | FrameReader.PING, "x"))).containsExactly("fault 1002");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
    void section52AReservedOpcodeIsAProtocolError(int opcode) {
        assertThat(Recorder.of(frame(FIN | opcode, ""))).containsExactly("fault 1002");
    }

    @Test
    void section51AFrameWithoutAMaskIsAProtocolError() {
        assertThat(Recorder.of(hex("81 01 78"))).containsExactly("fault 1002");
        assertThat(Recorder.of(hex("89 00"))).containsExactly("fault 1002");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "81 fe 00 7d",
                "81 fe 00 00",
                "81 ff 00 00 00 00 00 00 ff ff",
                "81 ff 00 00 00 00 00 00 00 7e",
                "81 ff 80 00 00 00 00 00 00 00"
            })
    void section52ALengthInMoreBytesThanItNeedsOrOf64BitsIsAProtocolError(String head) {
        assertThat(Recorder.of(hex(head))).containsExactly("fault 1002");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 128, 65_535, 65_536})
    void section52EveryFormOfLengthIsRead(int length) {
        byte[] payload = new byte[length];
        Arrays.fill(payload, (byte) 'a');
        String expected = length > 100 ? length + " bytes" : "a".repeat(length);
        assertThat(Recorder.of(WireClient.frame(FIN | FrameReader.TEXT, payload)))
                .containsExactly("text " + expected);
    }

    @Test
    void section55AControlFrameIsShortAndInOnePiece() {
        assertThat(Recorder.of(frame(FIN | FrameReader.PING, "p".repeat(125))))
                .containsExactly("ping " + "p".repeat(125));
        assertThat(Recorder.of(frame(FIN | FrameReader.PING, "p".repeat(126)))).containsExactly("fault 1002");
        assertThat(Recorder.of(frame(FrameReader.PING, "p"))).containsExactly("fault 1002");
        assertThat(Recorder.of(frame(FrameReader.CLOSE, ""))).containsExactly("fault 1002");
    }

    @Test
    void section54FragmentsBecomeOneMessageWithControlFramesBetweenThem() {
        assertThat(Recorder.of(
                        frame(FrameReader.TEXT, "one "),
                        frame(FIN | FrameReader.PING, "?"),
                        frame(FrameReader.CONTINUATION, ""),
                        frame(FIN | FrameReader.PONG, "unasked"),
                        frame(FIN | FrameReader.CONTINUATION, "two"),
                        frame(FIN | FrameReader.TEXT, "three")))
                .containsExactly("ping ?", "text one two", "text three");
    }

    @Test
    void section54AContinuationOfNothingAndAMessageWithinAMessageAreProtocolErrors() {
        assertThat(Recorder.of(frame(FIN, "x"))).containsExactly("fault 1002");
        assertThat(Recorder.of(frame(0, "x"))).containsExactly("fault 1002");
        assertThat(Recorder.of(frame(FrameReader.TEXT, "a"), frame(FIN | FrameReader.TEXT, "b")))
                .containsExactly("fault 1002");
        assertThat(Recorder.of(frame(FIN | FrameReader.TEXT, "a"), frame(FIN, "b")))
                .containsExactly("text a", "fault 1002");
    }

    @Test
    void section54ManyFragmentsAreAFloodEvenWhenEmpty() {
        byte[][] allowed = new byte[16][];
        Arrays.fill(allowed, frame(FrameReader.CONTINUATION, ""));
        allowed[0] = frame(FrameReader.TEXT, "");
        allowed[15] = frame(FIN, "!");
        assertThat(Recorder.of(allowed)).containsExactly("text !");
        allowed[15] = frame(0, "");
        assertThat(Recorder.of(joined(allowed), frame(FIN, "!"))).containsExactly("fault 1009");
    }

    @Test
    void section56BinaryIsNotUnderstoodUnlessWanted() {
        byte[] binary = frame(FIN | FrameReader.BINARY, "b");
        assertThat(Recorder.of(binary)).containsExactly("fault 1003");
        assertThat(new Recorder(EchoSocket.LIMITS).read(binary).events).containsExactly("binary b");
    }

    @Test
    void section741AFrameOrMessageOverTheLimitIsTooBigBeforeItsBytesCome() {
        assertThat(Recorder.of(hex("81 ff 00 00 00 00 00 01 00 01"))).containsExactly("fault 1009");
        assertThat(Recorder.of(hex("81 ff 7f ff ff ff ff ff ff ff"))).containsExactly("fault 1009");
        byte[] most = new byte[64 * 1024];
        Arrays.fill(most, (byte) 'a');
        assertThat(Recorder.of(WireClient.frame(FrameReader.TEXT, most), frame(FIN, "b")))
                .containsExactly("fault 1009");
        assertThat(Recorder.of(WireClient.frame(FrameReader.TEXT, most), frame(FIN, "")))
                .containsExactly("text 65536 bytes");
    }

    @ParameterizedTest
    @CsvSource({
        "c0 80",
        "c1 bf",
        "80",
        "bf",
        "e0 80 80",
        "e0 9f bf",
        "ed a0 80",
        "ed bf bf",
        "f0 80 80 80",
        "f0 8f bf bf",
        "f4 90 80 80",
        "f5 80 80 80",
        "fe",
        "ff",
        "c3 28",
        "e2 28 a1",
        "e2 82 28",
        "f0 28 8c bc",
        "f0 90 28 bc",
        "f0 90 8c 28",
        "c3",
        "e2 82",
        "f0 90 8c"
    })
    void section81TextThatIsNotUtf8IsRefusedWhereverItIsCut(String bytes) {
        byte[] broken = hex(bytes);
        assertThat(Recorder.of(WireClient.frame(FIN | FrameReader.TEXT, broken)))
                .containsExactly("fault 1007");
        for (int cut = 0; cut <= broken.length; cut++) {
            assertThat(Recorder.of(
                            WireClient.frame(FrameReader.TEXT, Arrays.copyOf(broken, cut)),
                            WireClient.frame(FIN, Arrays.copyOfRange(broken, cut, broken.length))))
                    .containsExactly("fault 1007");
        }
    }

    @Test
    void section81TheFirstBadByteEndsItWithoutTheRestOfTheFrame() {
        byte[] frame = WireClient.frame(FIN | FrameReader.TEXT, hex("41 ff 41 41 41 41"));
        assertThat(Recorder.of(Arrays.copyOf(frame, 8))).containsExactly("fault 1007");
    }

    @Test
    void section81EveryCharacterOfUnicodeIsTaken() {
        StringBuilder all = new StringBuilder();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c += c < 0x1000 ? 1 : 257) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                all.appendCodePoint(c);
            }
        }
        byte[] bytes = all.toString().getBytes(UTF_8);
        assertThat(Utf8.next(Utf8.WHOLE, bytes, 0, bytes.length)).isEqualTo(Utf8.WHOLE);
        int state = Utf8.WHOLE;
        for (int i = 0; i < bytes.length; i++) {
            state = Utf8.next(state, bytes, i, i + 1);
            assertThat(state).isNotEqualTo(Utf8.BROKEN);
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999})
    void section74ACodeThatMayBeSentIsTaken(int code) {
        assertThat(Recorder.of(WireClient.close(code))).containsExactly("closed " + code);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535})
    void section74ACodeThatMayNotBeSentIsAProtocolError(int code) {
        assertThat(Recorder.of(WireClient.close(code))).containsExactly("fault 1002");
    }

    @Test
    void section551ACloseHasNoCodeOrAWholeOneAndAReasonInUtf8() {
        assertThat(Recorder.of(frame(FIN | FrameReader.CLOSE, ""))).containsExactly("closed 1005");
        assertThat(Recorder.of(frame(FIN | FrameReader.CLOSE, "x"))).containsExactly("fault 1002");
        byte[] reason = joined(hex("03 e8"), "bye ✓".getBytes(UTF_8));
        assertThat(Recorder.of(WireClient.frame(FIN | FrameReader.CLOSE, reason)))
                .containsExactly("closed 1000");
        assertThat(Recorder.of(WireClient.frame(FIN | FrameReader.CLOSE, hex("03 e8 e2 9c"))))
                .containsExactly("fault 1007");
    }

    @Test
    void section551NothingIsReadBehindAClose() {
        assertThat(Recorder.of(joined(WireClient.close(1000), frame(FIN | FrameReader.TEXT, "late"))))
                .containsExactly("closed 1000");
        assertThat(Recorder.of(joined(hex("ff"), frame(FIN | FrameReader.TEXT, "late"))))
                .containsExactly("fault 1002");
    }

    @Test
    void section5FramesAreReadTheSameWhereverTheirBytesAreCut() {
        byte[] all = joined(
                frame(FIN | FrameReader.TEXT, "é first"),
                frame(FrameReader.TEXT, "sec"),
                frame(FIN | FrameReader.PING, "now"),
                frame(FrameReader.CONTINUATION, ""),
                frame(FIN | FrameReader.CONTINUATION, "ond €"),
                frame(FIN | FrameReader.TEXT, "t".repeat(130)),
                frame(FIN | FrameReader.TEXT, ""),
                WireClient.close(4321));
        List<String> whole = Recorder.of(all);
        assertThat(whole)
                .containsExactly("text é first", "ping now", "text second €", "text 130 bytes", "text ", "closed 4321");
        for (int cut = 0; cut <= all.length; cut++) {
            assertThat(Recorder.of(Arrays.copyOf(all, cut), Arrays.copyOfRange(all, cut, all.length)))
                    .as("cut at " + cut)
                    .isEqualTo(whole);
        }
        byte[][] single = new byte[all.length][];
        for (int i = 0; i < all.length; i++) {
            single[i] = new byte[] {all[i]};
        }
        assertThat(Recorder.of(single)).isEqualTo(whole);
    }
}
