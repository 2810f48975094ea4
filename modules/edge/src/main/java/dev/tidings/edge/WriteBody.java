package dev.tidings.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.hub.CollectionSettings;
import dev.tidings.hub.DocumentEdit;
import dev.tidings.hub.DocumentText;
import dev.tidings.hub.HubPort;
import dev.tidings.hub.MergePatch;
import dev.tidings.hub.Precondition;
import dev.tidings.hub.RequestKey;
import dev.tidings.hub.WriteCommand;
import dev.tidings.hub.WriteCommand.Operation;
import dev.tidings.model.Actor;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.HubException.FieldError;
import dev.tidings.model.JsonParts;
import dev.tidings.model.JsonText;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends as a message for a document's change (contract §6, §9): {@code
 * {"collection","op","id","document","version"}}, checked. Immutable. Members that it does not know are ignored.
 *
 * @param collection the collection
 * @param operation what to do
 * @param id the document; null lets the hub make one ({@link Operation#CREATE} only)
 * @param document the document or merge patch; null for {@link Operation#DELETE}
 * @param version that the document must have; 0 = none is asked for
 */
public record WriteBody(
        ChannelName collection,
        Operation operation,
        @Nullable String id,
        @Nullable JsonText document,
        long version) {

    /**
     * Reads a body.
     *
     * @throws HubException {@code schema} naming the member at fault, {@code malformed}, {@code id-mismatch}
     */
    public static WriteBody parse(JsonText body) {
        Map<String, JsonText> members = JsonParts.members(body);
        ChannelName collection = new ChannelName(BodyMembers.requiredText(members, "collection"));
        Operation operation = operation(BodyMembers.requiredText(members, "op"));
        long version = BodyMembers.number(members, "version");
        String named = BodyMembers.text(members, "id");
        String id = named == null ? null : DocumentFields.requireUsable(named);
        if (operation == Operation.DELETE) {
            return new WriteBody(collection, operation, requireId(id), null, version);
        }
        JsonText document = BodyMembers.value(members, "document");
        if (document == null) {
            throw missing("document");
        }
        ObjectNode fields = DocumentText.accept(document);
        if (operation == Operation.CREATE) {
            String brought = DocumentFields.id(fields);
            id = id == null ? brought : id;
        } else {
            requireId(id);
        }
        if (id != null) {
            DocumentFields.requireId(fields, id);
        }
        return new WriteBody(
                collection, operation, id, document, version == 0 ? DocumentFields.version(fields) : version);
    }

    /**
     * The command that this asks for.
     *
     * @throws HubException {@code not-found} when there is no such collection, {@code too-large}
     */
    public WriteCommand command(HubPort port, @Nullable Actor actor, @Nullable RequestKey requestKey) {
        CollectionSettings settings = port.collection(collection)
                .orElseThrow(() -> new HubException(ErrorCode.NOT_FOUND, "there is no collection " + collection));
        if (document != null && document.length() > settings.maxDocumentBytes()) {
            throw new HubException(
                    ErrorCode.TOO_LARGE,
                    "a document of " + document.length() + " bytes; the limit is " + settings.maxDocumentBytes());
        }
        Precondition precondition = new Precondition(null, false, version);
        return new WriteCommand(collection, operation, id, edit(), precondition, actor, requestKey);
    }

    /** 128 bits over all that this asks for. */
    public RequestHash hash() {
        RequestHash hash = new RequestHash(operation.name()).add(id).add(Long.toString(version));
        return document == null ? hash : hash.add(document.sharedBytes());
    }

    private @Nullable DocumentEdit edit() {
        if (document == null) {
            return null;
        }
        ObjectNode fields = DocumentText.accept(document);
        return operation == Operation.PATCH ? new MergePatch(fields) : current -> fields.deepCopy();
    }

    private static Operation operation(String word) {
        return switch (word) {
            case "create" -> Operation.CREATE;
            case "put" -> Operation.PUT;
            case "patch" -> Operation.PATCH;
            case "delete" -> Operation.DELETE;
            default ->
                throw new HubException(ErrorCode.SCHEMA, "`op` is create, put, patch or delete")
                        .withErrors(List.of(new FieldError("/op", "not one of create, put, patch, delete")));
        };
    }

    private static String requireId(@Nullable String id) {
        if (id == null) {
            throw missing("id");
        }
        return id;
    }

    private static HubException missing(String name) {
        return new HubException(ErrorCode.SCHEMA, "`" + name + "` is missing")
                .withErrors(List.of(new FieldError("/" + name, "is missing")));
    }
}
