package dev.tidings.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What RFC 8259 takes and refuses, and what we refuse besides. */
class JsonTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "false",
                "0",
                "-0",
                "-0.0",
                "1.50",
                "1e2",
                "1E+2",
                "1e-2",
                "0e0",
                "1e308",
                "1e-999",
                "12345678901234567890",
                "9007199254740993",
                "\"\"",
                "\"a\"",
                "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"",
                "\"\\ud83d\\ude00\"",
                "\"\\ud83d\"",
                "\"\\u0000\"",
                "\"é 日本 😀 \u2028 \u007f\"",
                "\"[{,:\"",
                "[]",
                "{}",
                "[1,2,3]",
                "[[],{}]",
                "{\"a\":1}",
                "{\"\":1}",
                "{\"a\":{\"a\":1},\"b\":[{\"a\":2},{\"a\":3}]}"
            })
    void takesJsonAndKeepsItsBytes(String json) {
        assertThat(JsonText.of(json)).hasToString(json);
        assertThat(JsonText.of(json).sharedBytes()).isEqualTo(json.getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\n",
                "nul",
                "nulll",
                "NULL",
                "True",
                "undefined",
                "NaN",
                "Infinity",
                "-Infinity",
                "-",
                "+1",
                "01",
                "-01",
                "1.",
                ".5",
                "1e",
                "1e+",
                "0x1",
                "1_000",
                "1 2",
                "--1",
                "\"",
                "\"a",
                "\"\\",
                "\"\\\"",
                "'a'",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12G4\"",
                "\"\\u 123\"",
                "\"\\U0041\"",
                "\"a\nb\"",
                "\"a\tb\"",
                "\"\u001f\"",
                "[",
                "]",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "[1 2]",
                "[1}",
                "{",
                "}",
                "{]",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":}",
                "{\"a\" 1}",
                "{\"a\":1,}",
                "{,}",
                "{\"a\":1 \"b\":2}",
                "{a:1}",
                "{1:1}",
                "{null:1}",
                "{'a':1}",
                "{\"a\":1}{",
                "{\"a\":1}x",
                "1,",
                "[]]",
                "// c\n1",
                "/* c */1",
                "1#",
                "\f1",
                "\u000b1",
                "\u00a01",
                "\u20281",
                "true false",
                "truefalse"
            })
    void refusesWhatIsNoJson(String json) {
        assertThat(refusal(json.getBytes(UTF_8)).code()).isEqualTo(ErrorCode.MALFORMED);
    }

    @Test
    void tellsThePlaceOfAFault() {
        assertThat(refusal("{\"é\":1,\n \"b\":tru}".getBytes(UTF_8)).detail()).isEqualTo("not JSON: line 2, column 9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "22 80 22", // a continuation that begins
                "22 bf 22",
                "22 c3 22", // cut
                "22 c3",
                "22 e2 82 22",
                "22 f0 9f 98 22",
                "22 c0 80 22", // NUL in two bytes
                "22 c0 a2 22", // a quote in two bytes
                "22 c1 bf 22",
                "22 e0 80 a2 22", // a quote in three
                "22 e0 9f bf 22",
                "22 f0 80 80 a2 22",
                "22 f0 8f bf bf 22",
                "22 ed a0 80 22", // a surrogate
                "22 ed bf bf 22",
                "22 f4 90 80 80 22", // beyond U+10FFFF
                "22 f5 80 80 80 22",
                "22 f8 88 80 80 80 22",
                "22 fe 22",
                "22 ff 22",
                "22 c3 28 22",
                "22 e2 28 a1 22",
                "22 e2 82 28 22",
                "22 f0 28 8c bc 22",
                "22 f0 9f 28 bc 22",
                "22 f0 9f 98 28 22"
            })
    void refusesTextThatIsNotUtf8(String hex) {
        HubException refusal = refusal(bytes(hex));
        assertThat(refusal.code()).isEqualTo(ErrorCode.MALFORMED);
        assertThat(refusal.detail()).contains("UTF-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "22 c2 80 22",
                "22 df bf 22",
                "22 e0 a0 80 22",
                "22 ed 9f bf 22",
                "22 ee 80 80 22",
                "22 ef bf bf 22",
                "22 ef bb bf 22",
                "22 f0 90 80 80 22",
                "22 f4 8f bf bf 22"
            })
    void takesTheEdgesOfUtf8(String hex) {
        assertThat(JsonText.parse(bytes(hex), JsonLimits.DEFAULT).sharedBytes()).isEqualTo(bytes(hex));
    }

    @Test
    void refusesBytesOutsideStringsThatAreNotAscii() {
        assertThat(refusal(bytes("5b 80 5d")).code()).isEqualTo(ErrorCode.MALFORMED);
        assertThat(refusal(bytes("c3 a9")).code()).isEqualTo(ErrorCode.MALFORMED);
    }

    /** Another reader would guess its encoding from the first bytes, and read something else than we did. */
    @Test
    void refusesAByteOrderMarkAndOtherEncodings() {
        assertThat(refusal(bytes("ef bb bf 7b 7d")).detail()).contains("byte order mark");
        for (byte[] other : new byte[][] {
            "{\"a\":1}".getBytes(UTF_16LE), "{\"a\":1}".getBytes(UTF_16BE), bytes("ff fe 7b 00 7d 00"),
            bytes("00 00 00 7b"), bytes("7b 00 00 00"), "\"é\"".getBytes(ISO_8859_1)
        }) {
            assertThat(refusal(other).code()).isEqualTo(ErrorCode.MALFORMED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "\u00001", "1\u0000", "[\u00001]", "\"\u0000\"", "{\"\u0000\":1}"})
    void refusesNul(String json) {
        assertThat(refusal(json.getBytes(UTF_8)).detail()).contains("NUL");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"b\":2,\"a\":3}",
                "{\"\":1,\"\":2}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"\\u0061\":1,\"a\":2}",
                "{\"\\/\":1,\"/\":2}",
                "{\"é\":1,\"\\u00E9\":2}",
                "[{\"x\":{\"a\":1,\"a\":2}}]",
                "{\"k0\":0,\"k1\":0,\"k2\":0,\"k3\":0,\"k4\":0,\"k5\":0,\"k6\":0,\"k7\":0,\"k8\":0,\"k9\":0,\"k3\":0}",
                "{\"k0\":0,\"k1\":0,\"k2\":0,\"k3\":0,\"k4\":0,\"k5\":0,\"k6\":0,\"k7\":0,\"k7\":0}",
                "{\"k0\":0,\"k1\":0,\"k2\":0,\"k3\":0,\"k4\":0,\"k5\":0,\"k6\":0,\"k7\":0,\"k8\":0,\"k8\":0}"
            })
    void refusesANameThatIsThereTwice(String json) {
        assertThat(refusal(json.getBytes(UTF_8)).detail()).contains("twice");
    }

    @Test
    void takesManyDifferentNames() {
        String json = IntStream.range(0, 3_000)
                .mapToObj(i -> "\"" + i + "\":{\"" + i + "\":" + i + "}")
                .collect(Collectors.joining(",", "{", "}"));
        assertThat(JsonText.of(json)).hasToString(json);
    }

    @Test
    void boundsTheDepth() {
        JsonText.of("[".repeat(64) + "]".repeat(64));
        JsonText.of("[" + "[],".repeat(1_000) + "[]]");
        assertThat(refusal(("[".repeat(65) + "]".repeat(65)).getBytes(UTF_8)).detail())
                .contains("depth 64");
        assertThat(refusal("[".repeat(60_000).getBytes(UTF_8)).detail()).contains("depth 64");
        assertThat(refusal("{\"a\":".repeat(10_000).getBytes(UTF_8)).detail()).contains("depth 64");
        JsonLimits flat = new JsonLimits(100, 1, 64, 10);
        JsonText.parse("[1]".getBytes(UTF_8), flat);
        assertThatThrownBy(() -> JsonText.parse("[[]]".getBytes(UTF_8), flat)).isInstanceOf(HubException.class);
    }

    @Test
    void boundsTheMembersOfAnObject() {
        JsonLimits ten = new JsonLimits(1_000, 4, 64, 10);
        String nine = "\"a\":{},\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1,\"i\":1";
        String eleven = nine + ",\"j\":1,\"k\":1";
        JsonText.parse(("{" + nine + ",\"j\":{" + nine + "}}").getBytes(UTF_8), ten);
        assertThatThrownBy(() -> JsonText.parse(("{" + eleven + "}").getBytes(UTF_8), ten))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("members of an object 10");
        assertThatThrownBy(() -> JsonText.parse(("[{},{" + eleven + "}]").getBytes(UTF_8), ten))
                .isInstanceOf(HubException.class);
    }

    @Test
    void boundsTheLengthOfANumber() {
        JsonText.of("1".repeat(64));
        JsonText.of("[-" + "1".repeat(63) + ",0." + "1".repeat(62) + "]");
        assertThat(refusal("1".repeat(65).getBytes(UTF_8)).detail()).contains("number length 64");
        assertThat(refusal(("[0." + "1".repeat(63) + "]").getBytes(UTF_8)).detail())
                .contains("number length 64");
    }

    /** A reader with binary doubles would make Infinity of it, which is no JSON any more. */
    @Test
    void refusesNumbersThatNoDoubleHolds() {
        for (String json : new String[] {"1e999", "-1e999", "[1e309]", "1E+400", "{\"a\":1e99999999999}", "9e308"}) {
            assertThat(refusal(json.getBytes(UTF_8)).detail()).contains("too large");
        }
        JsonLimits long400 = new JsonLimits(1_000, 4, 400, 10);
        JsonText.parse("1".repeat(308).getBytes(UTF_8), long400);
        assertThatThrownBy(() -> JsonText.parse("1".repeat(310).getBytes(UTF_8), long400))
                .isInstanceOf(HubException.class);
        assertThatThrownBy(() -> JsonText.parse(("1".repeat(300) + "e10").getBytes(UTF_8), long400))
                .isInstanceOf(HubException.class);
    }

    @Test
    void boundsTheBytesAsReceived() {
        JsonLimits small = JsonLimits.DEFAULT.withMaxBytes(4);
        JsonText.parse("1234".getBytes(UTF_8), small);
        HubException refusal =
                catchThrowableOfType(HubException.class, () -> JsonText.parse("1    ".getBytes(UTF_8), small));
        assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(refusal.detail()).contains("5").contains("4");
    }

    @Test
    void leavesOutWhiteSpaceBetweenTokensOnly() {
        assertThat(JsonText.of(" {\r\n\t\"a b\" : [ 1 , 2.50 , \" \\\" \" , { } , [ ] ] , \"c\" : null } \n"))
                .hasToString("{\"a b\":[1,2.50,\" \\\" \",{},[]],\"c\":null}");
        assertThat(JsonText.of(" 1")).hasToString("1");
        assertThat(JsonText.of("1 ")).hasToString("1");
        assertThat(JsonText.of("\" \"")).hasToString("\" \"");
    }

    @Test
    void holdsNoLineBreak() {
        String odd = JsonText.of("{\n\"a\"\r:\r\n\"\\n\\r\\u000a\"}").toString();
        assertThat(odd).doesNotContain("\n", "\r").isEqualTo("{\"a\":\"\\n\\r\\u000a\"}");
    }

    @Test
    void doesNotShareTheArrayItWasMadeFrom() {
        byte[] text = "[1]".getBytes(UTF_8);
        JsonText json = JsonText.parse(text, JsonLimits.DEFAULT);
        text[1] = '2';
        assertThat(json).hasToString("[1]");
    }

    @Test
    void isEqualWhenItsBytesAre() {
        assertThat(JsonText.of("[1 ]")).isEqualTo(JsonText.of("[1]")).hasSameHashCodeAs(JsonText.of("[1]"));
        assertThat(JsonText.of("1.0")).isNotEqualTo(JsonText.of("1"));
        assertThat(JsonText.of("{}").isObject()).isTrue();
        assertThat(JsonText.of("[]").isObject()).isFalse();
        assertThat(JsonText.NULL).isEqualTo(JsonText.of("null"));
    }

    @Test
    void quotesAnyText() {
        assertThat(JsonText.quote("a\"b\\c\n\r\u0000\u001f/é😀")).isEqualTo("\"a\\\"b\\\\c\\n\\r\\u0000\\u001F/é😀\"");
        assertThat(JsonText.of(JsonText.quote("\u0000\u0007\n\u2028"))).isNotNull();
    }

    private static HubException refusal(byte[] text) {
        HubException refusal = catchThrowableOfType(HubException.class, () -> JsonText.parse(text, JsonLimits.DEFAULT));
        assertThat(refusal).as("not refused: " + new String(text, ISO_8859_1)).isNotNull();
        return refusal;
    }

    private static byte[] bytes(String hex) {
        return HexFormat.ofDelimiter(" ").parseHex(hex);
    }
}
