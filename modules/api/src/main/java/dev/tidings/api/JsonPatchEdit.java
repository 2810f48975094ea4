package dev.tidings.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.flipkart.zjsonpatch.CompatibilityFlags;
import com.flipkart.zjsonpatch.JsonPatch;
import com.flipkart.zjsonpatch.JsonPatchApplicationException;
import com.flipkart.zjsonpatch.Operation;
import dev.tidings.hub.DocumentEdit;
import dev.tidings.hub.DocumentText;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonLimits;
import dev.tidings.model.JsonText;
import dev.tidings.model.Names;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Patch (RFC 6902) of a document. Immutable; what its operations may cost is bounded: their number, the nodes that
 * they copy and move, and the depth that they build, since a few copies of the whole into itself would fill the heap. What
 * comes out is checked by the hub like any document.
 */
final class JsonPatchEdit implements DocumentEdit {

    private static final Set<String> OPERATIONS = Set.of("add", "remove", "replace", "move", "copy", "test");
    private static final Set<String> WITH_VALUE = Set.of("add", "replace", "test");
    private static final Set<String> WITH_FROM = Set.of("move", "copy");
    private static final int MAX_DEPTH = JsonLimits.DEFAULT.maxDepth();

    private final ArrayNode operations;
    private final int maxMovedNodes;

    private JsonPatchEdit(ArrayNode operations, int maxMovedNodes) {
        this.operations = operations;
        this.maxMovedNodes = maxMovedNodes;
    }

    /**
     * Reads a patch.
     *
     * @param maxOperations how many operations at the most
     * @param maxMovedNodes how many values all copies and moves may touch together
     * @throws HubException {@code malformed} when it is no patch, {@code too-large} when it has more operations
     */
    static JsonPatchEdit parse(JsonText text, int maxOperations, int maxMovedNodes) {
        if (!(DocumentText.tree(text) instanceof ArrayNode patch)) {
            throw new HubException(ErrorCode.MALFORMED, "a JSON Patch is an array of operations");
        }
        if (patch.size() > maxOperations) {
            throw new HubException(ErrorCode.TOO_LARGE, "a JSON Patch has at most " + maxOperations + " operations");
        }
        patch.forEach(JsonPatchEdit::requireOperation);
        return new JsonPatchEdit(patch, maxMovedNodes);
    }

    @Override
    public ObjectNode apply(@Nullable ObjectNode current) {
        ObjectNode document = current == null ? JsonNodeFactory.instance.objectNode() : current.deepCopy();
        Budget budget = new Budget(maxMovedNodes);
        for (JsonNode operation : operations) {
            // a copy: what an operation adds, a later one may change, and the patch may be applied again
            document = step(document, operation.deepCopy(), budget);
        }
        return document;
    }

    private static ObjectNode step(ObjectNode document, JsonNode operation, Budget budget) {
        String path = operation.get("path").textValue();
        budget.spend(document, operation, path);
        if (path.isEmpty() && !isTest(operation)) {
            return replaced(operation);
        }
        try {
            ArrayNode single = JsonNodeFactory.instance.arrayNode().add(operation);
            JsonPatch.applyInPlace(single, document, EnumSet.of(CompatibilityFlags.FORBID_REMOVE_MISSING_OBJECT));
        } catch (JsonPatchApplicationException e) {
            if (e.getOperation() != Operation.TEST) {
                throw unfit(operation);
            }
            if (!DocumentText.isSame(document.at(path), operation.get("value"))) {
                throw new HubException(ErrorCode.PATCH_TEST_FAILED, "the test of " + Names.excerpt(path) + " failed");
            }
        } catch (RuntimeException e) {
            // its other exceptions, of many kinds, all speak of a path or index that makes no sense
            throw unfit(operation);
        }
        return document;
    }

    /** The whole document can be given anew; it can't be taken away, or come from a part of itself. */
    private static ObjectNode replaced(JsonNode operation) {
        boolean given = WITH_VALUE.contains(operation.get("op").textValue());
        if (given && operation.get("value") instanceof ObjectNode document) {
            return document;
        }
        throw unfit(operation);
    }

    private static boolean isTest(JsonNode operation) {
        return operation.get("op").textValue().equals("test");
    }

    private static void requireOperation(JsonNode operation) {
        String op = operation.path("op").asText();
        boolean known = operation.isObject() && operation.path("op").isTextual() && OPERATIONS.contains(op);
        if (!known || !isPointer(operation.get("path"))) {
            throw malformed("an operation has an `op` and a `path`");
        }
        if (WITH_VALUE.contains(op) && !operation.has("value")) {
            throw malformed(op + " has a `value`");
        }
        if (WITH_FROM.contains(op) && !isPointer(operation.get("from"))) {
            throw malformed(op + " has a `from`");
        }
    }

    /** Whether it is a JSON Pointer (RFC 6901), no deeper than a document. */
    private static boolean isPointer(@Nullable JsonNode node) {
        if (node == null || !node.isTextual()) {
            return false;
        }
        String text = node.textValue();
        boolean valid = text.isEmpty() || text.charAt(0) == '/';
        for (int tilde = text.indexOf('~'); tilde >= 0 && valid; tilde = text.indexOf('~', tilde + 1)) {
            valid = text.startsWith("0", tilde + 1) || text.startsWith("1", tilde + 1);
        }
        return valid && segments(text) <= MAX_DEPTH;
    }

    private static int segments(String pointer) {
        return (int) pointer.chars().filter(c -> c == '/').count();
    }

    private static HubException malformed(String detail) {
        return new HubException(ErrorCode.MALFORMED, "not a JSON Patch: " + detail);
    }

    private static HubException unfit(JsonNode operation) {
        String path = operation.get("path").textValue();
        String op = operation.get("op").textValue();
        return new HubException(
                        ErrorCode.SCHEMA, "the patch does not fit the document: " + op + " at " + Names.excerpt(path))
                .withErrors(List.of(new HubException.FieldError(path, "can't be done: " + op)));
    }

    /** What the operations of one run may still touch. Owned by that run. */
    private static final class Budget {

        private int nodes;

        Budget(int nodes) {
            this.nodes = nodes;
        }

        /** @throws HubException {@code too-large} when the operation would copy too much, or build too deep */
        void spend(ObjectNode document, JsonNode operation, String path) {
            String op = operation.get("op").textValue();
            if (WITH_FROM.contains(op)) {
                count(document.at(operation.get("from").textValue()), MAX_DEPTH - segments(path));
            } else if (WITH_VALUE.contains(op)) {
                count(operation.get("value"), MAX_DEPTH - segments(path));
            }
        }

        private void count(JsonNode value, int depthLeft) {
            nodes -= 1 + (value.isTextual() ? value.textValue().length() : 0);
            if (nodes < 0 || depthLeft < 0) {
                throw new HubException(ErrorCode.TOO_LARGE, "the patch copies too much, or builds too deep");
            }
            value.forEach(child -> count(child, depthLeft - 1));
        }
    }
}
