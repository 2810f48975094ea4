package dev.tidings.verify;

import dev.tidings.model.Position;
import dev.tidings.verify.Findings.Kind;
import io.vertx.core.json.JsonArray;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The last state of a collection that one reader was shown; it may only go forward. Owned by the run's event loop. */
final class ArrayWatch {

    private final Rig rig;
    private final String name;
    private @Nullable Position position;
    private Map<String, Long> versions = Map.of();

    ArrayWatch(Rig rig, String name) {
        this.rig = rig;
        this.name = name;
    }

    void saw(Position shown, JsonArray documents) {
        Position before = position;
        if (before != null && before.epoch().equals(shown.epoch()) && before.offset() > shown.offset()) {
            rig.ledger().findings().add(Kind.REORDERED, name + " was shown " + before + " and then " + shown);
        }
        rig.books().saw(name, shown, documents);
        position = shown;
        versions = CollectionBooks.versions(documents);
    }

    @Nullable
    Position position() {
        return position;
    }

    Map<String, Long> versions() {
        return versions;
    }

    @Override
    public String toString() {
        return name;
    }
}
