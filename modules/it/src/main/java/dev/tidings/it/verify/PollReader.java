package dev.tidings.it.verify;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;

/** Asks again and again, each time as soon as it was answered. Owned by the run's event loop. */
abstract class PollReader implements Reader {

    /** How long the hub may hold a poll, s. */
    static final int WAIT_SECONDS = 5;

    private static final long LIMIT_MILLIS = WAIT_SECONDS * 1000L + 3_000;
    private static final long RETRY_MILLIS = 200;

    private final Rig rig;
    private final String name;
    private boolean stopped;

    PollReader(Rig rig, String name) {
        this.rig = rig;
        this.name = name;
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
        exchange(rig, next(), LIMIT_MILLIS).onComplete(result -> {
            if (result.failed()) {
                rig.vertx().setTimer(RETRY_MILLIS, id -> poll());
            } else if (result.result().status() >= 500) {
                rig.vertx().setTimer(RETRY_MILLIS, id -> poll());
            } else if (!stopped) {
                answered(result.result());
                poll();
            }
        });
    }

    /** Sends a request and reads the whole answer, in at most {@code limitMillis}; then the connection is closed. */
    static Future<Rig.Answer> exchange(Rig rig, RequestOptions options, long limitMillis) {
        return rig.client().request(options).compose(request -> {
            Future<Rig.Answer> answer = request.send()
                    .compose(response -> response.body()
                            .map(body -> new Rig.Answer(response.statusCode(), response.headers(), body)));
            return limited(rig, request, answer, limitMillis);
        });
    }

    static Future<Rig.Answer> limited(Rig rig, HttpClientRequest request, Future<Rig.Answer> answer, long limitMillis) {
        long timer = rig.vertx().setTimer(limitMillis, id -> request.reset());
        return answer.onComplete(done -> rig.vertx().cancelTimer(timer));
    }
}
