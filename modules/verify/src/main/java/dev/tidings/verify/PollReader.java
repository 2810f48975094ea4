package dev.tidings.verify;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeUnit;

/** Asks again and again, each time as soon as it was answered, or after a pause. Owned by the run's event loop. */
abstract class PollReader implements Reader {

    /** How long the hub may hold a poll, s. */
    static final int WAIT_SECONDS = 5;

    private static final long LIMIT_MILLIS = WAIT_SECONDS * 1000L + 3_000;
    private static final long CONNECT_MILLIS = 1_000;
    private static final long RETRY_MILLIS = 200;

    private final Rig rig;
    private final String name;
    private final long pauseMillis;
    private boolean stopped;
    private long awaySinceNanos = -1;

    /** @param pauseMillis between an answer and the next question; 0 = none */
    PollReader(Rig rig, String name, long pauseMillis) {
        this.rig = rig;
        this.name = name;
        this.pauseMillis = pauseMillis;
    }

    abstract RequestOptions next();

    /** An answer came, whole. */
    abstract void answered(Rig.Answer answer);

    Rig rig() {
        return rig;
    }

    String name() {
        return name;
    }

    @Override
    public void start() {
        poll();
    }

    @Override
    public void stop() {
        stopped = true;
    }

    private void poll() {
        if (stopped) {
            return;
        }
        exchange(rig, next(), Buffer.buffer(), LIMIT_MILLIS).onComplete(result -> {
            if (result.succeeded() && isStale(result.result())) {
                rig.vertx().setTimer(RETRY_MILLIS, id -> poll());
            } else if (result.failed() || result.result().status() >= 500) {
                awaySinceNanos = awaySinceNanos < 0 ? rig.nanos() : awaySinceNanos;
                rig.vertx().setTimer(RETRY_MILLIS, id -> poll());
            } else if (!stopped) {
                if (awaySinceNanos >= 0) {
                    rig.outages().over(rig.nanos() - awaySinceNanos);
                    awaySinceNanos = -1;
                }
                answered(result.result());
                if (pauseMillis == 0) {
                    poll();
                } else {
                    rig.vertx().setTimer(pauseMillis, id -> poll());
                }
            }
        });
    }

    /** Whether the hub says that others may know more, as one does that can't reach its log: then it is asked again. */
    private boolean isStale(Rig.Answer answer) {
        boolean isStale = answer.headers().contains("Tidings-Stale");
        if (isStale) {
            rig.stale();
        }
        return isStale;
    }

    /** Sends a request and reads the whole answer, in at most {@code limitMillis}; then the connection is closed. */
    static Future<Rig.Answer> exchange(Rig rig, RequestOptions options, Buffer body, long limitMillis) {
        return rig.client()
                .request(options)
                .compose(request -> {
                    request.exceptionHandler(rig::broken);
                    long timer = rig.vertx().setTimer(limitMillis, id -> request.reset());
                    return request.send(body)
                            .compose(response -> response.body()
                                    .map(bytes -> new Rig.Answer(response.statusCode(), response.headers(), bytes)))
                            .onComplete(done -> rig.vertx().cancelTimer(timer));
                })
                .onFailure(cause -> rig.refused(options.getServer(), 0))
                .timeout(limitMillis + CONNECT_MILLIS, TimeUnit.MILLISECONDS);
    }
}
