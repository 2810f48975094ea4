package dev.tidings.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Names;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The members of a client's document that mean something to the hub: {@code id} and {@code version}. Pure functions. */
public final class DocumentFields {

    /** Names that the grammar allows, and that no URL can reach. */
    private static final Set<String> UNREACHABLE_IDS = Set.of(".", "..");

    private DocumentFields() {}

    /**
     * The id that a document brings; null when it brings none.
     *
     * @throws HubException {@code malformed} when it is no id
     */
    public static @Nullable String id(ObjectNode document) {
        JsonNode id = document.get("id");
        if (id == null) {
            return null;
        }
        if (!id.isTextual()) {
            throw new HubException(ErrorCode.MALFORMED, "not a document's id: " + Names.excerpt(id.toString()));
        }
        return requireUsable(id.textValue());
    }

    /**
     * The id itself.
     *
     * @throws HubException {@code malformed} when no document can have it
     */
    public static String requireUsable(String id) {
        if (!Names.isDocumentId(id) || UNREACHABLE_IDS.contains(id)) {
            throw new HubException(ErrorCode.MALFORMED, "not a document's id: " + Names.excerpt(id));
        }
        return id;
    }

    /** @throws HubException {@code id-mismatch} when the document names another id than that of the request */
    public static void requireId(ObjectNode document, String id) {
        JsonNode named = document.get("id");
        if (named != null && !(named.isTextual() && named.textValue().equals(id))) {
            throw new HubException(ErrorCode.ID_MISMATCH, "the request names " + id + ", the body another document");
        }
    }

    /**
     * The version that a document brings; 0 when it brings none.
     *
     * @throws HubException {@code malformed} when it is no version
     */
    public static long version(ObjectNode document) {
        JsonNode version = document.get("version");
        if (version == null) {
            return 0;
        }
        if (!version.canConvertToLong() || !version.isIntegralNumber() || version.longValue() < 1) {
            throw new HubException(ErrorCode.MALFORMED, "`version` is a whole number, 1 or more");
        }
        return version.longValue();
    }
}
