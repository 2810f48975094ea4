package dev.tidings.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The two tables of contract §6 and §10. */
class ErrorTableTest {

    /** Those of the contract's list. */
    private static final Set<Integer> LISTED =
            Set.of(400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 421, 422, 426, 429, 503, 504);

    /** What HTTP itself and faults of our own add. */
    private static final Set<Integer> OTHERS = Set.of(408, 414, 431, 500);

    @Test
    void everyCodeIsOneKebabWordWithOneStatusAndASentence() {
        assertThat(ErrorCode.values()).extracting(ErrorCode::code).doesNotHaveDuplicates();
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(code.code()).matches("[a-z]+(-[a-z]+)*");
            assertThat(LISTED.contains(code.status()) || OTHERS.contains(code.status()))
                    .as(code.code())
                    .isTrue();
            assertThat(code.title()).as(code.code()).matches("[A-Z].*\\.");
        }
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::status).collect(Collectors.toSet()))
                .containsAll(LISTED);
    }

    @Test
    void theCodesThatTheContractNamesHaveItsStatuses() {
        Map<String, Integer> statuses =
                Arrays.stream(ErrorCode.values()).collect(Collectors.toMap(ErrorCode::code, ErrorCode::status));
        assertThat(statuses)
                .containsEntry("malformed", 400)
                .containsEntry("reserved-event", 400)
                .containsEntry("forbidden", 403)
                .containsEntry("unavailable", 503)
                .containsEntry("storage-full", 503)
                .containsEntry("draining", 503)
                .containsEntry("outcome-unknown", 504);
    }

    @Test
    void onlyOneCodeLeavesTheOutcomeOpen() {
        List<ErrorCode> unknown = Arrays.stream(ErrorCode.values())
                .filter(code -> code.status() == 504)
                .toList();
        assertThat(unknown).containsExactly(ErrorCode.OUTCOME_UNKNOWN);
    }

    @Test
    void theCloseCodesAreThoseOfTheContract() {
        Map<Integer, String> table =
                Arrays.stream(Disconnect.values()).collect(Collectors.toMap(Disconnect::code, Disconnect::reason));
        assertThat(table)
                .isEqualTo(Map.ofEntries(
                        Map.entry(3001, "drain"),
                        Map.entry(3002, "server error"),
                        Map.entry(3003, "token expired"),
                        Map.entry(3004, "too slow"),
                        Map.entry(3005, "no heartbeat"),
                        Map.entry(3006, "overload"),
                        Map.entry(3007, "too many messages"),
                        Map.entry(3500, "bad token"),
                        Map.entry(3501, "bad request"),
                        Map.entry(3502, "forbidden"),
                        Map.entry(3503, "too many connections"),
                        Map.entry(3504, "revoked")));
    }

    @Test
    void belowThreeThousandFiveHundredTheClientComesBack() {
        for (Disconnect disconnect : Disconnect.values()) {
            assertThat(disconnect.code()).isBetween(3000, 3999);
            assertThat(disconnect.reconnect()).isEqualTo(disconnect.code() <= 3499);
        }
    }

    @Test
    void aRefusalKeepsWhatWasSaidOfIt() {
        HubException refusal = new HubException(ErrorCode.VERSION_CONFLICT, "version 3")
                .withRetryAfterMillis(250)
                .withErrors(List.of(new HubException.FieldError("/title", "too long")))
                .withCurrent(JsonText.of("{\"id\":\"a\"}"));
        assertThat(refusal.code()).isEqualTo(ErrorCode.VERSION_CONFLICT);
        assertThat(refusal.detail()).isEqualTo("version 3");
        assertThat(refusal.retryAfterMillis()).isEqualTo(250);
        assertThat(refusal.errors()).containsExactly(new HubException.FieldError("/title", "too long"));
        assertThat(refusal.current()).isEqualTo(JsonText.of("{\"id\":\"a\"}"));
        assertThat(refusal.getStackTrace()).isEmpty();
    }

    @Test
    void aRefusalCanBeSerializedAsEveryThrowable() throws IOException {
        try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            out.writeObject(new HubException(ErrorCode.INTERNAL, "x").withCurrent(JsonText.NULL));
        }
    }
}
