package dev.tidings.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Parts must come out byte for byte: whoever decoded them would change numbers and escapes. */
class JsonPartsTest {

    @Test
    void keepsTheBytesOfEveryMember() {
        JsonText object = JsonText.of(
                "{ \"data\" : {\"a\":[1.00, \"}\\\"{\", true]}, \"n\":1E5 , \"e\":\"\\u00e4\" ,\"z\":null}");

        assertThat(JsonParts.members(object).toString())
                .isEqualTo("{data={\"a\":[1.00,\"}\\\"{\",true]}, n=1E5, e=\"\\u00e4\", z=null}");
    }

    @Test
    void findsMembersWhoseNamesAreEscaped() {
        assertThat(JsonParts.members(JsonText.of("{\"d\\u0061t\\u0061\":1,\"q\\\"\\\\\\/\\b\\f\\n\\r\\t\":2}")))
                .containsOnlyKeys("data", "q\"\\/\b\f\n\r\t");
    }

    /** A scanner that only looks one byte back would take the quote after two backslashes for a part of the string. */
    @Test
    void endsAStringAfterAnEscapedBackslash() {
        JsonText object = JsonText.of("{\"a\":\"\\\\\",\"b\\\\\":\"\\\\\\\"\",\"c\":1}");

        assertThat(JsonParts.members(object)).containsOnlyKeys("a", "b\\", "c");
    }

    @Test
    void cutsEmptyThings() {
        assertThat(JsonParts.members(JsonText.of("{}"))).isEmpty();
        assertThat(JsonParts.elements(JsonText.of("[]"), 0)).isEmpty();
        assertThat(JsonParts.members(JsonText.of("{\"a\":{},\"b\":[],\"c\":\"\"}")))
                .hasSize(3);
    }

    @Test
    void refusesOtherKindsOfValue() {
        assertThatThrownBy(() -> JsonParts.members(JsonText.of("[1]"))).isInstanceOf(HubException.class);
        assertThatThrownBy(() -> JsonParts.elements(JsonText.of("{}"), 9)).isInstanceOf(HubException.class);
        assertThatThrownBy(() -> JsonParts.string(JsonText.of("1"))).isInstanceOf(HubException.class);
    }

    @Test
    void stopsAtTheStatedNumberOfElements() {
        assertThat(JsonParts.elements(JsonText.of("[1,2,3]"), 3)).hasSize(3);
        assertThatThrownBy(() -> JsonParts.elements(JsonText.of("[1,2,3,4]"), 3))
                .isInstanceOfSatisfying(
                        HubException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
    }

    @Test
    void readsStringsAsTheyWereMeant() {
        assertThat(JsonParts.string(JsonText.of("\"a\\u0041\\uD83D\\uDE00ä😀\"")))
                .isEqualTo("aA😀ä😀");
    }

    @Test
    void cutsWhatIsPutTogetherAtRandom() {
        long seed = Seeded.seed(JsonPartsTest.class);
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            List<JsonText> values = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                values.add(JsonText.of(value(random, 4)));
            }
            JsonText array = JsonText.of(values.toString());

            assertThat(JsonParts.elements(array, 100)).as("seed %d", seed).isEqualTo(values);
        }
    }

    private static String value(Random random, int depth) {
        int kind = random.nextInt(depth == 0 ? 4 : 6);
        return switch (kind) {
            case 0 -> "" + random.nextInt();
            case 1 -> random.nextInt(100) + ".50e" + random.nextInt(9);
            case 2 -> random.nextBoolean() ? "true" : "null";
            case 3 -> JsonText.quote(text(random));
            case 4 -> "[" + value(random, depth - 1) + " ,\n" + value(random, depth - 1) + "]";
            default -> "{" + JsonText.quote(text(random)) + ": " + value(random, depth - 1) + "}";
        };
    }

    private static String text(Random random) {
        String letters = "a\"\\{}[],:\n ä€";
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return new String(text.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
