package dev.tidings.log.redis;

import dev.tidings.log.ChannelSettings;
import dev.tidings.log.LogLimits;
import dev.tidings.log.PartitionState;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What all parts of one log work with. Immutable; what it names belongs to the log's loop.
 *
 * @param options where and how
 * @param settings how a channel is kept
 * @param limits the bounds of the whole log
 * @param epochs draws a new epoch each time
 * @param clock monotone milliseconds of this process
 * @param ages the moment that ages are measured with; null = the store's clock
 * @param keys the names of every partition's keys
 * @param writer the name under which this log writes, drawn for this start
 * @param links the connections
 * @param status how the store is
 * @param pool how many idempotency keys each partition may hold
 * @param incarnations of each partition the store that was read from last; null = none yet
 */
record Shared(
        RedisLogOptions options,
        Function<ChannelName, ChannelSettings> settings,
        LogLimits limits,
        Supplier<Epoch> epochs,
        LongSupplier clock,
        @Nullable LongSupplier ages,
        List<Keys> keys,
        String writer,
        Links links,
        StoreStatus status,
        KeyPool pool,
        @Nullable String[] incarnations) {

    long nowMillis() {
        return clock.getAsLong();
    }

    /** As a script wants it. */
    String agesMoment() {
        return ages == null ? "" : Long.toString(ages.getAsLong());
    }

    /** Takes in which store a read of a partition's state came from. */
    PartitionState seen(PartitionState state) {
        incarnations[state.partition()] = state.runningIncarnation();
        return state;
    }

    /** As a script wants it. */
    String incarnation(int partition) {
        String seen = incarnations[partition];
        return seen == null ? "" : seen;
    }

    /** Makes a partition's record, with a new epoch, when there is none. */
    Future<Response> found(Link link, int partition) {
        return link.run(Script.FOUND, List.of(keys.get(partition).meta), epochs.get(), Link.FORMAT);
    }
}
