package dev.tidings.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.model.Epoch;
import dev.tidings.model.Position;
import dev.tidings.verify.Findings.Kind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CollectionBooksTest {

    private static final Epoch EPOCH = new Epoch("aaaaaaaaaaaa");

    private final Ledger ledger = new Ledger();
    private final CollectionBooks books = new CollectionBooks(ledger);
    private final Map<Long, JsonObject> changes = Map.of(
            1L, change("task-created", "a", 1),
            2L, change("task-created", "b", 1),
            3L, change("task-updated", "a", 2),
            4L, change("task-deleted", "b", 2));

    @Test
    void acceptsEveryStateThatTheLogFoldsTo() {
        books.saw("r", at(0), new JsonArray());
        books.saw("r", at(3), array("a", 2, "b", 1));
        books.saw("r", at(4), array("a", 2));

        assertThat(phantoms()).isZero();
    }

    @Test
    void reportsAStateThatIsNotTheFoldOfItsPosition() {
        books.saw("r", at(2), array("a", 2, "b", 1));

        assertThat(phantoms()).isEqualTo(1);
    }

    @Test
    void reportsTwoStatesOfOnePosition() {
        books.saw("r", at(2), array("a", 1, "b", 1));
        books.saw("other", at(2), array("a", 1));

        assertThat(phantoms()).isEqualTo(1);
    }

    private long phantoms() {
        books.check(new LogCopy(EPOCH, 1, 4, Map.of()), changes);
        return ledger.findings().count(Kind.PHANTOM);
    }

    private static JsonObject change(String event, String id, int version) {
        return new JsonObject()
                .put("event", event)
                .put("data", new JsonObject().put("id", id).put("version", version));
    }

    private static JsonArray array(Object... idsAndVersions) {
        JsonArray array = new JsonArray();
        for (int i = 0; i < idsAndVersions.length; i += 2) {
            array.add(new JsonObject().put("id", idsAndVersions[i]).put("version", idsAndVersions[i + 1]));
        }
        return array;
    }

    private static Position at(long offset) {
        return new Position(EPOCH, offset);
    }
}
