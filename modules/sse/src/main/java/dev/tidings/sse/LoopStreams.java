package dev.tidings.sse;

import dev.tidings.edge.Identity;
import dev.tidings.hub.Loop;
import dev.tidings.model.Disconnect;
import io.vertx.core.Future;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event streams of one event loop, and what they share. Owned by that loop. Only streams whose credential ends are known
 * one by one; one timer looks after all of them, and runs while there is any.
 */
final class LoopStreams {

    /** How long after the end of its credential a stream may still be refreshed. */
    static final long EXPIRY_GRACE_MILLIS = 25_000;

    private static final Logger LOG = LoggerFactory.getLogger(LoopStreams.class);
    private static final long EXPIRY_CHECK_MILLIS = 1_000;

    private final SseService service;
    private final Loop loop;
    private final Set<EventStream> expiring = new LinkedHashSet<>();
    private Loop.@Nullable Timer expiryTimer;
    private int open;

    LoopStreams(SseService service, Loop loop) {
        this.service = service;
        this.loop = loop;
    }

    Loop loop() {
        return loop;
    }

    SseSettings settings() {
        return service.settings();
    }

    SseCounters counters() {
        return service.counters();
    }

    /** When a client shall come back: a time of its own, so that not all come at once. */
    long retryMillis() {
        int spread = settings().maxRetryMillis() - settings().minRetryMillis();
        return (long) settings().minRetryMillis() + service.random().nextInt(spread + 1);
    }

    /** Whether there are more than may be. */
    boolean isFull() {
        return open > settings().maxStreams();
    }

    void opened(EventStream stream) {
        open++;
        counters().countOpened();
        watchExpiry(stream);
    }

    void ended(EventStream stream) {
        open--;
        counters().countEnded();
        expiring.remove(stream);
        if (expiring.isEmpty() && expiryTimer != null) {
            expiryTimer.cancel();
            expiryTimer = null;
        }
    }

    /** Ends the stream when its credential has ended. */
    void watchExpiry(EventStream stream) {
        if (stream.identity().expiresAtMillis() == Long.MAX_VALUE) {
            expiring.remove(stream);
        } else if (expiring.add(stream) && expiryTimer == null) {
            expiryTimer = loop.schedule(EXPIRY_CHECK_MILLIS, this::endExpired);
        }
    }

    Future<Identity> check(String token) {
        return service.tokens().check(token);
    }

    /** Remembers a stream that must not come back. */
    void refuse(long key, @Nullable String lastId) {
        service.refused().add(key, lastId, loop.monotonicMillis());
    }

    /** Whether this is such a stream; true once. */
    boolean isRefused(long key, @Nullable String lastId) {
        return service.refused().take(key, lastId, loop.monotonicMillis());
    }

    /** Says what nobody expected. */
    void report(Throwable cause) {
        LOG.error("an event stream failed", cause);
    }

    /** How many streams are open; for tests and metrics. */
    int open() {
        return open;
    }

    private void endExpired() {
        expiryTimer = null;
        long now = loop.wallMillis();
        for (EventStream stream : List.copyOf(expiring)) {
            if (stream.identity().expiresAtMillis() + EXPIRY_GRACE_MILLIS <= now) {
                stream.session().disconnect(Disconnect.TOKEN_EXPIRED, 0);
            }
        }
        if (!expiring.isEmpty() && expiryTimer == null) {
            expiryTimer = loop.schedule(EXPIRY_CHECK_MILLIS, this::endExpired);
        }
    }
}
