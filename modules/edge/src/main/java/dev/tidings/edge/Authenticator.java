package dev.tidings.edge;

import dev.tidings.hub.HubPort;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/** Says who makes a request. Called on the request's loop; implementations are thread-safe. */
@FunctionalInterface
public interface Authenticator {

    /**
     * Where a request may have its credential, besides {@code Authorization}, and where it comes from. Immutable.
     *
     * @param cookie in a cookie: not when another site's page may have sent the request
     * @param ticket in the query: only where a browser can't set headers
     * @param clientAddress the client's numeric address; empty when there is none
     * @param secure whether it speaks TLS, to the hub or to a proxy that is trusted
     * @param port the hub as the request's loop sees it, for what another node knows
     */
    record Sources(boolean cookie, boolean ticket, String clientAddress, boolean secure, HubPort port) {}

    /**
     * Finds the identity, on the request's loop and within a time limit.
     *
     * @return fails with {@code unauthenticated} for a credential that is no good, with {@code origin-refused} for a cookie
     *     without the origin that it needs; a request without any credential is an identity too, which may do what everybody
     *     may
     */
    Future<Identity> authenticate(HttpServerRequest request, Sources sources);
}
