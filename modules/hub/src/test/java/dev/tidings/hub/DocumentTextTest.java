package dev.tidings.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonLimits;
import dev.tidings.model.JsonText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes through the tree and back must be what was sent, and harmless to whoever merges it. */
class DocumentTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"n\":9007199254740993,\"m\":123456789012345678901234567890}",
                "{\"price\":1.10,\"zero\":0.000,\"small\":-12.3456789012345678901234567890}",
                "{\"b\":1,\"a\":{\"d\":[],\"c\":{}},\"t\":\"ä€😀\\\"\\\\\"}"
            })
    void keepsDigitsOrderAndText(String document) {
        assertThat(DocumentText.write(DocumentText.parse(JsonText.of(document))))
                .hasToString(document);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud83d", "\\ude00x", "\\ud83d\\ud83d", "x\\ud83d"})
    void writesHalfACharacterAsJsonThatIsUtf8(String half) {
        JsonText written =
                DocumentText.write(DocumentText.parse(JsonText.of("{\"a\":\"" + half + "\",\"" + half + "\":1}")));

        assertThat(JsonText.parse(written.sharedBytes(), JsonLimits.DEFAULT)).isEqualTo(written);
    }

    @Test
    void neverSpellsOutAnExponent() {
        JsonText huge = JsonText.of("{\"n\":1e300,\"m\":1e-999999}");

        assertThat(DocumentText.write(DocumentText.parse(huge)).length()).isLessThan(60);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"__proto__\":{}}",
                "{\"a\":{\"constructor\":1}}",
                "{\"a\":[[{\"prototype\":1}]]}",
                "{\"__pr\\u006fto__\":1}"
            })
    void refusesKeysThatReachAPrototype(String document) {
        assertThatThrownBy(() -> DocumentText.accept(JsonText.of(document)))
                .isInstanceOfSatisfying(
                        HubException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED));
    }

    @Test
    void takesThoseWordsAsValues() {
        assertThat(DocumentText.accept(JsonText.of("{\"a\":\"__proto__\",\"b\":[\"constructor\"]}")))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "\"a\"", "null"})
    void takesOnlyObjectsForDocuments(String document) {
        assertThatThrownBy(() -> DocumentText.accept(JsonText.of(document)))
                .isInstanceOfSatisfying(
                        HubException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA));
    }

    @Test
    void takesNumbersForTheSameWhenTheirValuesAre() {
        assertThat(same("{\"a\":[1,10]}", "{\"a\":[1.0,1e1]}")).isTrue();
        assertThat(same("{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}")).isTrue();
        assertThat(same("{\"a\":1}", "{\"a\":\"1\"}")).isFalse();
        assertThat(same("{\"a\":[1,2]}", "{\"a\":[2,1]}")).isFalse();
    }

    private static boolean same(String one, String other) {
        return DocumentText.isSame(DocumentText.tree(JsonText.of(one)), DocumentText.tree(JsonText.of(other)));
    }
}
