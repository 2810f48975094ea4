package dev.tidings.server;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Ends a stream on which nothing was heard for too long: the reader's blocked read fails. Thread-safe because the one field
 * that two threads touch is volatile.
 */
final class Silence implements AutoCloseable {

    private final long maxNanos;
    private final InputStream stream;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "silence");
        thread.setDaemon(true);
        return thread;
    });
    private final ScheduledFuture<?> checks;
    private volatile long heardNanos = System.nanoTime();

    Silence(Duration max, InputStream stream) {
        this.maxNanos = max.toNanos();
        this.stream = stream;
        long period = Math.max(1, max.toMillis() / 10);
        checks = clock.scheduleWithFixedDelay(this::check, period, period, TimeUnit.MILLISECONDS);
    }

    /** Something came. */
    void heard() {
        heardNanos = System.nanoTime();
    }

    private void check() {
        if (System.nanoTime() - heardNanos > maxNanos) {
            try {
                stream.close();
            } catch (IOException e) {
                // it is gone then, which is what was wanted
                heard();
            }
        }
    }

    @Override
    public void close() {
        checks.cancel(false);
        clock.shutdownNow();
    }
}
