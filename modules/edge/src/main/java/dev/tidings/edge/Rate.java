package dev.tidings.edge;

import dev.tidings.model.HubException;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How often something may happen: a bucket of tokens. Thread-safe because the bucket is. Whoever asks while there is a token
 * may take more than there are; then all wait until that is made up for.
 */
final class Rate {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Limit limit;
    private final int perSecond;
    private final long atOnce;
    private final Refusals refusals;
    private final Bucket bucket;

    /** @param atOnce how many may come together after a rest */
    Rate(Limit limit, int perSecond, long atOnce, TimeMeter clock, Refusals refusals) {
        this.limit = limit;
        this.perSecond = perSecond;
        this.atOnce = atOnce;
        this.refusals = refusals;
        this.bucket = Bucket.builder()
                .withCustomTimePrecision(clock)
                .addLimit(bandwidth -> bandwidth.capacity(atOnce).refillGreedy(perSecond, Duration.ofSeconds(1)))
                .build();
    }

    /** What stands against going on with what was taken: that others took more than there was. Null when nothing does. */
    @Nullable
    HubException debt() {
        return bucket.getAvailableTokens() >= 0 ? null : refusal();
    }

    /** What stands against one more; null when nothing does. Takes nothing. */
    @Nullable
    HubException refusal() {
        long nanos = bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill();
        if (nanos <= 0) {
            return null;
        }
        refusals.refused(limit);
        return limit.refusal(perSecond, -Math.floorDiv(-nanos, NANOS_PER_MILLI));
    }

    /** Takes so many, be they there or not. */
    void take(int tokens) {
        bucket.consumeIgnoringRateLimits(tokens);
    }

    /** Whether it is as if nothing had ever been taken. */
    boolean isWhole() {
        return bucket.getAvailableTokens() >= atOnce;
    }
}
