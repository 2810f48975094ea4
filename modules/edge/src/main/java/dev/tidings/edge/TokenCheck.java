package dev.tidings.edge;

import io.vertx.core.Future;

/**
 * Says whose token it is that a live connection was given. Called on the connection's loop, where the future completes too;
 * implementations are thread-safe.
 */
@FunctionalInterface
public interface TokenCheck {

    /** Checks a token; fails with {@code unauthenticated} within a time limit of its own. */
    Future<Identity> check(String token);
}
