package dev.tidings.client;

import dev.tidings.model.JsonText;
import dev.tidings.model.Position;
import java.util.List;

/**
 * A collection as it is at one position. Immutable.
 *
 * @param position where a subscription goes on without a gap
 * @param documents in the order of their creation
 */
public record Documents(Position position, List<JsonText> documents) {

    /** Copies the list. */
    public Documents {
        documents = List.copyOf(documents);
    }
}
