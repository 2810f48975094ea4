package dev.tidings.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.hub.WriteCommand.Operation;
import dev.tidings.log.DocumentWrite;
import dev.tidings.log.Entry;
import dev.tidings.model.Actor;
import dev.tidings.model.Change;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.HubException.FieldError;
import dev.tidings.model.JsonLimits;
import dev.tidings.model.JsonText;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a write makes of a document: pure, from what the document is taken to be. Immutable. Whether it was that is for the
 * log to say.
 *
 * <p>A stored document is {@code id}, the user's fields in their order, {@code version}, {@code createdAt}, {@code
 * updatedAt} and {@code updatedBy}: the writer's name, else subject, else null. The defaults are part of
 * what a creation and every whole replacement mean, so that the same PUT twice is the same as once.
 *
 * @param settings the collection
 * @param command the write
 * @param id the document
 * @param state what the document is taken to be
 * @param size how much the collection holds, with what is on its way into it
 * @param nowMillis ms since 1970, for the stamps
 */
record DocumentChange(
        CollectionSettings settings,
        WriteCommand command,
        String id,
        DocumentState state,
        DocumentSource.Size size,
        long nowMillis) {

    static final String ID = "id";
    static final String VERSION = "version";
    private static final String CREATED_AT = "createdAt";
    private static final String UPDATED_AT = "updatedAt";
    private static final String UPDATED_BY = "updatedBy";
    private static final Set<String> SERVER_FIELDS = Set.of(ID, VERSION, CREATED_AT, UPDATED_AT, UPDATED_BY);

    /** RFC 3339 in UTC with milliseconds. */
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** What came out. */
    sealed interface Outcome {

        /**
         * Something to append.
         *
         * @param entries one, or two with that of the watched field
         * @param write the condition under which it is right
         * @param status the HTTP status of the answer
         * @param document the document from then on; null after a deletion
         * @param growth by how much the collection may grow
         */
        record Changed(
                List<Entry> entries,
                DocumentWrite write,
                int status,
                @Nullable JsonText document,
                Growth.Amount growth) implements Outcome {}

        /** The document is so already. */
        record Unchanged(long version, JsonText document) implements Outcome {}
    }

    /**
     * Decides.
     *
     * @throws HubException a refusal; with the document as it is for 409 and 412
     */
    Outcome decide() {
        try {
            JsonText text = state.document();
            ObjectNode current = text == null ? null : DocumentText.parse(text);
            requireExistence();
            requirePrecondition();
            DocumentEdit edit = command.edit();
            return edit == null ? deleted() : written(current, edit.apply(current));
        } catch (HubException refusal) {
            int status = refusal.code().status();
            throw status == 409 || status == 412 ? refusal.withCurrent(state.document()) : refusal;
        }
    }

    private void requireExistence() {
        boolean mustExist = command.operation() == Operation.PATCH || command.operation() == Operation.DELETE;
        if (mustExist && !state.exists()) {
            throw new HubException(ErrorCode.NOT_FOUND, settings.name() + " has no document " + id);
        }
        if (command.operation() == Operation.CREATE && state.exists()) {
            throw new HubException(ErrorCode.EXISTS, settings.name() + " has a document " + id);
        }
    }

    private void requirePrecondition() {
        Precondition condition = command.precondition();
        List<Long> versions = condition.ifMatch();
        boolean matches =
                versions == null || (state.exists() && (versions.isEmpty() || versions.contains(state.version())));
        if (!matches || (condition.ifAbsent() && state.exists())) {
            throw new HubException(ErrorCode.PRECONDITION_FAILED, "the document " + described());
        }
        // A new document has no version yet: one in the body of its creation is a server's field like the others.
        boolean bound = condition.bodyVersion() != 0 && command.operation() != Operation.CREATE;
        if (bound && !(state.exists() && condition.bodyVersion() == state.version())) {
            throw new HubException(
                    ErrorCode.VERSION_CONFLICT,
                    "the write is meant for version " + condition.bodyVersion() + "; the document " + described());
        }
    }

    private String described() {
        return state.exists() ? "has version " + state.version() : "does not exist";
    }

    private Outcome deleted() {
        long version = state.version() + 1;
        ObjectNode data = JsonNodeFactory.instance.objectNode().put(ID, id).put(VERSION, version);
        Entry entry = entry(settings.deletedEvent(), DocumentText.write(data), Change.DELETE);
        return new Outcome.Changed(
                List.of(entry), new DocumentWrite(id, state.version(), true, version), 204, null, Growth.Amount.NONE);
    }

    private Outcome written(@Nullable ObjectNode current, ObjectNode edited) {
        ObjectNode fields = userFields(edited);
        List<FieldError> errors = settings.validator().apply(fields);
        if (!errors.isEmpty()) {
            throw new HubException(ErrorCode.SCHEMA, "the document does not fit the schema of " + settings.name())
                    .withErrors(errors);
        }
        JsonText before = state.document();
        if (current != null && before != null && sameUserFields(current, fields)) {
            return new Outcome.Unchanged(state.version(), before);
        }
        long version = state.version() + 1;
        JsonText document = DocumentText.write(composed(current, fields, version));
        return new Outcome.Changed(
                entries(current, fields, document),
                new DocumentWrite(id, state.version(), current != null, version),
                current == null ? 201 : 200,
                document,
                growth(document));
    }

    /** What the user makes of the document, checked as if it came from outside, since a patch can make anything. */
    private ObjectNode userFields(ObjectNode edited) {
        if (isDeeperThan(edited, JsonLimits.DEFAULT.maxDepth())) {
            throw new HubException(
                    ErrorCode.MALFORMED, "the document goes beyond depth " + JsonLimits.DEFAULT.maxDepth());
        }
        DocumentText.requireHarmlessKeys(edited);
        JsonNode namedId = edited.get(ID);
        if (namedId != null && !(namedId.isTextual() && namedId.textValue().equals(id))) {
            throw new HubException(ErrorCode.ID_MISMATCH, "the body has another id than " + id);
        }
        ObjectNode fields = withoutServerFields(edited);
        if (command.operation() != Operation.PATCH) {
            settings.defaults().properties().forEach(field -> fields.putIfAbsent(field.getKey(), field.getValue()));
        }
        return fields;
    }

    private ObjectNode composed(@Nullable ObjectNode current, ObjectNode fields, long version) {
        String now = STAMP.format(Instant.ofEpochMilli(nowMillis));
        JsonNode createdAt = current == null ? null : current.get(CREATED_AT);
        ObjectNode document = JsonNodeFactory.instance.objectNode().put(ID, id);
        document.setAll(fields);
        document.put(VERSION, version);
        document.set(CREATED_AT, createdAt == null ? JsonNodeFactory.instance.textNode(now) : createdAt);
        document.put(UPDATED_AT, now);
        Actor actor = command.actor();
        document.put(UPDATED_BY, actor == null ? null : Objects.requireNonNullElse(actor.name(), actor.sub()));
        return document;
    }

    private List<Entry> entries(@Nullable ObjectNode current, ObjectNode fields, JsonText document) {
        List<Entry> entries = new ArrayList<>(2);
        entries.add(entry(current == null ? settings.createdEvent() : settings.updatedEvent(), document, Change.PUT));
        String watched = settings.watchedField();
        String event = settings.watchedEvent();
        if (current != null && watched != null && event != null && !same(current.get(watched), fields.get(watched))) {
            entries.add(entry(event, document, Change.NONE));
        }
        return List.copyOf(entries);
    }

    private Entry entry(String event, JsonText data, Change change) {
        return new Entry(event, id, data, nowMillis, command.actor(), change);
    }

    private Growth.Amount growth(JsonText document) {
        if (document.length() > settings.maxDocumentBytes()) {
            throw new HubException(
                    ErrorCode.TOO_LARGE,
                    "a document of " + document.length() + " bytes; the limit is " + settings.maxDocumentBytes());
        }
        JsonText before = state.document();
        int documents = before == null ? 1 : 0;
        int bytes = Math.max(0, document.length() - (before == null ? 0 : before.length()));
        if (documents > 0 && size.documents() + documents > settings.maxDocuments()) {
            throw new HubException(
                    ErrorCode.COLLECTION_FULL,
                    settings.name() + " holds at most " + settings.maxDocuments() + " documents");
        }
        if (bytes > 0 && size.bytes() + bytes > settings.maxBytes()) {
            throw new HubException(
                    ErrorCode.COLLECTION_FULL,
                    settings.name() + " holds at most " + settings.maxBytes() + " bytes of documents");
        }
        return new Growth.Amount(documents, bytes);
    }

    private static boolean sameUserFields(ObjectNode current, ObjectNode fields) {
        return DocumentText.isSame(withoutServerFields(current), fields);
    }

    static ObjectNode withoutServerFields(ObjectNode document) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : document.properties()) {
            if (!SERVER_FIELDS.contains(field.getKey())) {
                fields.set(field.getKey(), field.getValue());
            }
        }
        return fields;
    }

    private static boolean same(@Nullable JsonNode one, @Nullable JsonNode other) {
        if (one == null || other == null) {
            return one == null && other == null;
        }
        return DocumentText.isSame(one, other);
    }

    private static boolean isDeeperThan(JsonNode node, int levels) {
        if (!node.isContainerNode()) {
            return false;
        }
        if (levels == 0) {
            return true;
        }
        for (JsonNode child : node) {
            if (isDeeperThan(child, levels - 1)) {
                return true;
            }
        }
        return false;
    }
}
