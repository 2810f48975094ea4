package dev.tidings.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Problems to the letter: clients in other languages are written against these. */
class ProblemTest {

    private static String json(HubException refusal) {
        return new String(Problem.json(refusal), UTF_8);
    }

    @Test
    void saysWhatHappened() {
        assertThat(json(new HubException(ErrorCode.MALFORMED, "A \"quoted\" detail\nof two lines.")))
                .isEqualTo("{\"type\":\"/problems/malformed\",\"title\":\"The request is malformed.\",\"status\":400,"
                        + "\"code\":\"malformed\",\"detail\":\"A \\\"quoted\\\" detail\\nof two lines.\"}");
    }

    @Test
    void namesTheFieldsAtFault() {
        assertThat(json(new HubException(ErrorCode.SCHEMA, "It does not fit.")
                        .withErrors(List.of(
                                new HubException.FieldError("/a", "x"), new HubException.FieldError("/b~1c", "y")))))
                .isEqualTo(
                        "{\"type\":\"/problems/schema\",\"title\":\"The body does not fit its schema.\",\"status\":422,"
                                + "\"code\":\"schema\",\"detail\":\"It does not fit.\",\"errors\":["
                                + "{\"pointer\":\"/a\",\"detail\":\"x\"},{\"pointer\":\"/b~1c\",\"detail\":\"y\"}]}");
    }

    @Test
    void carriesTheDocumentAsItIs() {
        assertThat(json(new HubException(ErrorCode.PRECONDITION_FAILED, "")
                        .withCurrent(JsonText.of("{\"id\":\"1\",\"n\":1.50}"))))
                .isEqualTo("{\"type\":\"/problems/precondition-failed\",\"title\":\"The precondition does not hold.\","
                        + "\"status\":412,\"code\":\"precondition-failed\",\"current\":{\"id\":\"1\",\"n\":1.50}}");
    }

    @Test
    void saysWhenToComeBackToThoseWhoSeeNoHeaders() {
        assertThat(json(new HubException(ErrorCode.OVERLOADED, "").withRetryAfterMillis(1_500)))
                .endsWith("\"code\":\"overloaded\",\"retryAfterMs\":1500}");
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void isStrictJsonForEveryCode(ErrorCode code) {
        assertThat(JsonText.of(json(new HubException(code, "d"))).isObject()).isTrue();
    }

    @Test
    void neverSaysMoreOfACredentialThanThatOneIsNeeded() {
        assertThat(json(new HubException(ErrorCode.UNAUTHENTICATED, "signature wrong")))
                .contains("\"detail\":\"You must be signed in.\"")
                .doesNotContain("signature");
    }
}
