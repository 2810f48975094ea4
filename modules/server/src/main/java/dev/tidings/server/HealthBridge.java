package dev.tidings.server;

import dev.tidings.edge.Bridge;
import dev.tidings.edge.Exchange;
import dev.tidings.edge.Operation;
import dev.tidings.model.JsonText;
import dev.tidings.server.NodeState.Readiness;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code /health/live} and {@code /health/ready}. Immutable. */
final class HealthBridge implements Bridge {

    private final NodeState node;
    private final boolean withDetail;

    /** @param withDetail whether the reasons are told, which is for the operator alone */
    HealthBridge(NodeState node, boolean withDetail) {
        this.node = node;
        this.withDetail = withDetail;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                operation("readLiveness", "/health/live", "That the process answers.", List.of(200), this::live),
                operation(
                        "readReadiness",
                        "/health/ready",
                        "Whether clients should be sent here.",
                        List.of(200, 503),
                        this::ready));
    }

    private static Operation operation(
            String id, String path, String summary, List<Integer> statuses, Operation.Handler handler) {
        Operation.Response response = new Operation.Response(
                "the state in a word", Map.of("application/json", new JsonObject().put("type", "object")), Map.of());
        return new Operation(
                id,
                HttpMethod.GET,
                path,
                "health",
                summary,
                List.of(),
                null,
                statuses.stream().collect(Collectors.toMap(status -> status, status -> response)),
                true,
                handler);
    }

    private void live(Exchange exchange) {
        answer(exchange, 200, new Readiness(true, "ok", ""));
    }

    private void ready(Exchange exchange) {
        node.readiness()
                .onComplete(asked -> exchange.port().loop().execute(() -> {
                    if (asked.failed()) {
                        exchange.fail(asked.cause());
                    } else {
                        answer(exchange, asked.result().ready() ? 200 : 503, asked.result());
                    }
                }));
    }

    private void answer(Exchange exchange, int status, Readiness readiness) {
        exchange.set("Cache-Control", "no-store");
        String detail =
                withDetail && !readiness.detail().isEmpty() ? ",\"detail\":" + JsonText.quote(readiness.detail()) : "";
        exchange.respond(status, JsonText.of("{\"status\":" + JsonText.quote(readiness.status()) + detail + "}"));
    }
}
