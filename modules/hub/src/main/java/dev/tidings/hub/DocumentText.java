package dev.tidings.hub;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/**
 * Documents between their bytes and the tree that edits work on. Thread-safe because it is immutable. Numbers keep their
 * digits: whole ones of any length, and decimals exactly, with their trailing zeros.
 */
public final class DocumentText {

    /** What a careless client would merge into the prototype of its objects. */
    private static final Set<String> REFUSED_KEYS = Set.of("__proto__", "constructor", "prototype");

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private DocumentText() {}

    /**
     * Reads a document.
     *
     * @throws HubException {@code schema} when it is not an object
     */
    public static ObjectNode parse(JsonText text) {
        if (tree(text) instanceof ObjectNode document) {
            return document;
        }
        throw new HubException(ErrorCode.SCHEMA, "a document is a JSON object");
    }

    /**
     * Reads what a client sent.
     *
     * @throws HubException {@code schema} when it is not an object, {@code malformed} when a key in it is refused
     */
    public static ObjectNode accept(JsonText text) {
        ObjectNode document = parse(text);
        requireHarmlessKeys(document);
        return document;
    }

    /** Reads any JSON value. */
    public static JsonNode tree(JsonText text) {
        try {
            return MAPPER.readTree(text.sharedBytes());
        } catch (IOException e) {
            throw new IllegalStateException("text that was validated is not JSON", e);
        }
    }

    /** The version that a document bears; 0 when it bears none. */
    public static long version(JsonText document) {
        return tree(document).path("version").asLong();
    }

    /** The fields of a document that are the user's: without id, version and stamps. */
    public static ObjectNode userFields(ObjectNode document) {
        return DocumentChange.withoutServerFields(document);
    }

    /** Writes a document. */
    public static JsonText write(JsonNode document) {
        try {
            return JsonText.trusted(MAPPER.writeValueAsBytes(document));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree has no text", e);
        }
    }

    /** Whether two values are the same as JSON: numbers are when their values are, 1 and 1.0 (RFC 6902 §4.6). */
    public static boolean isSame(JsonNode one, JsonNode other) {
        return one.equals(DocumentText::compare, other);
    }

    /** Compares leaves in the form that Jackson asks for: 0 when they are the same. */
    private static int compare(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue());
        }
        return one.equals(other) ? 0 : 1;
    }

    /**
     * Refuses keys that would reach the prototype of a JavaScript object, at any depth.
     *
     * @throws HubException {@code malformed} naming the key
     */
    public static void requireHarmlessKeys(JsonNode node) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (REFUSED_KEYS.contains(field.getKey())) {
                throw new HubException(ErrorCode.MALFORMED, "a document may not have the key " + field.getKey());
            }
            requireHarmlessKeys(field.getValue());
        }
        if (node.isArray()) {
            node.forEach(DocumentText::requireHarmlessKeys);
        }
    }
}
