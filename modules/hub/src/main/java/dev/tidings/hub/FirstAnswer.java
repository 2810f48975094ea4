package dev.tidings.hub;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidings.log.StoredAnswer;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import dev.tidings.model.Publication;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Gives the answer to a write's key once more, as it was the first time. Immutable; pure but for what it asks the source. */
record FirstAnswer(DocumentSource source) {

    /**
     * The first answer: with the document while the log retains it, else with {@code {"id","version"}}.
     *
     * @param id that of the write, for an answer that names none
     * @return fails with {@code outcome-unknown} when the log can't be read: to be asked for once more
     */
    Future<Written> of(ChannelName collection, String id, StoredAnswer answer) {
        String documentId = answer.documentId() == null ? id : answer.documentId();
        if (answer.status() == 204) {
            return Future.succeededFuture(written(documentId, answer, null));
        }
        DocumentState now = DocumentState.remembered(source.document(collection, documentId));
        if (answer.firstOffset() == 0) {
            // It changed nothing: the document is still at hand while nobody wrote it since.
            JsonText same = now.version() == answer.version() ? now.document() : null;
            return Future.succeededFuture(written(documentId, answer, same == null ? brief(documentId, answer) : same));
        }
        return source.publication(collection, answer.position().epoch(), answer.firstOffset())
                .map(entry -> written(documentId, answer, document(documentId, answer, entry)))
                .recover(cause -> Future.failedFuture(new HubException(
                        ErrorCode.OUTCOME_UNKNOWN, "the write was applied, its answer can't be read: ask again")));
    }

    private static JsonText document(String id, StoredAnswer answer, @Nullable Publication entry) {
        return entry == null || !id.equals(entry.key()) ? brief(id, answer) : entry.data();
    }

    private static JsonText brief(String id, StoredAnswer answer) {
        return DocumentText.write(JsonNodeFactory.instance
                .objectNode()
                .put(DocumentChange.ID, id)
                .put(DocumentChange.VERSION, answer.version()));
    }

    private static Written written(String id, StoredAnswer answer, @Nullable JsonText document) {
        return new Written(answer.status(), answer.position(), id, answer.version(), document);
    }
}
