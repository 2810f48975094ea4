package dev.tidings.poller;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.hub.CollectionSettings;
import dev.tidings.hub.DocumentText;
import dev.tidings.model.HubException;
import dev.tidings.model.HubException.FieldError;
import dev.tidings.model.JsonLimits;
import dev.tidings.model.JsonText;
import dev.tidings.model.Names;
import dev.tidings.poller.PollSettings.Form;
import dev.tidings.poller.UpstreamFault.Reason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes documents of an upstream's answer, or says why it can't be trusted: one bad document refuses the whole answer.
 * Immutable; pure.
 *
 * @param settings where the documents and their ids are
 * @param collection what they must be
 */
record Mapping(PollSettings settings, CollectionSettings collection) {

    private static final int MAX_DEPTH = 62;
    private static final int MAX_NUMBER_LENGTH = 64;
    private static final Set<String> UNREACHABLE_IDS = Set.of(".", "..");

    /**
     * The user's fields of each document by its id, in the upstream's order.
     *
     * @throws UpstreamFault {@code not-json} or {@code shape}
     */
    Map<String, ObjectNode> documents(byte[] body) {
        JsonNode items = DocumentText.tree(parsed(body)).at(JsonPointer.compile(settings.items()));
        Map<String, ObjectNode> documents = new LinkedHashMap<>();
        if (settings.form() == Form.MAP) {
            require(items.isObject(), "no object at \"" + settings.items() + '"');
            for (Map.Entry<String, JsonNode> member : items.properties()) {
                add(documents, member.getKey(), member.getValue());
            }
        } else if (items.isObject()) {
            add(documents, id(items), items);
        } else {
            require(items.isArray(), "no array at \"" + settings.items() + '"');
            for (JsonNode item : items) {
                add(documents, id(item), item);
            }
        }
        require(
                documents.size() <= collection.maxDocuments(),
                documents.size() + " documents; the limit of the collection is " + collection.maxDocuments());
        return documents;
    }

    private JsonText parsed(byte[] body) {
        try {
            return JsonText.parse(
                    body, new JsonLimits(settings.maxBytes(), MAX_DEPTH, MAX_NUMBER_LENGTH, Integer.MAX_VALUE));
        } catch (HubException e) {
            throw new UpstreamFault(Reason.NOT_JSON, "the answer is not JSON: " + e.detail());
        }
    }

    private void add(Map<String, ObjectNode> documents, @Nullable String id, JsonNode item) {
        String place = "document " + (documents.size() + 1);
        require(item instanceof ObjectNode, place + " is not an object");
        if (id == null || !Names.isDocumentId(id) || UNREACHABLE_IDS.contains(id)) {
            throw new UpstreamFault(Reason.SHAPE, place + " has no usable id");
        }
        ObjectNode fields = fields((ObjectNode) item, place);
        require(documents.put(id, fields) == null, place + " has the id of another");
    }

    private ObjectNode fields(ObjectNode item, String place) {
        try {
            DocumentText.requireHarmlessKeys(item);
        } catch (HubException e) {
            throw new UpstreamFault(Reason.SHAPE, place + ": " + e.detail());
        }
        ObjectNode fields = DocumentText.userFields(item);
        collection.defaults().properties().forEach(field -> fields.putIfAbsent(field.getKey(), field.getValue()));
        List<FieldError> errors = collection.validator().apply(fields);
        require(errors.isEmpty(), place + " does not fit the schema of the collection");
        int bytes = DocumentText.write(fields).length();
        require(
                bytes <= collection.maxDocumentBytes(),
                place + " has " + bytes + " bytes; the limit is " + collection.maxDocumentBytes());
        return fields;
    }

    private @Nullable String id(JsonNode item) {
        JsonNode id = item.at(JsonPointer.compile(settings.id()));
        return id.isTextual() || id.isIntegralNumber() ? id.asText() : null;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new UpstreamFault(Reason.SHAPE, otherwise);
        }
    }
}
