package dev.tidings.api;

import dev.tidings.edge.Bridge;
import dev.tidings.edge.Exchange;
import dev.tidings.edge.Operation;
import dev.tidings.model.JsonText;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.function.IntSupplier;

/** {@code GET /api/status}, open to everybody. Immutable. */
public final class StatusBridge implements Bridge {

    private final String version;
    private final IntSupplier nodes;

    /**
     * @param version the hub's version
     * @param nodes how many nodes the cluster has now; called on any loop
     */
    public StatusBridge(String version, IntSupplier nodes) {
        this.version = version;
        this.nodes = nodes;
    }

    @Override
    public List<Operation> operations() {
        return List.of(new Operation(
                "readStatus",
                HttpMethod.GET,
                "/api/status",
                "status",
                "That the hub answers, its version, this node and how many there are.",
                List.of(),
                null,
                new Answers().json(200, "it answers", Schemas.status()).responses(),
                true,
                this::status));
    }

    private void status(Exchange exchange) {
        exchange.set("Cache-Control", "no-store");
        exchange.respond(
                200,
                JsonText.of("{\"status\":\"ok\",\"version\":" + JsonText.quote(version) + ",\"node\":"
                        + JsonText.quote(exchange.port().node()) + ",\"nodes\":" + nodes.getAsInt() + '}'));
    }
}
