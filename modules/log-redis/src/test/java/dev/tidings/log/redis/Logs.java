package dev.tidings.log.redis;

import static dev.tidings.log.LogDriver.await;

import dev.tidings.log.Adoption;
import dev.tidings.log.AdoptionResult;
import dev.tidings.log.Append;
import dev.tidings.log.BatchResult;
import dev.tidings.log.ChannelLog;
import dev.tidings.log.ChannelSettings;
import dev.tidings.log.LogLimits;
import dev.tidings.log.PartitionState;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.Kind;
import dev.tidings.model.Partitions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Logs on real servers. Immutable; pure functions. */
final class Logs {

    /** For what is to be late: 800 ms an append, 2 s to find out about it, 800 ms a read; what is to happen may be later. */
    static final RedisLogOptions.Timing SHORT = new RedisLogOptions.Timing(5_000, 800, 2_000, 800, 200, 50);

    /** Quick to see that a connection is lost, but patient with a store that answers slowly on a busy machine. */
    static final RedisLogOptions.Timing PATIENT = new RedisLogOptions.Timing(5_000, 8_000, 12_000, 8_000, 200, 50);

    private Logs() {}

    static RedisLog open(Vertx vertx, RedisLogOptions options) {
        return await(tryOpen(vertx, options));
    }

    /** One that waits no longer than so. */
    static RedisLog open(Vertx vertx, RedisLogOptions options, RedisLogOptions.Timing timing) {
        return await(tryOpen(vertx, options, timing, Logs::kept, null));
    }

    static Future<RedisLog> tryOpen(Vertx vertx, RedisLogOptions options) {
        return tryOpen(vertx, options, Logs::kept, null);
    }

    private static ChannelSettings kept(ChannelName channel) {
        return new ChannelSettings(Kind.LOG, 100_000, 86_400_000);
    }

    static Future<RedisLog> tryOpen(
            Vertx vertx,
            RedisLogOptions options,
            Function<ChannelName, ChannelSettings> settings,
            @Nullable LongSupplier ages) {
        return tryOpen(vertx, options, PATIENT, settings, ages);
    }

    private static Future<RedisLog> tryOpen(
            Vertx vertx,
            RedisLogOptions options,
            RedisLogOptions.Timing timing,
            Function<ChannelName, ChannelSettings> settings,
            @Nullable LongSupplier ages) {
        SecureRandom random = new SecureRandom();
        return RedisLog.open(vertx, options.with(timing), settings, LogLimits.DEFAULT, () -> Epoch.draw(random), ages);
    }

    /** As a hub does: a partition of another store is adopted, then the append is repeated. */
    static Future<BatchResult> append(ChannelLog log, Append item, boolean vouched) {
        int partition = Partitions.of(item.channel());
        return log.append(partition, List.of(item)).compose(result -> {
            if (result instanceof BatchResult.AdoptionNeeded needed) {
                return adopt(log, needed.state(), vouched).compose(adopted -> append(log, item, vouched));
            }
            return Future.succeededFuture(result);
        });
    }

    static Future<AdoptionResult> adopt(ChannelLog log, PartitionState state, boolean vouched) {
        return log.adopt(Adoption.of(state, vouched));
    }
}
