package dev.tidings.web;

import dev.tidings.edge.Exchange;
import dev.tidings.edge.Operation;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;

/**
 * A page for people who are signed in; all others get 401 and the sign-in page. Immutable. Signed in is who acts under a
 * name: in development mode everybody may do everything, yet nobody in particular is signed in.
 */
record SignedInPage(StaticFile page, StaticFile signIn) implements Operation.Handler {

    @Override
    public void handle(Exchange exchange) {
        if (exchange.identity().actor() == null) {
            signIn(exchange);
        } else {
            PageHeaders.set(exchange);
            exchange.respond(200, page.mediaType(), page.bytes());
        }
    }

    @Override
    public void refuse(Exchange exchange, Throwable cause) {
        if (cause instanceof HubException refusal && refusal.code() == ErrorCode.UNAUTHENTICATED) {
            signIn(exchange);
        } else {
            exchange.fail(cause);
        }
    }

    private void signIn(Exchange exchange) {
        PageHeaders.set(exchange);
        exchange.set("WWW-Authenticate", "Bearer realm=\"tidings\"");
        exchange.respond(401, signIn.mediaType(), signIn.bytes());
    }
}
