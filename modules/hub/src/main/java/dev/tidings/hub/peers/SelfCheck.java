package dev.tidings.hub.peers;

import dev.tidings.hub.Loop;
import io.vertx.core.AsyncResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds whether this node's address still leads to it, and registers it anew when not: after two halves
 * of a cluster merged, addresses have been seen to be gone. Owned by the hub's loop.
 */
final class SelfCheck {

    private static final Logger LOG = LoggerFactory.getLogger(SelfCheck.class);

    private static final long PERIOD_MILLIS = 5_000;

    private final Wire wire;
    private final Loop loop;
    private Loop.@Nullable Timer timer;
    private boolean closed;
    private long failures;

    SelfCheck(Wire wire, Loop loop) {
        this.wire = wire;
        this.loop = loop;
    }

    /** Looks from now on. */
    void start() {
        if (!closed) {
            timer = loop.schedule(PERIOD_MILLIS, this::look);
        }
    }

    /** How often the address was lost. */
    long failures() {
        return failures;
    }

    void close() {
        closed = true;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void look() {
        timer = null;
        wire.probe().onComplete(probed -> loop.execute(() -> looked(probed)));
    }

    private void looked(AsyncResult<Void> probed) {
        if (probed.succeeded() || closed) {
            start();
            return;
        }
        failures++;
        LOG.warn(
                "this node's address on the bus was lost and is registered anew: {}",
                probed.cause().getMessage());
        wire.renew().onComplete(renewed -> loop.execute(this::start));
    }
}
