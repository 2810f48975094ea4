package dev.tidings.hub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * What a write makes of a document. Pure, since it is called again when another write came first: replacing, merging or
 * patching is the caller's matter.
 */
@FunctionalInterface
public interface DocumentEdit {

    /**
     * Makes the document's new fields.
     *
     * @param current the document as it is, with the server's fields; null when it does not exist. Not to be changed
     * @return the document's fields from now on; the server's own fields in it are ignored
     * @throws dev.tidings.model.HubException when the edit can't be made, such as {@code patch-test-failed}
     */
    ObjectNode apply(@Nullable ObjectNode current);
}
