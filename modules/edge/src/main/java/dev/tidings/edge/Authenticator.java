package dev.tidings.edge;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/** Says who makes a request. Called on the request's loop; implementations are thread-safe. */
@FunctionalInterface
public interface Authenticator {

    /**
     * Finds the identity, on the request's loop and within a time limit.
     *
     * @param mayUseCookie whether a cookie counts as a credential: not when another site's page may have sent the request
     * @return fails with {@code unauthenticated} for a credential that is no good; a request without any is an identity
     *     too, which may do what everybody may
     */
    Future<Identity> authenticate(HttpServerRequest request, boolean mayUseCookie);
}
