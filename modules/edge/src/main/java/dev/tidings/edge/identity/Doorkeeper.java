package dev.tidings.edge.identity;

import dev.tidings.edge.Authenticator;
import dev.tidings.edge.Identity;
import dev.tidings.edge.TokenCheck;
import dev.tidings.hub.HubPort;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds a request's credential and says whose it is. Thread-safe because its parts are. Of several credentials the one
 * that can't be sent unasked wins: the header, then the ticket, then the cookie; what is shown and no good is refused,
 * never passed over for a lesser one or for none.
 */
public final class Doorkeeper implements Authenticator, TokenCheck {

    private static final String BEARER = "Bearer ";

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final TokenVerifier tokens;
    private final Sessions sessions;
    private final Revocations revocations;
    private final Tickets tickets;
    private final ForeignTickets foreign;
    private final Identity everybody;

    /**
     * @param tokens checks tokens from outside
     * @param sessions those of people who signed in here
     * @param revocations what doesn't count any more
     * @param tickets stand for a credential; those that this node makes
     * @param everybody who asks without a credential
     */
    public Doorkeeper(
            TokenVerifier tokens, Sessions sessions, Revocations revocations, Tickets tickets, Identity everybody) {
        this.tokens = tokens;
        this.sessions = sessions;
        this.revocations = revocations;
        this.tickets = tickets;
        this.foreign = new ForeignTickets(revocations, everybody);
        this.everybody = everybody;
    }

    @Override
    public Future<Identity> authenticate(HttpServerRequest request, Sources sources) {
        try {
            boolean hasBearer = request.headers().contains(HttpHeaders.AUTHORIZATION);
            String ticket = sources.ticket() && !hasBearer ? ticketIn(request) : null;
            return ticket == null
                    ? Future.succeededFuture(identify(request, sources))
                    : byTicket(use(request, ticket, sources.clientAddress()), sources.port());
        } catch (HubException e) {
            return Future.failedFuture(e);
        }
    }

    @Override
    public Future<Identity> check(String token) {
        try {
            return Future.succeededFuture(admitted(tokens.verify(token)));
        } catch (HubException e) {
            return Future.failedFuture(e);
        }
    }

    private Identity identify(HttpServerRequest request, Sources sources) {
        List<String> authorization = request.headers().getAll(HttpHeaders.AUTHORIZATION);
        if (!authorization.isEmpty()) {
            return bearer(authorization);
        }
        String cookie = Sessions.tokenIn(request.headers());
        if (cookie == null) {
            return everybody;
        }
        if (sources.cookie()) {
            return session(request, cookie, sources.secure());
        }
        if (mayChange(request)) {
            throw new HubException(
                    ErrorCode.ORIGIN_REFUSED, "A request that changes something with a session needs its Origin.");
        }
        return everybody;
    }

    private Identity bearer(List<String> authorization) {
        String value = authorization.get(0);
        boolean isBearer = authorization.size() == 1 && value.regionMatches(true, 0, BEARER, 0, BEARER.length());
        if (!isBearer) {
            throw new HubException(ErrorCode.UNAUTHENTICATED, "The credential is no bearer token.");
        }
        return admitted(tokens.verify(value.substring(BEARER.length()).strip()));
    }

    /** The node that made a ticket says whose it is. */
    private Future<Identity> byTicket(TicketUse use, HubPort port) {
        return use.node().equals(tickets.node()) ? Future.succeededFuture(use.at(tickets)) : foreign.use(port, use);
    }

    private static TicketUse use(HttpServerRequest request, String ticket, String clientAddress) {
        MultiMap headers = request.headers();
        TicketUse.Kind kind;
        if (isWebSocket(headers)) {
            kind = TicketUse.Kind.WEB_SOCKET;
        } else {
            kind = headers.contains("Last-Event-ID") ? TicketUse.Kind.STREAM_AGAIN : TicketUse.Kind.STREAM;
        }
        Tickets.Asker asker = new Tickets.Asker(clientAddress, headers.get(HttpHeaders.ORIGIN));
        return new TicketUse(kind, ticket, asker, request.uri());
    }

    private static @Nullable String ticketIn(HttpServerRequest request) {
        try {
            return request.params(true).get("ticket");
        } catch (IllegalArgumentException e) {
            throw new HubException(ErrorCode.MALFORMED, "The query is not percent-encoded rightly.");
        }
    }

    /** Whoever has a session, or a token from outside in its place. */
    private Identity session(HttpServerRequest request, String text, boolean secure) {
        try {
            if (!Sessions.isSession(text)) {
                return admitted(tokens.verify(text));
            }
            Token session = sessions.verify(text);
            Identity identity = admitted(session);
            String renewed = sessions.renewed(session);
            if (renewed != null) {
                request.response().putHeader(HttpHeaders.SET_COOKIE, sessions.cookie(renewed, secure));
            }
            return identity;
        } catch (HubException e) {
            request.response().putHeader(HttpHeaders.SET_COOKIE, Sessions.noCookie(secure));
            throw e;
        }
    }

    private Identity admitted(Token token) {
        if (revocations.cover(token)) {
            throw new HubException(ErrorCode.UNAUTHENTICATED, "The credential was revoked.");
        }
        return token.identity();
    }

    private static boolean mayChange(HttpServerRequest request) {
        MultiMap headers = request.headers();
        return !SAFE.contains(request.method()) || isWebSocket(headers);
    }

    private static boolean isWebSocket(MultiMap headers) {
        String upgrade = headers.get(HttpHeaders.UPGRADE);
        return upgrade != null && upgrade.toLowerCase(Locale.ROOT).contains("websocket");
    }
}
