package dev.tidings.socket.socketio;

import dev.tidings.model.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * One packet of Socket.IO protocol v5, without its attachments. Immutable.
 *
 * @param type what it is
 * @param namespace which of the conversations on this connection; {@code /} unless the packet names one
 * @param id pairs an event with its answer; {@link #NO_ID} when none is wanted
 * @param attachments how many binary messages follow, 0 to {@link PacketReader#MAX_ATTACHMENTS}
 * @param data for a CONNECT an object or null, for events and answers an array, else null
 */
record Packet(
        PacketType type,
        String namespace,
        long id,
        int attachments,
        @Nullable JsonText data) {

    /** The namespace that every client is in unless it says otherwise. */
    static final String MAIN = "/";

    /** Nobody waits for an answer. */
    static final long NO_ID = -1;

    /** Whether its sender waits for an answer. */
    boolean wantsAnswer() {
        return id != NO_ID;
    }
}
