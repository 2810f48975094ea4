package dev.tidings.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is taken for a publication, and what it is called when it is not. */
class PublicationBodyTest {

    @Test
    void keepsTheDataAsItWasSent() {
        PublicationBody body = parse("{\"data\":{\"n\":1.00},\"event\":\"e\",\"key\":\"k\",\"other\":1}");

        assertThat(body.data()).hasToString("{\"n\":1.00}");
        assertThat(body.event()).isEqualTo("e");
        assertThat(body.key()).isEqualTo("k");
        assertThat(body.channel()).isNull();
    }

    @Test
    void takesAnEmptyObjectForAMessageOfNothing() {
        assertThat(parse("{}")).isEqualTo(new PublicationBody(null, "message", null, JsonText.NULL));
        assertThat(parse("{\"event\":null,\"key\":null,\"channel\":null}")).isEqualTo(parse("{}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                            | SCHEMA",
                "{\"event\":1}                 | SCHEMA",
                "{\"key\":[]}                  | SCHEMA",
                "{\"channel\":{}}              | SCHEMA",
                "{\"event\":\"\"}              | MALFORMED",
                "{\"event\":\"a b\"}           | MALFORMED",
                "{\"event\":\"a\\nb\"}         | MALFORMED",
                "{\"key\":\"\"}                | MALFORMED",
                "{\"key\":\"\\u0000\"}         | MALFORMED",
                "{\"channel\":\":a\"}          | MALFORMED",
                "{\"event\":\"error\"}         | RESERVED_EVENT",
                "{\"event\":\"tidings-x\"}     | RESERVED_EVENT",
                "{\"event\":\"newListener\"}   | RESERVED_EVENT",
                "{\"data\":\"12345678901\"}    | TOO_LARGE"
            })
    void refusesTheRestInWords(String body, ErrorCode code) {
        assertThatThrownBy(() -> parse(body))
                .isInstanceOfSatisfying(
                        HubException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void takesDataUpToItsLimit() {
        assertThat(parse("{\"data\": \"1234567890\"}").data().length()).isEqualTo(12);
    }

    private static PublicationBody parse(String body) {
        return PublicationBody.parse(JsonText.of(body), 12);
    }
}
