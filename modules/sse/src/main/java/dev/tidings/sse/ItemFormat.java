package dev.tidings.sse;

import dev.tidings.hub.CollectionSettings;
import dev.tidings.hub.Frame;
import dev.tidings.hub.WireFormat;
import dev.tidings.model.Change;
import dev.tidings.model.JsonParts;
import dev.tidings.model.JsonText;
import dev.tidings.model.Publication;
import dev.tidings.sse.SseFormat.SseJoiner;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The format of a collection whose stream sends its new documents one by one: an unnamed event with the document, and
 * nothing at all for every other publication. Immutable; one instance a collection, compared by identity.
 */
final class ItemFormat implements WireFormat {

    private static final byte[] NOTHING = {};
    private static final String FIRST_VERSION = "1";

    private final String createdEvent;
    private final boolean createdOnly;
    private final SseJoiner chunked = new SseJoiner(this, true);
    private final SseJoiner plain = new SseJoiner(this, false);

    ItemFormat(CollectionSettings collection) {
        this.createdEvent = collection.createdEvent();
        this.createdOnly = !createdEvent.equals(collection.updatedEvent());
    }

    SseJoiner joiner(boolean inChunks) {
        return inChunks ? chunked : plain;
    }

    @Override
    public byte[] encode(Frame frame) {
        Publication publication = frame.publication();
        return isNew(publication)
                ? EventText.event(
                        SseFormat.position(frame), null, publication.data().sharedBytes())
                : NOTHING;
    }

    /** Where creations and changes share an event name, a new document is one that was never changed. */
    private boolean isNew(Publication publication) {
        if (publication.change() != Change.PUT || !publication.event().equals(createdEvent)) {
            return false;
        }
        return createdOnly || wasNeverChanged(publication.data());
    }

    private static boolean wasNeverChanged(JsonText document) {
        if (!document.isObject()) {
            return false;
        }
        Map<String, JsonText> fields = JsonParts.members(document);
        JsonText created = fields.get("createdAt");
        return FIRST_VERSION.equals(text(fields.get("version")))
                || (created != null && created.toString().equals(text(fields.get("updatedAt"))));
    }

    private static String text(@Nullable JsonText value) {
        return value == null ? "" : value.toString();
    }
}
