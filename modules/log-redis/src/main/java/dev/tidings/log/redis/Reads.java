package dev.tidings.log.redis;

import dev.tidings.log.PartitionState;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Questions to the store that change nothing, so that they can be asked again when an answer was lost. Owned by the log's
 * loop. Each has a time limit; their number is bounded.
 */
final class Reads {

    private static final Logger LOG = LoggerFactory.getLogger(Reads.class);

    private static final long RETRY_AFTER_MILLIS = 1_000;

    private final Shared shared;
    private final ArrayDeque<Question> again = new ArrayDeque<>();
    private int pending;

    private record Question(
            int partition,
            Script script,
            List<String> keys,
            Object[] arguments,
            long sinceMillis,
            Promise<Response> promise) {}

    Reads(Shared shared) {
        this.shared = shared;
    }

    /** The answer of a script; a partition without a record gets one first. */
    Future<Response> ask(int partition, Script script, List<String> keys, Object... arguments) {
        if (pending >= shared.options().bounds().pendingReads()) {
            return Future.failedFuture(unavailable("too many reads wait for the log"));
        }
        pending++;
        Promise<Response> promise = Promise.promise();
        put(new Question(partition, script, keys, arguments, shared.nowMillis(), promise));
        return promise.future().onComplete(done -> pending--);
    }

    /** A partition's state, and with it which store is read from and how many idempotency keys are there. */
    Future<PartitionState> state(int partition) {
        Keys keys = shared.keys().get(partition);
        return ask(partition, Script.STATE, List.of(keys.meta, keys.answers)).map(answer -> {
            shared.pool()
                    .counted(partition, answer.get(5).toLong(), answer.get(6).toLong());
            return shared.seen(Decoded.state(partition, answer));
        });
    }

    /** As {@link #ask}, for a script that must not be run twice. */
    Future<Response> askOnce(int partition, Script script, List<String> keys, Object... arguments) {
        Link link = shared.links().open(partition, Links.Use.READ);
        Future<Response> answer = link == null
                ? Future.failedFuture("LOST no connection")
                : link.run(script, keys, arguments).map(found -> {
                    if (found.get(0).toString().equals("absent")) {
                        throw new IllegalStateException("the partition has no record");
                    }
                    return found;
                });
        return answer.recover(cause -> {
            LOG.warn("a change of partition {} has no answer: {}", partition, cause.getMessage());
            return Future.failedFuture(unavailable("the store did not answer"));
        });
    }

    private void put(Question question) {
        Link link = shared.links().open(question.partition, Links.Use.READ);
        if (link == null) {
            again.add(question);
            return;
        }
        link.run(question.script, question.keys, question.arguments)
                .onComplete(result -> answered(question, link, result));
    }

    private void answered(Question question, Link link, AsyncResult<Response> result) {
        if (result.succeeded()) {
            Response answer = result.result();
            if (answer.get(0).toString().equals("absent")) {
                shared.found(link, question.partition).onComplete(made -> again(question, made.succeeded()));
            } else {
                question.promise.complete(answer);
            }
            return;
        }
        switch (StoreFault.of(result.cause())) {
            case ELSEWHERE -> {
                link.close(String.valueOf(result.cause().getMessage()));
                again(question, false);
            }
            case LOST, LATER, NO_SCRIPT -> again(question, false);
            case FULL, DENIED, BROKEN -> {
                LOG.error("a read of the store failed", result.cause());
                question.promise.fail(unavailable("the store refuses to be read"));
            }
        }
    }

    private void again(Question question, boolean atOnce) {
        if (atOnce && shared.nowMillis() - question.sinceMillis < limitMillis()) {
            put(question);
        } else {
            again.add(question);
        }
    }

    /** Asks again what waits, as far as it is worth it. */
    void tick() {
        long now = shared.nowMillis();
        for (int waiting = again.size(); waiting > 0; waiting--) {
            Question question = again.remove();
            boolean isAway = shared.links().isAway(question.partition, Links.Use.READ);
            if (isAway || now - question.sinceMillis >= limitMillis()) {
                question.promise.fail(unavailable("the log did not answer in time"));
            } else {
                put(question);
            }
        }
    }

    /** Fails what waits for a connection. */
    void abandon() {
        Question question;
        while ((question = again.poll()) != null) {
            question.promise.fail(unavailable("the log is closed"));
        }
    }

    private long limitMillis() {
        return shared.options().timing().readMillis();
    }

    static HubException unavailable(String detail) {
        return new HubException(ErrorCode.UNAVAILABLE, detail).withRetryAfterMillis(RETRY_AFTER_MILLIS);
    }
}
