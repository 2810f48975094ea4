package dev.tidings.bench;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.BridgeEventType;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.sockjs.BridgeEvent;
import io.vertx.ext.web.handler.sockjs.SockJSBridgeOptions;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import java.util.HashMap;
import java.util.Map;

/**
 * The event-bus bridge of Vert.x as it comes, in a process of its own: a POST is numbered and published, a registration is told
 * the last number. Owned by its one event loop.
 */
final class StockBridge extends AbstractVerticle {

    /** Where it is mounted. */
    static final String PREFIX = "/eventbus";

    /** What stands before a channel's name in its address. */
    static final String ADDRESS = "bench.";

    private static final long NEVER_MILLIS = 3_600_000;

    private final int port;
    private final Map<String, Long> heads = new HashMap<>();

    StockBridge(int port) {
        this.port = port;
    }

    /** Listens on loopback at the port that is its argument. */
    public static void main(String[] arguments) {
        Vertx.vertx()
                .deployVerticle(new StockBridge(Integer.parseInt(arguments[0])))
                .onFailure(cause -> {
                    System.err.println(cause);
                    System.exit(1);
                });
    }

    @Override
    public void start(Promise<Void> started) {
        Router router = Router.router(vertx);
        router.post("/api/channels/:channel/publications")
                .handler(BodyHandler.create(false))
                .handler(this::publish);
        PermittedOptions all = new PermittedOptions().setAddressRegex("bench\\..*");
        SockJSBridgeOptions options = new SockJSBridgeOptions()
                .addOutboundPermitted(all)
                .setPingTimeout(NEVER_MILLIS)
                .setReplyTimeout(NEVER_MILLIS);
        router.route(PREFIX + "/*").subRouter(SockJSHandler.create(vertx).bridge(options, this::passed));
        vertx.createHttpServer(new HttpServerOptions().setTcpNoDelay(true))
                .requestHandler(router)
                .listen(port, "127.0.0.1")
                .<Void>mapEmpty()
                .onComplete(started);
    }

    private void publish(RoutingContext context) {
        String channel = context.pathParam("channel");
        long offset = heads.merge(channel, 1L, Long::sum);
        Object data = context.body().asJsonObject().getValue("data");
        vertx.eventBus()
                .publish(
                        ADDRESS + channel,
                        new JsonObject().put("offset", offset).put("data", data));
        context.response().setStatusCode(201).end("{\"offset\":" + offset + "}");
    }

    /** The bridge itself doesn't tell when a registration counts. */
    private void passed(BridgeEvent event) {
        event.complete(true);
        if (event.type() == BridgeEventType.REGISTERED) {
            String address = event.getRawMessage().getString("address");
            long head = heads.getOrDefault(address.substring(ADDRESS.length()), 0L);
            JsonObject begun = new JsonObject()
                    .put("type", "rec")
                    .put("address", address)
                    .put("kind", "subscribed")
                    .put("position", "r-" + head)
                    .put("recovered", true);
            event.socket().write(begun.encode());
        }
    }
}
