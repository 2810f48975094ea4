package dev.tidings.server;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for futures on the main thread, never for ever. Pure. */
final class Awaiting {

    private Awaiting() {}

    /**
     * The future's result.
     *
     * @param what is waited for, for the failure's text
     * @throws Exception what the future failed with, or that it took too long
     */
    static <T> T result(Future<T> future, Duration time, String what) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new TimeoutException(what + " took longer than " + time.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
