package dev.tidings.hub.peers;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.RegistrationInfo;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What hears at one address of the event bus, and can look whether the other members still know that it does: after two
 * halves of a cluster merged, addresses have been seen to be gone. Owned by the event loop that opens it.
 */
public final class BusAddress {

    private static final long PROBE_MILLIS = 2_000;
    private static final long RENEW_MILLIS = 10_000;

    private final VertxInternal vertx;
    private final String address;
    private final Handler<Message<Object>> handler;
    private @Nullable MessageConsumer<Object> consumer;
    private boolean closed;

    /** @param handler called on the loop that opens it */
    public BusAddress(Vertx vertx, String address, Handler<Message<Object>> handler) {
        this.vertx = (VertxInternal) vertx;
        this.address = address;
        this.handler = handler;
    }

    /** The address itself. */
    public String name() {
        return address;
    }

    /** Begins to hear; completes when all members know of it. */
    public Future<Void> open() {
        MessageConsumer<Object> made = vertx.eventBus().consumer(address, handler);
        consumer = made;
        return made.completion();
    }

    /**
     * Fails when the members have forgotten it. Whether they have is not known while they can't be asked, as when the network
     * splits: then it succeeds within 2 s. It asks the registry: a message to an address that was forgotten would be handed to this
     * node's own consumer all the same.
     */
    public Future<Void> probe() {
        ClusterManager cluster = vertx.clusterManager();
        if (cluster == null) {
            return Future.succeededFuture();
        }
        Promise<List<RegistrationInfo>> answer = Promise.promise();
        cluster.getRegistrations(address, answer);
        return answer.future()
                .timeout(PROBE_MILLIS, TimeUnit.MILLISECONDS)
                .map(registrations ->
                        registrations.stream().anyMatch(each -> each.nodeId().equals(cluster.getNodeId())))
                .otherwise(true)
                .compose(known ->
                        known ? Future.succeededFuture() : Future.failedFuture("the cluster has forgotten it"));
    }

    /**
     * Makes it known anew, within 10 s. What was there before hears until then: whoever still knows of it must not be left without
     * an answer while the registry takes its time.
     */
    public Future<Void> renew() {
        MessageConsumer<Object> before = consumer;
        if (closed || before == null) {
            return Future.succeededFuture();
        }
        return open().eventually(before::unregister).timeout(RENEW_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Hears no more, for good. */
    public Future<Void> close() {
        closed = true;
        return unregister();
    }

    private Future<Void> unregister() {
        MessageConsumer<Object> known = consumer;
        consumer = null;
        return known == null ? Future.succeededFuture() : known.unregister();
    }
}
