package dev.tidings.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Merge Patch (RFC 7396): members replace, {@code null} removes, objects are merged. Immutable, as long as nobody
 * changes the patch.
 *
 * @param patch the patch of a document, an object with harmless keys
 */
public record MergePatch(ObjectNode patch) implements DocumentEdit {

    @Override
    public ObjectNode apply(@Nullable ObjectNode current) {
        return mergedObject(current, patch);
    }

    /**
     * What a patch makes of a value (RFC 7396 §2). Neither is changed, and the result shares nothing with them.
     *
     * @param target the value; null when there is none
     */
    static JsonNode merged(@Nullable JsonNode target, JsonNode patch) {
        return patch instanceof ObjectNode members ? mergedObject(target, members) : patch.deepCopy();
    }

    private static ObjectNode mergedObject(@Nullable JsonNode target, ObjectNode patch) {
        ObjectNode result =
                target instanceof ObjectNode object ? object.deepCopy() : JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> member : patch.properties()) {
            if (member.getValue().isNull()) {
                result.remove(member.getKey());
            } else {
                result.set(member.getKey(), merged(result.get(member.getKey()), member.getValue()));
            }
        }
        return result;
    }
}
