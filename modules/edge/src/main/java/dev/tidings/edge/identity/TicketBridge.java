package dev.tidings.edge.identity;

import dev.tidings.edge.Bridge;
import dev.tidings.edge.Exchange;
import dev.tidings.edge.Operation;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** Making tickets: {@code POST /api/tickets}. Immutable. */
public final class TicketBridge implements Bridge {

    private final Tickets tickets;

    /** @param tickets of the node */
    public TicketBridge(Tickets tickets) {
        this.tickets = tickets;
    }

    @Override
    public List<Operation> operations() {
        JsonObject schema = new JsonObject()
                .put("type", "object")
                .put("required", new JsonArray().add("ticket").add("expiresAt"))
                .put(
                        "properties",
                        new JsonObject()
                                .put("ticket", new JsonObject().put("type", "string"))
                                .put(
                                        "expiresAt",
                                        new JsonObject().put("type", "integer").put("description", "ms since 1970")));
        return List.of(new Operation(
                "makeTicket",
                HttpMethod.POST,
                "/api/tickets",
                "who is there",
                "Make a ticket, for `?ticket=` of a stream or a WebSocket that can't have headers.",
                List.of(),
                null,
                Map.of(201, new Operation.Response("The ticket.", Map.of("application/json", schema), Map.of())),
                false,
                this::make));
    }

    private void make(Exchange exchange) {
        if (exchange.identity().isAnonymous()) {
            throw new HubException(ErrorCode.UNAUTHENTICATED, "");
        }
        long usableUntil = exchange.port().loop().wallMillis() + Tickets.FIRST_USE_MILLIS;
        String ticket = tickets.make(
                exchange.identity(), new Tickets.Asker(exchange.clientAddress(), exchange.header("Origin")));
        exchange.respond(
                201, JsonText.of("{\"ticket\":" + JsonText.quote(ticket) + ",\"expiresAt\":" + usableUntil + '}'));
    }
}
