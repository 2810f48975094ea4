package dev.tidings.edge;

import dev.tidings.hub.HubPort;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Takes every request of one listener on one event loop from the gate to its operation. Owned by its event loop.
 *
 * <p>The order is the same for all: host, target, origin, method, going down, credential, head, body, parameters, schema,
 * operation. Whatever refuses the request first answers it; nothing before the operation changes anything.
 */
final class Dispatcher {

    private final Gate gate;
    private final Routes routes;
    private final Border border;
    private final ClientLimits limits;
    private final HubPort port;
    private final Incidents incidents;

    Dispatcher(Gate gate, Routes routes, Border border, ClientLimits limits, HubPort port) {
        this.gate = gate;
        this.routes = routes;
        this.border = border;
        this.limits = limits;
        this.port = port;
        this.incidents = new Incidents(port.node(), port.loop());
    }

    /** Answers a request of a connection, now or later, exactly once. */
    void handle(HttpServerRequest request, Wire wire, Client client) {
        HttpExchange exchange = exchange(request, wire, client);
        guarded(exchange, () -> admit(exchange, client));
    }

    /** Answers what Vert.x could not read as a request. */
    void refuse(HttpServerRequest request, Wire wire, Client client, HubException refusal) {
        exchange(request, wire, client).failAndClose(refusal);
    }

    private HttpExchange exchange(HttpServerRequest request, Wire wire, Client client) {
        // before anything can refuse it: no cache may give one origin what another was told
        CrossOrigin.answer(request.response(), null);
        return new HttpExchange(request, wire, client, allowance(client, Nobody.NOBODY), port, incidents);
    }

    private ClientAllowance allowance(Client client, Identity identity) {
        return new ClientAllowance(border.visitors(), limits, client, identity);
    }

    private void admit(HttpExchange exchange, Client client) {
        HttpServerRequest request = exchange.request();
        Origin own = gate.admitHost(request, client.secure());
        String path = request.path();
        Routes.Match match = path == null ? null : routes.find(path);
        String origin = null;
        if (match != null && match.resource().isOpen()) {
            CrossOrigin.open(exchange.response());
        } else {
            origin = gate.admitOrigin(request, own);
            CrossOrigin.answer(exchange.response(), origin);
        }
        boolean write = Gate.isUnsafe(request.method())
                && (match == null || match.resource().writes(request.method()));
        HubException refusal = client.share().refusal(write);
        if (refusal != null) {
            throw refusal;
        }
        client.share().take(write);
        if (match == null) {
            throw new HubException(ErrorCode.NOT_FOUND, "There is nothing at this path.");
        }
        exchange.matched(match.parameters());
        Endpoint endpoint = endpoint(exchange, match.resource());
        if (endpoint != null) {
            identify(exchange, endpoint, origin);
        }
    }

    /** The endpoint for the request's method; null when the request asked for the methods and was told. */
    private @Nullable Endpoint endpoint(HttpExchange exchange, Routes.Resource resource) {
        HttpServerRequest request = exchange.request();
        Endpoint endpoint = resource.endpoint(request.method());
        if (endpoint != null) {
            if (isWrite(request, endpoint) && border.draining().getAsBoolean()) {
                throw new HubException(ErrorCode.DRAINING, "This node is going down; send it to another, or again.");
            }
            endpoint.checkHead(request);
            return endpoint;
        }
        String allow = resource.allow();
        exchange.set("Allow", allow);
        if (!request.method().equals(HttpMethod.OPTIONS)) {
            throw new HubException(ErrorCode.METHOD_NOT_ALLOWED, "Allowed are " + allow + ".");
        }
        if (CrossOrigin.isPreflight(request)) {
            CrossOrigin.preflight(exchange.response(), allow);
        }
        exchange.respond(204);
        return null;
    }

    private void identify(HttpExchange exchange, Endpoint endpoint, @Nullable String origin) {
        if (endpoint.operation().open()) {
            readBody(exchange, endpoint);
            return;
        }
        HttpServerRequest request = exchange.request();
        boolean needsTicket = endpoint.isStream() || Gate.lists(request.headers(), HttpHeaders.UPGRADE, "websocket");
        Authenticator.Sources sources = new Authenticator.Sources(
                Gate.mayUseCookie(request, origin),
                needsTicket && request.method().equals(HttpMethod.GET),
                exchange.clientAddress(),
                exchange.isSecure(),
                port);
        Future<Identity> identity = border.authenticator().authenticate(request, sources);
        boolean waits = !identity.isComplete();
        if (waits) {
            request.pause();
        }
        identity.onComplete(who -> guarded(exchange, () -> {
            if (waits && exchange.response().closed()) {
                return; // who asked has gone meanwhile
            }
            request.resume();
            if (who.failed()) {
                endpoint.operation().handler().refuse(exchange, who.cause());
                return;
            }
            ClientAllowance allowance = allowance(exchange.client(), who.result());
            allowance.request(isWrite(request, endpoint));
            exchange.identified(who.result(), allowance);
            readBody(exchange, endpoint);
        }));
    }

    private static boolean isWrite(HttpServerRequest request, Endpoint endpoint) {
        return Gate.isUnsafe(request.method()) && endpoint.operation().handler().isWrite();
    }

    private void readBody(HttpExchange exchange, Endpoint endpoint) {
        HttpServerRequest request = exchange.request();
        Operation.Body body = endpoint.operation().body();
        if (body == null || !BodyReader.hasBody(request)) {
            perform(exchange, endpoint);
            return;
        }
        BodyReader.read(
                request,
                exchange.wire(),
                body.maxBytes(),
                bytes -> guarded(exchange, () -> {
                    exchange.read(bytes);
                    perform(exchange, endpoint);
                }),
                exchange::fail);
    }

    private void perform(HttpExchange exchange, Endpoint endpoint) {
        Operation operation = endpoint.operation();
        if (operation.body() != null && operation.body().required() && exchange.body().length == 0) {
            throw new HubException(ErrorCode.MALFORMED, "The request needs a body.");
        }
        endpoint.checkParameters(exchange);
        exchange.checked(endpoint.checkBody(exchange.mediaType(), exchange.body()));
        operation.handler().handle(exchange);
    }

    private static void guarded(HttpExchange exchange, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            exchange.fail(e);
        }
    }
}
