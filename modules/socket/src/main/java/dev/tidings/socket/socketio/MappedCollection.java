package dev.tidings.socket.socketio;

import dev.tidings.hub.Frame;
import dev.tidings.hub.WriteCommand.Operation;
import dev.tidings.model.ChannelName;
import org.jspecify.annotations.Nullable;

/**
 * A collection whose changes every client gets as events of its own, and may make by such (contract §8): {@code tasks} as
 * {@code task:snapshot}, {@code task:sync}, {@code task:deleted}, {@code task:create}, {@code task:update}, {@code task:delete}.
 * Immutable; compared by identity.
 */
public final class MappedCollection {

    private final ChannelName collection;
    private final String word;
    private final byte[] syncHead;
    private final byte[] deletedHead;
    private final EventFormat format = new EventFormat(this::content);

    /**
     * @param collection the collection
     * @param word one of its documents, with which the events' names begin: {@code A-Z a-z 0-9 _ . : -}
     */
    public MappedCollection(ChannelName collection, String word) {
        this.collection = collection;
        this.word = word;
        this.syncHead = EventFormat.head(sync());
        this.deletedHead = EventFormat.head(deleted());
    }

    /** The collection, which is its channel too. */
    ChannelName collection() {
        return collection;
    }

    /** One of its documents: the member of an answer that has it. */
    String word() {
        return word;
    }

    /** The event that has all documents. */
    String snapshot() {
        return word + ":snapshot";
    }

    /** The event that has one document as it is. */
    String sync() {
        return word + ":sync";
    }

    /** The event of a document that is no more. */
    String deleted() {
        return word + ":deleted";
    }

    /** How its publications look. */
    EventFormat format() {
        return format;
    }

    /** What a client's event of that name asks for; null when it is no such event. */
    @Nullable
    Operation operation(String event) {
        if (event.length() <= word.length() || !event.startsWith(word) || event.charAt(word.length()) != ':') {
            return null;
        }
        return switch (event.substring(word.length() + 1)) {
            case "create" -> Operation.CREATE;
            case "update" -> Operation.PATCH;
            case "delete" -> Operation.DELETE;
            default -> null;
        };
    }

    /** A publication that changes no document, such as that of a watched field, is told as in any channel. */
    private byte[][] content(Frame frame) {
        byte[] data = frame.publication().data().sharedBytes();
        return switch (frame.publication().change()) {
            case PUT -> new byte[][] {syncHead, data};
            case DELETE -> new byte[][] {deletedHead, data};
            case NONE -> EventFormat.publication(frame);
        };
    }
}
