package dev.tidings.log.redis;

import dev.tidings.log.Adoption;
import dev.tidings.log.AdoptionResult;
import dev.tidings.log.Append;
import dev.tidings.log.BatchResult;
import dev.tidings.log.ChannelLog;
import dev.tidings.log.ChannelRead;
import dev.tidings.log.ChannelSettings;
import dev.tidings.log.DocumentRead;
import dev.tidings.log.IndexPage;
import dev.tidings.log.LogHealth;
import dev.tidings.log.LogLimits;
import dev.tidings.log.PartitionState;
import dev.tidings.log.ReadRequest;
import dev.tidings.log.ScanPage;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Partitions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The log on Redis, for any number of nodes. Thread-safe because every call is a task of the log's own event loop, which
 * owns all state. See {@code docs/redis-log.md} for the keys, the scripts and what becomes of calls when the store fails.
 */
public final class RedisLog implements ChannelLog {

    private static final int MAX_BATCH = 10_000;

    /** About how many bytes of documents a page of a scan holds, unless all are asked for at once. */
    private static final int PAGE_BYTES = 4 << 20;

    private final LogLoop loop;

    private RedisLog(LogLoop loop) {
        this.loop = loop;
    }

    /**
     * Connects to the store.
     *
     * @param vertx an event loop of which the log takes for itself
     * @param options where and how
     * @param settings how a channel is kept; called on the log's loop for every append and read, so it must be quick
     * @param limits the bounds of the whole log, of which each partition has its share; see {@link KeyPool} for those of keys
     * @param epochs draws a new epoch each time, from a {@link java.security.SecureRandom}; called on the log's loop
     * @return fails after five times the time limit for one connection, or at once when a server must not be used as it is configured; the message says why
     */
    public static Future<RedisLog> open(
            Vertx vertx,
            RedisLogOptions options,
            Function<ChannelName, ChannelSettings> settings,
            LogLimits limits,
            Supplier<Epoch> epochs) {
        return open(vertx, options, settings, limits, epochs, null);
    }

    /** @param ages the milliseconds that ages and lives are measured with; null = the store's clock */
    static Future<RedisLog> open(
            Vertx vertx,
            RedisLogOptions options,
            Function<ChannelName, ChannelSettings> settings,
            LogLimits limits,
            Supplier<Epoch> epochs,
            @Nullable LongSupplier ages) {
        LogLoop loop = new LogLoop(vertx, options, settings, limits, epochs, ages);
        Promise<RedisLog> opened = Promise.promise();
        loop.open().onComplete(result -> {
            if (result.succeeded()) {
                opened.complete(new RedisLog(loop));
            } else {
                String reason = String.valueOf(result.cause().getMessage());
                loop.close().onComplete(closed -> opened.fail(new HubException(ErrorCode.UNAVAILABLE, reason)));
            }
        });
        return opened.future();
    }

    @Override
    public Future<BatchResult> append(int partition, List<Append> batch) {
        requireBatch(partition, batch);
        List<Append> items = List.copyOf(batch);
        return loop.ask(() -> loop.lanes().append(partition, items));
    }

    @Override
    public Future<ChannelRead> read(ReadRequest request) {
        ChannelName channel = request.channel();
        return loop.read(
                        Partitions.of(channel),
                        (keys, reads, shared) -> reads.ask(
                                Partitions.of(channel),
                                Script.READ,
                                List.of(keys.meta, keys.channels, keys.log(channel)),
                                request.after(),
                                request.maxEntries(),
                                request.maxBytes(),
                                shared.settings().apply(channel).maxPublications(),
                                channel))
                .map(answer -> Decoded.read(request, answer));
    }

    @Override
    public Future<List<PartitionState>> partitionStates() {
        return loop.ask(loop::states);
    }

    @Override
    public Future<IndexPage> index(int partition, long afterSequence, int maxEntries) {
        Objects.checkIndex(partition, Partitions.COUNT);
        return loop.read(
                        partition,
                        (keys, reads, shared) -> reads.ask(
                                partition,
                                Script.INDEX,
                                List.of(keys.meta, keys.index),
                                afterSequence,
                                maxEntries,
                                shared.limits().maxIndexEntries()))
                .map(answer -> Decoded.index(afterSequence, maxEntries, answer));
    }

    @Override
    public Future<ScanPage> scan(ChannelName channel, @Nullable String cursor, int maxDocuments) {
        return loop.read(
                        Partitions.of(channel),
                        (keys, reads, shared) -> reads.ask(
                                Partitions.of(channel),
                                Script.SCAN,
                                List.of(
                                        keys.meta,
                                        keys.channels,
                                        keys.log(channel),
                                        keys.docs(channel),
                                        keys.ids(channel)),
                                cursor == null ? "" : cursor,
                                maxDocuments,
                                maxDocuments == Integer.MAX_VALUE ? Long.MAX_VALUE : PAGE_BYTES,
                                shared.settings().apply(channel).maxPublications(),
                                channel))
                .map(Decoded::scan);
    }

    @Override
    public Future<DocumentRead> document(ChannelName channel, String id) {
        return loop.read(
                        Partitions.of(channel),
                        (keys, reads, shared) -> reads.ask(
                                Partitions.of(channel),
                                Script.DOCUMENT,
                                List.of(keys.meta, keys.channels, keys.docs(channel), keys.tombstones),
                                channel,
                                id,
                                shared.agesMoment(),
                                shared.limits().keyLifeMillis()))
                .map(answer -> Decoded.document(id, answer));
    }

    /** When the answer is lost this fails with {@code unavailable}; whether it was carried out, the state tells. */
    @Override
    public Future<AdoptionResult> adopt(Adoption adoption) {
        return loop.read(
                        adoption.partition(),
                        (keys, reads, shared) -> reads.askOnce(
                                adoption.partition(),
                                Script.ADOPT,
                                List.of(keys.meta),
                                adoption.expectedEpoch(),
                                adoption.expectedIncarnation(),
                                adoption.vouched() ? "1" : "0",
                                adoption.vouchedSequence(),
                                shared.epochs().get(),
                                adoption.store()))
                .map(answer -> Decoded.adoption(adoption.partition(), answer));
    }

    @Override
    public LogHealth health() {
        return loop.health();
    }

    @Override
    public Future<Void> close() {
        return loop.close();
    }

    /** Forgets now what is too old, in all partitions, whoever's turn it is. */
    Future<Void> sweep() {
        return loop.sweep();
    }

    private static void requireBatch(int partition, List<Append> batch) {
        Objects.checkIndex(partition, Partitions.COUNT);
        if (batch.isEmpty() || batch.size() > MAX_BATCH) {
            throw new IllegalArgumentException("a batch of " + batch.size() + " items");
        }
        for (Append item : batch) {
            if (Partitions.of(item.channel()) != partition) {
                throw new IllegalArgumentException(item.channel() + " is not of partition " + partition);
            }
        }
    }
}
