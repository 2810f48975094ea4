package dev.tidings.server;

import dev.tidings.edge.Bridge;
import dev.tidings.edge.Exchange;
import dev.tidings.edge.Operation;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** {@code /metrics}, in the text format of Prometheus. Immutable. */
final class MetricsBridge implements Bridge {

    private static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Supplier<Future<String>> metrics;

    MetricsBridge(Supplier<Future<String>> metrics) {
        this.metrics = metrics;
    }

    @Override
    public List<Operation> operations() {
        Operation.Response page = new Operation.Response(
                "the figures", Map.of("text/plain", new JsonObject().put("type", "string")), Map.of());
        return List.of(new Operation(
                "readMetrics",
                HttpMethod.GET,
                "/metrics",
                "metrics",
                "The node's figures in the text format of Prometheus.",
                List.of(),
                null,
                Map.of(200, page),
                true,
                this::answer));
    }

    private void answer(Exchange exchange) {
        metrics.get()
                .onComplete(page -> exchange.port().loop().execute(() -> {
                    if (page.failed()) {
                        exchange.fail(page.cause());
                        return;
                    }
                    exchange.set("Cache-Control", "no-store");
                    exchange.respond(200, MEDIA_TYPE, page.result().getBytes(StandardCharsets.UTF_8));
                }));
    }
}
