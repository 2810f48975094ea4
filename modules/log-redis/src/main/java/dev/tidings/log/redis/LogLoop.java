package dev.tidings.log.redis;

import dev.tidings.log.ChannelSettings;
import dev.tidings.log.LogHealth;
import dev.tidings.log.LogLimits;
import dev.tidings.log.PartitionState;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.Partitions;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.redis.client.Response;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The event loop that a log lives on, and the parts that live there. Thread-safe because other threads only hand it tasks;
 * everything else happens on the loop.
 */
final class LogLoop {

    /** As many times the time limit for one connection, so that a store that is just being started is waited for. */
    private static final long OPEN_ATTEMPTS = 5;

    private static final long TICK_MILLIS = 20;
    private static final LogHealth CLOSED = new LogHealth(false, false, "the log is closed");

    private final Vertx vertx;
    private final Context context;
    private final Shared shared;
    private final Lanes lanes;
    private final Reads reads;
    private final Sweeper sweeper;
    private final Promise<Void> closed = Promise.promise();
    private volatile boolean closing;
    private long timer = -1;
    private long sweptMillis;
    private boolean ended;

    /** A question about a partition. */
    @FunctionalInterface
    interface Question {
        Future<Response> put(Keys keys, Reads reads, Shared shared);
    }

    LogLoop(
            Vertx vertx,
            RedisLogOptions options,
            Function<ChannelName, ChannelSettings> settings,
            LogLimits limits,
            Supplier<Epoch> epochs,
            @Nullable LongSupplier ages) {
        this.vertx = vertx;
        this.context = ((VertxInternal) vertx).createEventLoopContext();
        SecureRandom random = new SecureRandom();
        LongSupplier clock = () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        List<Keys> keys = Keys.all(options.prefix());
        Links links = new Links(vertx, options, keys, clock, new Random(random.nextLong()), this::opened);
        String writer = Epoch.draw(random).value();
        this.shared = new Shared(
                options,
                settings,
                limits,
                epochs,
                clock,
                ages,
                keys,
                writer,
                links,
                new StoreStatus(clock),
                new KeyPool(limits),
                new String[Partitions.COUNT]);
        this.reads = new Reads(shared);
        this.lanes = new Lanes(shared, reads);
        this.sweeper = new Sweeper(shared);
    }

    /** Of the loop alone. */
    Lanes lanes() {
        return lanes;
    }

    LogHealth health() {
        return closing ? CLOSED : shared.status().health();
    }

    /** Makes the connections. */
    Future<Void> open() {
        Promise<Void> promise = Promise.promise();
        context.runOnContext(begun -> {
            timer = vertx.setPeriodic(TICK_MILLIS, id -> tick());
            long limit = vertx.setTimer(
                    OPEN_ATTEMPTS * shared.options().timing().connectMillis(),
                    id -> shared.links().giveUpOpening());
            shared.links().open().onComplete(result -> {
                vertx.cancelTimer(limit);
                sweptMillis = shared.nowMillis();
                if (result.succeeded()) {
                    promise.complete();
                } else {
                    promise.fail(result.cause());
                }
            });
        });
        return promise.future();
    }

    /** Puts a question on the loop. */
    <T> Future<T> ask(Supplier<Future<T>> question) {
        if (closing) {
            return Future.failedFuture(Reads.unavailable("the log is closed"));
        }
        Promise<T> promise = Promise.promise();
        context.runOnContext(begun -> {
            if (ended) {
                promise.fail(Reads.unavailable("the log is closed"));
                return;
            }
            try {
                question.get().onComplete(promise);
            } catch (RuntimeException e) {
                promise.fail(e);
            }
        });
        return promise.future();
    }

    Future<Response> read(int partition, Question question) {
        return ask(() -> question.put(shared.keys().get(partition), reads, shared));
    }

    /** Every partition's state, asked for all at once. */
    Future<List<PartitionState>> states() {
        List<Future<PartitionState>> asked = new ArrayList<>(Partitions.COUNT);
        for (int partition = 0; partition < Partitions.COUNT; partition++) {
            asked.add(reads.state(partition));
        }
        return Future.all(asked).map(all -> all.<PartitionState>list());
    }

    Future<Void> sweep() {
        return ask(() -> Future.all(IntStream.range(0, Partitions.COUNT)
                        .mapToObj(sweeper::sweep)
                        .toList())
                .mapEmpty());
    }

    private void opened() {
        lanes.proceed();
    }

    private void tick() {
        Links links = shared.links();
        links.tick();
        lanes.tick();
        reads.tick();
        shared.status().connections(links.outage());
        long interval = Math.max(1, shared.options().upkeep().sweepMillis() / Partitions.COUNT);
        if (!closing && shared.nowMillis() - sweptMillis >= interval) {
            sweptMillis = shared.nowMillis();
            sweeper.tick();
        }
        if (closing && lanes.isIdle()) {
            end();
        }
    }

    /** Takes no more calls, and ends when those that it took are answered. */
    Future<Void> close() {
        closing = true;
        context.runOnContext(asked -> {
            if (lanes.isIdle()) {
                end();
            }
        });
        return closed.future();
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        vertx.cancelTimer(timer);
        lanes.abandon();
        reads.abandon();
        shared.links().close();
        reads.abandon();
        closed.complete();
    }
}
