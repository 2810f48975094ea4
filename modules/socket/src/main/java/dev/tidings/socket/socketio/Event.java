package dev.tidings.socket.socketio;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonParts;
import dev.tidings.model.JsonText;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client emitted: a name and what came with it. Immutable.
 *
 * @param name not one of those that the client's library keeps to itself
 * @param arguments each as it was sent
 */
record Event(String name, List<JsonText> arguments) {

    /** What comes with one event at the most. */
    static final int MAX_ARGUMENTS = 64;

    private static final int MAX_NAME_LENGTH = 128;

    /** Names that mean something to the client's library itself, which therefore never emits them. */
    private static final Set<String> RESERVED =
            Set.of("connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener");

    /**
     * Reads an event's array.
     *
     * @throws HubException {@code malformed}, {@code schema} or {@code too-large}
     */
    static Event of(JsonText array) {
        List<JsonText> all = JsonParts.elements(array, MAX_ARGUMENTS + 1);
        if (all.isEmpty() || all.get(0).sharedBytes()[0] != '"') {
            throw new HubException(ErrorCode.MALFORMED, "An event begins with its name.");
        }
        String name = JsonParts.string(all.get(0));
        if (name.length() > MAX_NAME_LENGTH || RESERVED.contains(name)) {
            throw new HubException(
                    ErrorCode.MALFORMED,
                    "An event's name has at most " + MAX_NAME_LENGTH
                            + " characters and is not one of the protocol's own.");
        }
        return new Event(name, List.copyOf(all.subList(1, all.size())));
    }

    /** The first argument; null when there is none. */
    @Nullable
    JsonText first() {
        return arguments.isEmpty() ? null : arguments.get(0);
    }
}
