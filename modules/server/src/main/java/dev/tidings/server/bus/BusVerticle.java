package dev.tidings.server.bus;

import dev.tidings.edge.Problem;
import dev.tidings.hub.HubPort;
import dev.tidings.hub.peers.BusAddress;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hub for services that are members of the event bus: requests with a reply at three addresses (contract §9), and
 * subscriptions. Owned by its event loop. One a node; a service's request goes to the nodes in turn. What is under way is
 * bounded, and bounded in time by the hub.
 */
public final class BusVerticle extends VerticleBase {

    /** Makes a publication. */
    public static final String PUBLISH = "tidings.publish";

    /** Changes a document. */
    public static final String WRITE = "tidings.write";

    /** Reads a collection or a document. */
    public static final String READ = "tidings.read";

    /** Begins a subscription. */
    public static final String SUBSCRIBE = "tidings.subscribe";

    /** With the node's name behind it: where services say how far they are with their subscriptions. */
    private static final String SUBSCRIPTIONS_PREFIX = "tidings.subscriptions.";

    private static final Logger LOG = LoggerFactory.getLogger(BusVerticle.class);
    private static final long RETRY_AFTER_MILLIS = 1_000;
    private static final long STOP_MILLIS = 10_000;

    /** How often it looks whether the members still know its addresses. */
    private static final long CHECK_MILLIS = 5_000;

    private final Supplier<HubPort> ports;
    private final BusLimits limits;
    private final BusCounters counters;
    private final List<BusAddress> addresses = new ArrayList<>();
    private @Nullable BusSubscriptions subscriptions;
    private int underWay;
    private long checks;
    private boolean stopped;
    private @Nullable Promise<Void> idle;

    /** @param ports gives the hub as the calling event loop sees it */
    public BusVerticle(Supplier<HubPort> ports, BusLimits limits, BusCounters counters) {
        this.ports = ports;
        this.limits = limits;
        this.counters = counters;
    }

    @Override
    public Future<?> start() {
        HubPort port = ports.get();
        BusRequests requests = new BusRequests(port, limits);
        String nodeAddress = SUBSCRIPTIONS_PREFIX + port.node();
        BusSubscriptions own = new BusSubscriptions(port, vertx.eventBus(), limits, nodeAddress);
        subscriptions = own;
        checkLater();
        return Future.all(
                listen(PUBLISH, requests::publish),
                listen(WRITE, requests::write),
                listen(READ, requests::read),
                listen(SUBSCRIBE, own::subscribe),
                hear(nodeAddress, own));
    }

    /** Looks for lost addresses, again when all are well or were renewed; until it is stopped. */
    private void checkLater() {
        checks = vertx.setTimer(
                CHECK_MILLIS,
                timer -> Future.join(addresses.stream().map(BusVerticle::check).toList())
                        .onComplete(checked -> {
                            if (!stopped) {
                                checkLater();
                            }
                        }));
    }

    private static Future<Void> check(BusAddress address) {
        return address.probe().recover(cause -> {
            LOG.warn("address {} on the bus was lost and is registered anew: {}", address.name(), cause.getMessage());
            return address.renew();
        });
    }

    /** Takes no more requests and lets those under way have their answers. */
    @Override
    public Future<?> stop() {
        stopped = true;
        vertx.cancelTimer(checks);
        if (subscriptions != null) {
            subscriptions.close();
        }
        List<Future<Void>> gone = new ArrayList<>();
        addresses.forEach(address -> gone.add(address.close()));
        return Future.join(gone).compose(unregistered -> whenIdle(), failed -> whenIdle());
    }

    private Future<Void> whenIdle() {
        if (underWay == 0) {
            return Future.succeededFuture();
        }
        Promise<Void> waiting = Promise.promise();
        idle = waiting;
        return waiting.future().timeout(STOP_MILLIS, TimeUnit.MILLISECONDS);
    }

    private Future<Void> listen(String address, Function<JsonText, Future<String>> request) {
        return open(address, message -> take(message, request));
    }

    private Future<Void> hear(String address, BusSubscriptions own) {
        return open(address, message -> {
            try {
                own.hear(BusBody.read(message.body(), limits.maxBodyBytes()));
            } catch (HubException e) {
                LOG.debug("a message to {} says nothing: {}", address, e.detail());
            }
        });
    }

    private Future<Void> open(String address, Handler<Message<Object>> handler) {
        BusAddress opened = new BusAddress(vertx, address, handler);
        addresses.add(opened);
        return opened.open();
    }

    private void take(Message<Object> message, Function<JsonText, Future<String>> request) {
        if (!message.isSend()) {
            counters.publishRefused();
            LOG.debug("a message to {} was published to all nodes: nothing was done for it", message.address());
            return;
        }
        counters.requested();
        if (underWay >= limits.maxRequests()) {
            refuse(
                    message,
                    new HubException(ErrorCode.OVERLOADED, "too many requests are under way: " + limits.maxRequests())
                            .withRetryAfterMillis(RETRY_AFTER_MILLIS));
            return;
        }
        underWay++;
        called(message, request)
                .map(json -> BusBody.reply(message.body(), json))
                .onComplete(message::reply, cause -> refuse(message, cause))
                .onComplete(answered -> ended());
    }

    private Future<String> called(Message<Object> message, Function<JsonText, Future<String>> request) {
        try {
            return request.apply(BusBody.read(message.body(), limits.maxBodyBytes()));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private void ended() {
        underWay--;
        if (underWay == 0 && idle != null) {
            idle.tryComplete();
        }
    }

    private void refuse(Message<Object> message, Throwable cause) {
        counters.refusedOne();
        HubException refusal = cause instanceof HubException known ? known : fault(message, cause);
        message.fail(refusal.code().status(), new String(Problem.json(refusal), StandardCharsets.UTF_8));
    }

    private static HubException fault(Message<Object> message, Throwable cause) {
        LOG.error("a request to {} failed in a way that has no answer of its own", message.address(), cause);
        return new HubException(ErrorCode.INTERNAL, "");
    }
}
