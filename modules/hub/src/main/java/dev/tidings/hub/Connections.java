package dev.tidings.hub;

import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

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

    /** The node that a connection's name names; empty when it names none. */
    static String nodeOf(String connection) {
        return connection.substring(0, Math.max(0, connection.indexOf('.')));
    }

    /** Changes a connection of this node on its own loop, where the future completes. From any thread. */
    Future<Void> change(String connection, ConnectionChange change) {
        LoopSession session = sessions.get(connection);
        if (session == null || !session.subject().equals(change.subject())) {
            return Future.failedFuture(new HubException(ErrorCode.NOT_FOUND, "there is no such connection"));
        }
        Promise<Void> answer = Promise.promise();
        session.port().inbox().add(() -> session.outlet().change(change).onComplete(answer));
        return answer.future();
    }

    /** How many clients are connected; what the node follows for itself doesn't count. */
    int size() {
        return (int) sessions.values().stream()
                .filter(session -> !session.subject().equals(ChannelName.RESERVED_NAMESPACE))
                .count();
    }
}
