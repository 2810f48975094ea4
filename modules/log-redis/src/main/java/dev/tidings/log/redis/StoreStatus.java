package dev.tidings.log.redis;

import dev.tidings.log.LogHealth;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How the store is. Thread-safe because what others read is one volatile reference; written by the log's loop only. */
final class StoreStatus {

    /** A store that was full is taken for full this long, unless it takes something meanwhile. */
    private static final long FULL_MILLIS = 10_000;

    private final LongSupplier clock;
    private volatile LogHealth health = LogHealth.OK;
    private @Nullable String refusal;
    private long refusedMillis;

    StoreStatus(LongSupplier clock) {
        this.clock = clock;
    }

    LogHealth health() {
        return health;
    }

    /** The store took an append. */
    void wrote() {
        if (refusal != null) {
            refusal = null;
            health = LogHealth.OK;
        }
    }

    /** The store refused an append for want of room. */
    void full(String reason) {
        refusal = reason;
        refusedMillis = clock.getAsLong();
        health = new LogHealth(true, false, reason);
    }

    /** What the connections say; null when all are there. */
    void connections(@Nullable String outage) {
        if (outage != null) {
            health = new LogHealth(false, false, outage);
        } else if (refusal != null && clock.getAsLong() - refusedMillis < FULL_MILLIS) {
            health = new LogHealth(true, false, refusal);
        } else {
            refusal = null;
            health = LogHealth.OK;
        }
    }
}
