package dev.tidings.hub;

import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The live connections of a node by name, so that a request may change one that lives on another loop. Thread-safe because
 * its map is; it is touched when a session opens or closes, never when something is delivered.
 */
final class Connections {

    private static final int NAME_BYTES = 16;

    private final String node;
    private final RandomGenerator random;
    private final ConcurrentHashMap<String, LoopSession> sessions = new ConcurrentHashMap<>();

    /** @param random thread-safe, and in production a {@link java.security.SecureRandom}: names must not be guessed */
    Connections(String node, RandomGenerator random) {
        this.node = node;
        this.random = random;
    }

    /** A new name. */
    String draw() {
        byte[] bytes = new byte[NAME_BYTES];
        random.nextBytes(bytes);
        return node + '.' + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    void add(LoopSession session) {
        sessions.put(session.connection(), session);
    }

    void remove(LoopSession session) {
        sessions.remove(session.connection(), session);
    }

    @Nullable
    LoopSession get(String connection) {
        return sessions.get(connection);
    }

    int size() {
        return sessions.size();
    }
}
