package dev.tidings.hub;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.hub.WriteCommand.Operation;
import dev.tidings.model.Actor;
import dev.tidings.model.ChannelName;
import dev.tidings.model.HubException.FieldError;
import dev.tidings.model.JsonText;
import java.util.List;

/** A collection of pets with a watched field, and the writes that a bridge would make of requests to it. */
final class PetWrites {

    static final ChannelName PETS = new ChannelName("pets");
    static final Actor ANN = new Actor("u1", "Ann");

    private PetWrites() {}

    static CollectionSettings pets() {
        return pets(1_000, 1 << 20);
    }

    static CollectionSettings pets(int maxDocuments, long maxBytes) {
        return new CollectionSettings(
                PETS,
                "pet-created",
                "pet-updated",
                "pet-deleted",
                "status",
                "pet-status-changed",
                JsonNodeFactory.instance.objectNode().put("status", "available"),
                PetWrites::faults,
                maxDocuments,
                maxBytes,
                4_096,
                false);
    }

    static WriteCommand post(String id, String body) {
        return command(Operation.CREATE, id, replacing(body), Precondition.NONE);
    }

    static WriteCommand put(String id, String body) {
        return put(id, body, Precondition.NONE);
    }

    static WriteCommand put(String id, String body, Precondition precondition) {
        return command(Operation.PUT, id, replacing(body), precondition);
    }

    static WriteCommand patch(String id, String body) {
        return patch(id, body, Precondition.NONE);
    }

    static WriteCommand patch(String id, String body, Precondition precondition) {
        return command(Operation.PATCH, id, new MergePatch(tree(body)), precondition);
    }

    static WriteCommand delete(String id) {
        return delete(id, Precondition.NONE);
    }

    static WriteCommand delete(String id, Precondition precondition) {
        return command(Operation.DELETE, id, null, precondition);
    }

    static WriteCommand keyed(WriteCommand command, String key) {
        return keyed(command, key, "h-" + key);
    }

    static WriteCommand keyed(WriteCommand command, String key, String requestHash) {
        return new WriteCommand(
                command.collection(),
                command.operation(),
                command.id(),
                command.edit(),
                command.precondition(),
                command.actor(),
                new RequestKey(key, requestHash));
    }

    static WriteCommand by(Actor actor, WriteCommand command) {
        return new WriteCommand(
                command.collection(),
                command.operation(),
                command.id(),
                command.edit(),
                command.precondition(),
                actor,
                command.requestKey());
    }

    static WriteCommand command(Operation operation, String id, DocumentEdit edit, Precondition precondition) {
        return new WriteCommand(PETS, operation, id, edit, precondition, null, null);
    }

    static ObjectNode tree(String text) {
        return DocumentText.parse(JsonText.of(text));
    }

    private static DocumentEdit replacing(String body) {
        ObjectNode document = tree(body);
        return current -> document;
    }

    private static List<FieldError> faults(ObjectNode pet) {
        return pet.path("name").isTextual() ? List.of() : List.of(new FieldError("/name", "must be text"));
    }
}
