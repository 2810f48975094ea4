package dev.tidings.bench;

import dev.tidings.log.Append;
import dev.tidings.log.ChannelLog;
import dev.tidings.log.ChannelSettings;
import dev.tidings.log.Entry;
import dev.tidings.log.LogLimits;
import dev.tidings.log.embedded.EmbeddedLog;
import dev.tidings.log.embedded.EmbeddedLogOptions;
import dev.tidings.log.redis.Endpoint;
import dev.tidings.log.redis.RedisLog;
import dev.tidings.log.redis.RedisLogOptions;
import dev.tidings.model.Change;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.JsonText;
import dev.tidings.model.Partitions;
import dev.tidings.verify.RedisProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Measures a log alone, without a hub: records of 200 B a second. The embedded log flushes each before it counts. */
final class AppendBench {

    private static final int CHANNELS = 100;
    private static final int DATA_BYTES = 200;
    private static final long LIMIT_SECONDS = 30;
    private static final long FLUSHING_NANOS = 1_000_000_000;

    private AppendBench() {}

    /** Where the log is kept. */
    enum Kept {
        EMBEDDED,
        REDIS
    }

    /** What one run did. */
    record Result(int inFlight, int batch, double recordsPerSecond, long failed) {}

    /** What opens the log that is measured, and closes what it stands on. */
    interface Store {

        /** Opens a log in a folder of its own, measures, and closes it. */
        Result measure(Path folder, int inFlight, int batch, int records) throws Exception;
    }

    /** The embedded log. */
    static Result embedded(Path folder, int inFlight, int batch, int records) throws Exception {
        SecureRandom random = new SecureRandom();
        return measure(
                EmbeddedLog.open(
                        EmbeddedLogOptions.of(folder, channel -> ChannelSettings.DEFAULT, () -> Epoch.draw(random))),
                inFlight,
                batch,
                records);
    }

    /** The log on a Redis of its own. */
    static Store redis(int core, String fsync) {
        return (folder, inFlight, batch, records) -> {
            SecureRandom random = new SecureRandom();
            Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
            try (RedisProcess server = new RedisProcess(folder, fsync, core)) {
                server.start();
                ChannelLog log = await(RedisLog.open(
                        vertx,
                        RedisLogOptions.of(new Endpoint(
                                server.address().getHostString(),
                                server.address().getPort())),
                        channel -> ChannelSettings.DEFAULT,
                        LogLimits.DEFAULT,
                        () -> Epoch.draw(random)));
                return measure(log, inFlight, batch, records);
            } finally {
                await(vertx.close());
            }
        };
    }

    /**
     * @param inFlight batches not yet answered
     * @param batch records in each
     */
    private static Result measure(ChannelLog log, int inFlight, int batch, int records) throws Exception {
        try {
            append(log, inFlight, batch, records / 4);
            long begin = System.nanoTime();
            long failed = append(log, inFlight, batch, records);
            double seconds = (System.nanoTime() - begin) / 1e9;
            return new Result(inFlight, batch, records / seconds, failed);
        } finally {
            await(log.close());
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** How often a second the disk flushes 4 KiB just now: the bound of everything else here. */
    static double flushesPerSecond(Path folder) throws IOException {
        Path file = folder.resolve("flushed");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(4_096);
            long begin = System.nanoTime();
            int flushes = 0;
            while (System.nanoTime() - begin < FLUSHING_NANOS) {
                channel.write(bytes.clear());
                channel.force(false);
                flushes++;
            }
            return flushes * 1e9 / (System.nanoTime() - begin);
        } finally {
            Files.delete(file);
        }
    }

    private static long append(ChannelLog log, int inFlight, int batch, int records) throws InterruptedException {
        JsonText data = JsonText.of('"' + "x".repeat(DATA_BYTES - 2) + '"');
        Semaphore permits = new Semaphore(inFlight);
        AtomicLong failed = new AtomicLong();
        for (int sent = 0; sent < records; sent += batch) {
            ChannelName channel = new ChannelName("bench:" + sent / batch % CHANNELS);
            Append one = Append.of(channel, new Entry("message", null, data, 1, null, Change.NONE), null);
            List<Append> items = Collections.nCopies(batch, one);
            permits.acquire();
            log.append(Partitions.of(channel), items).onComplete(answer -> {
                failed.addAndGet(answer.failed() ? 1 : 0);
                permits.release();
            });
        }
        permits.acquire(inFlight);
        return failed.get();
    }
}
