package dev.tidings.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.edge.DocumentFields;
import dev.tidings.edge.Exchange;
import dev.tidings.edge.RequestHash;
import dev.tidings.edge.Right;
import dev.tidings.hub.CollectionSettings;
import dev.tidings.hub.DocumentEdit;
import dev.tidings.hub.DocumentText;
import dev.tidings.hub.MergePatch;
import dev.tidings.hub.Precondition;
import dev.tidings.hub.RequestKey;
import dev.tidings.hub.WriteCommand;
import dev.tidings.hub.WriteCommand.Operation;
import dev.tidings.hub.Written;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import org.jspecify.annotations.Nullable;

/** Turns requests into changes of documents. Immutable. */
final class CollectionWrites {

    private final ApiLimits limits;

    CollectionWrites(ApiLimits limits) {
        this.limits = limits;
    }

    /** {@code POST}: a new document, named by the client or the hub. */
    void create(Exchange exchange) {
        CollectionSettings collection = writable(exchange);
        JsonText body = body(exchange, collection);
        ObjectNode document = DocumentText.accept(body);
        write(
                exchange,
                collection,
                Operation.CREATE,
                DocumentFields.id(document),
                body,
                fixed(document),
                Precondition.NONE);
    }

    /** {@code PUT}: the whole document. */
    void put(Exchange exchange) {
        CollectionSettings collection = writable(exchange);
        String id = idInPath(exchange);
        JsonText body = body(exchange, collection);
        ObjectNode document = DocumentText.accept(body);
        DocumentFields.requireId(document, id);
        write(exchange, collection, Operation.PUT, id, body, fixed(document), precondition(exchange, document));
    }

    /** {@code PATCH}: a part of it, by either kind of patch. */
    void patch(Exchange exchange) {
        CollectionSettings collection = writable(exchange);
        String id = idInPath(exchange);
        JsonText body = body(exchange, collection);
        if (exchange.mediaType().equals(Answers.JSON_PATCH)) {
            DocumentEdit edit =
                    JsonPatchEdit.parse(body, limits.maxPatchOperations(), 4 * collection.maxDocumentBytes());
            write(exchange, collection, Operation.PATCH, id, body, edit, precondition(exchange, null));
        } else {
            ObjectNode patch = DocumentText.accept(body);
            DocumentFields.requireId(patch, id);
            DocumentEdit edit = new MergePatch(patch);
            write(exchange, collection, Operation.PATCH, id, body, edit, precondition(exchange, patch));
        }
    }

    /** {@code DELETE}. */
    void delete(Exchange exchange) {
        CollectionSettings collection = writable(exchange);
        String id = idInPath(exchange);
        write(exchange, collection, Operation.DELETE, id, null, null, precondition(exchange, null));
    }

    private static void write(
            Exchange exchange,
            CollectionSettings collection,
            Operation operation,
            @Nullable String id,
            @Nullable JsonText body,
            @Nullable DocumentEdit edit,
            Precondition precondition) {
        RequestKey key = IdempotencyKeys.of(exchange, collection.name(), () -> hash(exchange, operation, id, body));
        WriteCommand command = new WriteCommand(
                collection.name(),
                operation,
                id,
                edit,
                precondition,
                exchange.identity().actor(),
                key);
        Reply.with(exchange, exchange.port().write(command), written -> answer(exchange, collection.name(), written));
    }

    private static void answer(Exchange exchange, ChannelName collection, Written written) {
        exchange.set("Tidings-Position", written.position().toString());
        JsonText document = written.document();
        if (document == null) {
            exchange.respond(written.status());
            return;
        }
        exchange.set("ETag", "\"" + written.version() + '"');
        if (written.status() == 201) {
            exchange.set("Location", "/api/" + collection + '/' + written.id());
        }
        exchange.respond(written.status(), document);
    }

    private static RequestHash hash(
            Exchange exchange, Operation operation, @Nullable String id, @Nullable JsonText body) {
        RequestHash hash = new RequestHash(operation.name())
                .add(id)
                .add(exchange.mediaType())
                .add(exchange.header("If-Match"))
                .add(exchange.header("If-None-Match"));
        return body == null ? hash : hash.add(body.sharedBytes());
    }

    private static DocumentEdit fixed(ObjectNode document) {
        return current -> document.deepCopy();
    }

    private static CollectionSettings writable(Exchange exchange) {
        ChannelName name = new ChannelName(exchange.path("collection"));
        exchange.require(Right.WRITE, name);
        return exchange.port()
                .collection(name)
                .orElseThrow(() -> new HubException(ErrorCode.NOT_FOUND, "there is no collection " + name));
    }

    private static JsonText body(Exchange exchange, CollectionSettings collection) {
        JsonText body = exchange.json();
        if (body.length() > collection.maxDocumentBytes()) {
            throw new HubException(
                    ErrorCode.TOO_LARGE,
                    "a document of " + body.length() + " bytes; the limit is " + collection.maxDocumentBytes());
        }
        return body;
    }

    private static String idInPath(Exchange exchange) {
        return DocumentFields.requireUsable(exchange.path("id"));
    }

    /** What must hold, by headers and by the {@code version} in the body, if there is one. */
    private static Precondition precondition(Exchange exchange, @Nullable ObjectNode body) {
        EntityTags ifMatch = EntityTags.of(exchange, "If-Match");
        EntityTags ifNoneMatch = EntityTags.of(exchange, "If-None-Match");
        if (ifNoneMatch != null && !ifNoneMatch.any()) {
            throw new HubException(ErrorCode.MALFORMED, "a write takes no If-None-Match but `*`");
        }
        return new Precondition(
                ifMatch == null ? null : ifMatch.versions(),
                ifNoneMatch != null,
                body == null ? 0 : DocumentFields.version(body));
    }
}
