package dev.tidings.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.log.ChannelSettings;
import dev.tidings.log.LogLimits;
import dev.tidings.log.MemoryLog;
import dev.tidings.model.Epoch;
import dev.tidings.model.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pipes between event loops that are threads of their own. */
class PipesBetweenLoopsTest {

    private static final int MESSAGES = 20_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(3));
    private final Hub hub = hub();
    private final VertxLoop one = new VertxLoop(vertx, vertx.getOrCreateContext());
    private final VertxLoop other = new VertxLoop(vertx, vertx.getOrCreateContext());

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void everyMessageOfBothSidesArrivesOnceAndInOrderOnItsLoop() {
        HubPort here = hub.port(one);
        HubPort there = hub.port(other);
        Counting owner = new Counting(other);
        Counting opener = new Counting(one);
        await(on(
                other,
                () -> Future.succeededFuture(there.offer("s", (pipe, head) -> {
                    owner.begin(pipe);
                    return owner;
                }))));
        await(on(
                one,
                () -> here.connect("", "s", new byte[0], opener).map(pipe -> {
                    opener.begin(pipe);
                    return pipe;
                })));
        assertThat(await(Future.all(owner.done.future(), opener.done.future())).<Integer>list())
                .isEqualTo(List.of(MESSAGES, MESSAGES));
        await(on(one, () -> {
            opener.pipe.close(new byte[0]);
            return Future.succeededFuture();
        }));
        await(owner.closed.future());
        Awaitility.await().until(() -> await(hub.figures()).pipes() == 0);
        assertThat(hub.failures()).isZero();
    }

    /** Sends numbers as long as it may, and counts those that come. Owned by its loop. */
    private static final class Counting implements Pipe.Receiver {

        final Promise<Integer> done = Promise.promise();
        final Promise<Void> closed = Promise.promise();
        private final Loop loop;
        Pipe pipe;
        private int sent;
        private int got;

        Counting(Loop loop) {
            this.loop = loop;
        }

        void begin(Pipe taken) {
            pipe = taken;
            writable();
        }

        @Override
        public void message(byte[] message) {
            if (!loop.isCurrent() || ByteBuffer.wrap(message).getInt() != got) {
                done.tryFail(
                        "after " + got + " came " + ByteBuffer.wrap(message).getInt());
            }
            if (++got == MESSAGES) {
                done.tryComplete(got);
            }
            if (got % 1_000 == 0) {
                pipe.pause();
                loop.execute(pipe::resume);
            }
        }

        @Override
        public void writable() {
            while (sent < MESSAGES && pipe.isWritable()) {
                pipe.send(ByteBuffer.allocate(100).putInt(sent++).array());
            }
        }

        @Override
        public void closed(Pipe.End end) {
            closed.complete();
        }
    }

    private Hub hub() {
        ChannelSettings kept = new ChannelSettings(Kind.LOG, 10, 1_000);
        MemoryLog log = new MemoryLog(
                channel -> kept, LogLimits.DEFAULT, () -> Epoch.draw(RANDOM), System::currentTimeMillis, "memory");
        return new Hub(
                HubSettings.defaults("n1", channel -> kept, List.of()),
                log,
                new EventBusLink(vertx, "n1"),
                Members.alone(),
                new VertxLoop(vertx, vertx.getOrCreateContext()),
                RANDOM);
    }

    private static <T> Future<T> on(Loop loop, Supplier<Future<T>> task) {
        Promise<T> promise = Promise.promise();
        loop.execute(() -> task.get().onComplete(promise));
        return promise.future();
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }
}
