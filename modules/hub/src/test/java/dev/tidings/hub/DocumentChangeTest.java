package dev.tidings.hub;

import static dev.tidings.hub.PetWrites.ANN;
import static dev.tidings.hub.PetWrites.by;
import static dev.tidings.hub.PetWrites.delete;
import static dev.tidings.hub.PetWrites.patch;
import static dev.tidings.hub.PetWrites.pets;
import static dev.tidings.hub.PetWrites.post;
import static dev.tidings.hub.PetWrites.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.hub.DocumentChange.Outcome;
import dev.tidings.hub.WriteCommand.Operation;
import dev.tidings.log.DocumentWrite;
import dev.tidings.log.Entry;
import dev.tidings.model.Actor;
import dev.tidings.model.Change;
import dev.tidings.model.Epoch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import dev.tidings.model.Position;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a write makes of a document. */
class DocumentChangeTest {

    private static final long NOON = 1_795_262_400_007L;
    private static final DocumentState ABSENT = new DocumentState(0, null, true);
    private static final DocumentState DELETED = new DocumentState(4, null, true);
    private static final DocumentState REX = state(
            3,
            "{\"id\":\"1\",\"name\":\"Rex\",\"status\":\"available\",\"price\":1.50,\"version\":3,"
                    + "\"createdAt\":\"2026-01-01T00:00:00.000Z\",\"updatedAt\":\"2026-01-02T00:00:00.000Z\"}");

    @Test
    void composesANewDocumentWithDefaultsAndStamps() {
        Outcome.Changed changed = changed(by(ANN, post("1", "{\"z\":1,\"name\":\"Rex\",\"a\":2.0}")), ABSENT);
        assertThat(changed.document())
                .hasToString("{\"id\":\"1\",\"z\":1,\"name\":\"Rex\",\"a\":2.0,\"status\":\"available\",\"version\":1,"
                        + "\"createdAt\":\"2026-11-21T12:00:00.007Z\",\"updatedAt\":\"2026-11-21T12:00:00.007Z\","
                        + "\"updatedBy\":\"Ann\"}");
        assertThat(changed.status()).isEqualTo(201);
        assertThat(changed.write()).isEqualTo(new DocumentWrite("1", 0, false, 1));
        assertThat(changed.entries())
                .containsExactly(new Entry("pet-created", "1", changed.document(), NOON, ANN, Change.PUT));
    }

    @Test
    void namesTheSubjectOfAWriterWithoutAName() {
        Outcome.Changed changed = changed(by(new Actor("u7", null), post("1", "{\"name\":\"Rex\"}")), ABSENT);
        assertThat(DocumentText.parse(changed.document()).path("updatedBy").textValue())
                .isEqualTo("u7");
    }

    @Test
    void namesNobodyWhenNobodyIsKnown() {
        assertThat(DocumentText.parse(changed(patch("1", "{\"price\":2}"), REX).document())
                        .path("updatedBy")
                        .isNull())
                .isTrue();
    }

    @Test
    void goesOnCountingFromTheTombstone() {
        Outcome.Changed changed = changed(put("1", "{\"name\":\"Rex\"}"), DELETED);
        assertThat(changed.write()).isEqualTo(new DocumentWrite("1", 4, false, 5));
        assertThat(DocumentText.version(changed.document())).isEqualTo(5);
        assertThat(changed.status()).isEqualTo(201);
    }

    @Test
    void keepsTheStampOfCreation() {
        Outcome.Changed changed = changed(patch("1", "{\"price\":2}"), REX);
        assertThat(changed.document())
                .hasToString("{\"id\":\"1\",\"name\":\"Rex\",\"status\":\"available\",\"price\":2,\"version\":4,"
                        + "\"createdAt\":\"2026-01-01T00:00:00.000Z\",\"updatedAt\":\"2026-11-21T12:00:00.007Z\","
                        + "\"updatedBy\":null}");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.write()).isEqualTo(new DocumentWrite("1", 3, true, 4));
    }

    @Test
    void tellsOfTheWatchedFieldInAnEntryOfItsOwn() {
        Outcome.Changed changed = changed(patch("1", "{\"status\":\"sold\"}"), REX);
        assertThat(changed.entries())
                .containsExactly(
                        new Entry("pet-updated", "1", changed.document(), NOON, null, Change.PUT),
                        new Entry("pet-status-changed", "1", changed.document(), NOON, null, Change.NONE));
    }

    @ParameterizedTest(name = "{0} {1}: {2} entries")
    @CsvSource(
            delimiter = '|',
            value = {
                "PATCH | {\"price\":2}                        | 1",
                "PATCH | {\"status\":null}                    | 2",
                "PUT   | {\"name\":\"Rex\"}                   | 1",
                "PUT   | {\"name\":\"Rex\",\"status\":\"x\"}  | 2",
                "PUT   | {\"name\":\"Max\",\"status\":\"available\"} | 1"
            })
    void addsTheExtraEntryOnlyWhenTheFieldChanges(Operation operation, String body, int entries) {
        WriteCommand command = operation == Operation.PUT ? put("1", body) : patch("1", body);
        assertThat(changed(command, REX).entries()).hasSize(entries);
    }

    @Test
    void deletesWithTheNextVersion() {
        Outcome.Changed changed = changed(by(ANN, delete("1")), REX);
        JsonText data = JsonText.of("{\"id\":\"1\",\"version\":4}");
        assertThat(changed.entries()).containsExactly(new Entry("pet-deleted", "1", data, NOON, ANN, Change.DELETE));
        assertThat(changed.write()).isEqualTo(new DocumentWrite("1", 3, true, 4));
        assertThat(changed.document()).isNull();
        assertThat(changed.status()).isEqualTo(204);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "PATCH | {\"price\":1.5}",
                "PATCH | {\"price\":15e-1}",
                "PATCH | {}",
                "PATCH | {\"version\":9,\"updatedBy\":\"Eve\",\"createdAt\":\"never\",\"updatedAt\":7}",
                "PUT   | {\"status\":\"available\",\"price\":1.500,\"name\":\"Rex\"}",
                "PUT   | {\"id\":\"1\",\"price\":1.5,\"name\":\"Rex\"}"
            })
    void findsThatNothingChanges(Operation operation, String body) {
        WriteCommand command = operation == Operation.PUT ? put("1", body) : patch("1", body);
        assertThat(decide(command, REX)).isEqualTo(new Outcome.Unchanged(3, REX.document()));
    }

    @Test
    void ignoresServerFieldsInABody() {
        Outcome.Changed changed = changed(
                post("1", "{\"version\":77,\"createdAt\":1,\"name\":\"Rex\",\"updatedAt\":2,\"updatedBy\":\"Eve\"}"),
                ABSENT);
        assertThat(changed.document())
                .hasToString("{\"id\":\"1\",\"name\":\"Rex\",\"status\":\"available\",\"version\":1,"
                        + "\"createdAt\":\"2026-11-21T12:00:00.007Z\",\"updatedAt\":\"2026-11-21T12:00:00.007Z\","
                        + "\"updatedBy\":null}");
    }

    @Test
    void keepsEveryDigitOfANumber() {
        String digits = "{\"name\":\"Rex\",\"big\":12345678901234567890123,\"exact\":0.10000000000000000000001}";
        assertThat(changed(post("1", digits), ABSENT).document().toString())
                .contains("\"big\":12345678901234567890123", "\"exact\":0.10000000000000000000001");
    }

    @Test
    void refusesWhatIsThereOrIsNot() {
        assertRefused(post("1", "{\"name\":\"Rex\"}"), REX, ErrorCode.EXISTS, true);
        assertRefused(patch("1", "{}"), ABSENT, ErrorCode.NOT_FOUND, false);
        assertRefused(delete("1"), DELETED, ErrorCode.NOT_FOUND, false);
        assertRefused(delete("1", Precondition.ifVersion(4)), DELETED, ErrorCode.NOT_FOUND, false);
    }

    @Test
    void refusesAStaleVersion() {
        Precondition stale = Precondition.ifVersion(2);
        assertRefused(put("1", "{\"name\":\"Max\"}", stale), REX, ErrorCode.PRECONDITION_FAILED, true);
        assertRefused(patch("1", "{}", stale), REX, ErrorCode.PRECONDITION_FAILED, true);
        assertRefused(delete("1", stale), REX, ErrorCode.PRECONDITION_FAILED, true);
        assertRefused(put("1", "{\"name\":\"Max\"}", stale), DELETED, ErrorCode.PRECONDITION_FAILED, false);
        Precondition inBody = new Precondition(null, false, 2);
        assertRefused(put("1", "{\"name\":\"Max\"}", inBody), REX, ErrorCode.VERSION_CONFLICT, true);
        assertRefused(patch("1", "{}", inBody), REX, ErrorCode.VERSION_CONFLICT, true);
        assertRefused(delete("1", inBody), REX, ErrorCode.VERSION_CONFLICT, true);
        assertRefused(put("1", "{\"name\":\"Max\"}", inBody), DELETED, ErrorCode.VERSION_CONFLICT, false);
    }

    @Test
    void takesAMatchingPrecondition() {
        Precondition anyVersion = new Precondition(List.of(), false, 0);
        assertThat(decide(put("1", "{\"name\":\"Max\"}", Precondition.ifVersion(3)), REX))
                .isInstanceOf(Outcome.Changed.class);
        assertThat(decide(put("1", "{\"name\":\"Max\"}", new Precondition(List.of(1L, 3L), false, 3)), REX))
                .isInstanceOf(Outcome.Changed.class);
        assertThat(decide(delete("1", anyVersion), REX)).isInstanceOf(Outcome.Changed.class);
        assertThat(decide(put("1", "{\"name\":\"Max\"}", new Precondition(null, true, 0)), ABSENT))
                .isInstanceOf(Outcome.Changed.class);
        assertRefused(put("1", "{\"name\":\"M\"}", anyVersion), ABSENT, ErrorCode.PRECONDITION_FAILED, false);
        assertRefused(
                put("1", "{\"name\":\"M\"}", new Precondition(null, true, 0)),
                REX,
                ErrorCode.PRECONDITION_FAILED,
                true);
    }

    @Test
    void namesTheFieldsThatDoNotFitTheSchema() {
        HubException refusal = refusal(put("1", "{\"name\":5}"), REX, pets());
        assertThat(refusal.code()).isEqualTo(ErrorCode.SCHEMA);
        assertThat(refusal.errors()).containsExactly(new HubException.FieldError("/name", "must be text"));
    }

    @Test
    void refusesAnotherIdInTheBody() {
        assertRefused(put("1", "{\"id\":\"2\",\"name\":\"Rex\"}"), REX, ErrorCode.ID_MISMATCH, false);
        assertRefused(patch("1", "{\"id\":1}"), REX, ErrorCode.ID_MISMATCH, false);
    }

    @Test
    void refusesWhatAPatchMustNotMake() {
        String deep = "[".repeat(70) + "]".repeat(70);
        DocumentEdit deepening = current -> {
            var made = current.deepCopy();
            made.set("deep", deepTree(deep));
            return made;
        };
        assertRefused(command(deepening), REX, ErrorCode.MALFORMED, false);
        DocumentEdit polluting = current -> {
            var made = current.deepCopy();
            made.putObject("x").putObject("__proto__");
            return made;
        };
        assertRefused(command(polluting), REX, ErrorCode.MALFORMED, false);
    }

    @Test
    void namesTheLimits() {
        String big = "{\"name\":\"" + "x".repeat(5_000) + "\"}";
        assertThat(refusal(post("1", big), ABSENT, pets()).detail()).contains("4096");
        assertThat(refusal(post("1", big), ABSENT, pets()).code()).isEqualTo(ErrorCode.TOO_LARGE);
        HubException full = refusal(post("2", "{\"name\":\"Rex\"}"), ABSENT, pets(10, 1 << 20));
        assertThat(full.code()).isEqualTo(ErrorCode.COLLECTION_FULL);
        assertThat(full.detail()).contains("10 documents");
        HubException heavy = refusal(patch("1", "{\"price\":100000}"), REX, pets(100, 1_000));
        assertThat(heavy.code()).isEqualTo(ErrorCode.COLLECTION_FULL);
        assertThat(heavy.detail()).contains("1000 bytes");
    }

    @Test
    void letsAFullCollectionShrink() {
        Outcome shrunk = decide(patch("1", "{\"price\":null,\"status\":\"\"}"), REX, pets(10, 1_000));
        assertThat(((Outcome.Changed) shrunk).growth()).isEqualTo(Growth.Amount.NONE);
        assertThat(decide(delete("1"), REX, pets(10, 1_000))).isInstanceOf(Outcome.Changed.class);
    }

    @Test
    void carriesTheDocumentWithARefusedTestOfAPatch() {
        DocumentEdit failing = current -> {
            throw new HubException(ErrorCode.PATCH_TEST_FAILED, "test of /name");
        };
        assertRefused(command(failing), REX, ErrorCode.PATCH_TEST_FAILED, true);
    }

    private static JsonNode deepTree(String text) {
        return DocumentText.tree(JsonText.trusted(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static WriteCommand command(DocumentEdit edit) {
        return PetWrites.command(Operation.PATCH, "1", edit, Precondition.NONE);
    }

    private static DocumentState state(long version, String document) {
        return new DocumentState(version, JsonText.of(document), true);
    }

    private static void assertRefused(WriteCommand command, DocumentState state, ErrorCode code, boolean current) {
        HubException refusal = refusal(command, state, pets());
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.current()).isEqualTo(current ? state.document() : null);
    }

    private static HubException refusal(WriteCommand command, DocumentState state, CollectionSettings settings) {
        return catchThrowableOfType(HubException.class, () -> decide(command, state, settings));
    }

    private static Outcome.Changed changed(WriteCommand command, DocumentState state) {
        return (Outcome.Changed) decide(command, state);
    }

    private static Outcome decide(WriteCommand command, DocumentState state) {
        return decide(command, state, pets());
    }

    private static Outcome decide(WriteCommand command, DocumentState state, CollectionSettings settings) {
        DocumentSource.Size size = new DocumentSource.Size(10, 1_000, new Position(new Epoch("abcdefghijkl"), 7));
        return new DocumentChange(settings, command, command.id(), state, size, NOON).decide();
    }
}
