package dev.tidings.socket.socketio;

import dev.tidings.edge.BodyMembers;
import dev.tidings.edge.Right;
import dev.tidings.hub.WriteCommand.Operation;
import dev.tidings.hub.Written;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonParts;
import dev.tidings.model.JsonText;
import dev.tidings.model.Names;
import dev.tidings.socket.Requests;
import dev.tidings.socket.SocketSession;
import io.vertx.core.Future;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One client's event that changes a document (contract §8). Owned by its event loop. Whatever is refused, its sender alone is
 * told how the document is, so that its page mends itself without a callback.
 */
final class DocumentWrites {

    private final SocketSession session;
    private final MappedCollection mapped;
    private final Operation operation;

    DocumentWrites(SocketSession session, MappedCollection mapped, Operation operation) {
        this.session = session;
        this.mapped = mapped;
        this.operation = operation;
    }

    /**
     * Writes and answers.
     *
     * @param refusal why nothing is written; null when it may be
     * @throws HubException when nothing was written
     */
    void perform(@Nullable JsonText id, Event event, @Nullable HubException refusal) {
        JsonText document = document(event);
        try {
            if (refusal != null) {
                throw refusal;
            }
            Future<Written> written =
                    Requests.write(session, body(document, event)).onFailure(cause -> mend(document, cause));
            session.await(written, id, done -> {
                if (id != null) {
                    session.say(PacketText.answer(Packet.MAIN, id, Answers.written(mapped, done)));
                }
            });
        } catch (HubException e) {
            mend(document, e);
            throw e;
        }
    }

    /** The document, or of one that shall go its id alone. */
    private static JsonText document(Event event) {
        JsonText first = event.first();
        if (first != null && first.sharedBytes()[0] == '"') {
            return JsonText.trusted(PacketText.utf8("{\"id\":" + first + "}"));
        }
        if (first == null || !first.isObject()) {
            throw new HubException(ErrorCode.SCHEMA, "The event `" + event.name() + "` comes with an object.");
        }
        return first;
    }

    /** The command of contract §6: the document's id names it, its version is the precondition. */
    private JsonText body(JsonText document, Event event) {
        Map<String, JsonText> members = JsonParts.members(document);
        StringBuilder body = new StringBuilder(document.length() + 128)
                .append("{\"collection\":")
                .append(JsonText.quote(mapped.collection().value()))
                .append(",\"op\":\"")
                .append(operation.name().toLowerCase(Locale.ROOT))
                .append('"');
        append(body, "id", members.get("id"));
        append(body, "version", operation == Operation.CREATE ? null : members.get("version"));
        if (operation != Operation.DELETE) {
            append(body, "document", document);
        }
        if (event.arguments().size() > 1 && event.arguments().get(1).isObject()) {
            append(
                    body,
                    "idempotencyKey",
                    JsonParts.members(event.arguments().get(1)).get("idempotencyKey"));
        }
        return JsonText.trusted(PacketText.utf8(body.append('}')));
    }

    private static void append(StringBuilder body, String name, @Nullable JsonText value) {
        if (value != null) {
            body.append(",\"").append(name).append("\":").append(value);
        }
    }

    private void mend(JsonText document, Throwable cause) {
        Map<String, JsonText> members = JsonParts.members(document);
        JsonText named = members.get("id");
        boolean isId = named != null && named.sharedBytes()[0] == '"' && Names.isDocumentId(JsonParts.string(named));
        if (named == null
                || !isId
                || session.hasEnded()
                || !session.identity().may(Right.SUBSCRIBE, mapped.collection())) {
            return;
        }
        String id = JsonParts.string(named);
        JsonText current = cause instanceof HubException refusal ? refusal.current() : null;
        if (current != null) {
            say(mapped.sync(), current.sharedBytes());
            return;
        }
        session.sockets().port().document(mapped.collection(), id).onSuccess(found -> {
            if (session.hasEnded()) {
                return;
            }
            if (found.isPresent()) {
                say(mapped.sync(), found.get().document().sharedBytes());
            } else if (operation != Operation.CREATE) {
                say(mapped.deleted(), Answers.deletion(id, deletedVersion(members)));
            }
        });
    }

    /** A document that its sender saw went in a later version; which one is not kept. */
    private static long deletedVersion(Map<String, JsonText> members) {
        try {
            long seen = BodyMembers.number(members, "version");
            return seen == 0 ? 0 : seen + 1;
        } catch (HubException e) {
            return 0;
        }
    }

    private void say(String event, byte[] object) {
        session.say(PacketText.event(Packet.MAIN, event, object));
    }
}
