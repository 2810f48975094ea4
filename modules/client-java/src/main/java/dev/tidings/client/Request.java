package dev.tidings.client;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * One request and its attempts. Owned by the event loop of its context.
 *
 * <p>What was surely not done is tried again; what may have been done is, too, since every write bears a key under which
 * the hub remembers the answer. Pauses double, each by chance between half and the whole, and are never shorter than the hub
 * asks. When the time is up, the last word is the answer: {@code outcome-unknown} if any attempt may have been applied.
 */
final class Request {

    private final Vertx vertx;
    private final Context context;
    private final ClientOptions options;
    private final RandomGenerator random;
    private final String address;
    private final Buffer body;
    private final boolean changes;
    private final long endNanos;
    private final Promise<Map<String, JsonText>> answer = Promise.promise();
    private long pauseMillis;
    private boolean unknown;

    /** @param changes whether an attempt without an answer may have changed something */
    Request(
            Vertx vertx,
            Context context,
            ClientOptions options,
            RandomGenerator random,
            String address,
            Buffer body,
            boolean changes) {
        this.vertx = vertx;
        this.context = context;
        this.options = options;
        this.random = random;
        this.address = address;
        this.body = body;
        this.changes = changes;
        this.endNanos = System.nanoTime() + options.deadlineMillis() * 1_000_000;
        this.pauseMillis = options.minPauseMillis();
    }

    /** Sends it; once. From any thread. */
    Future<Map<String, JsonText>> start() {
        context.runOnContext(now -> attempt());
        return answer.future();
    }

    private void attempt() {
        long millis = Math.max(1, Math.min(options.attemptMillis(), leftMillis()));
        vertx.eventBus()
                .<Buffer>request(address, body, new DeliveryOptions().setSendTimeout(millis))
                .onComplete(this::answered, cause -> context.runOnContext(now -> failed(cause)));
    }

    private void answered(Message<Buffer> reply) {
        try {
            answer.tryComplete(Wire.members(reply.body()));
        } catch (RuntimeException e) {
            answer.tryFail(e);
        }
    }

    private void failed(Throwable cause) {
        HubException reason = reason(cause);
        boolean mayHaveBeen = reason.code() == ErrorCode.OUTCOME_UNKNOWN;
        unknown |= mayHaveBeen;
        int status = reason.code().status();
        if (status != 429 && status != 503 && !mayHaveBeen) {
            answer.tryFail(reason);
            return;
        }
        long pause = Math.max(pauseMillis / 2 + random.nextLong(pauseMillis / 2 + 1), reason.retryAfterMillis());
        pauseMillis = Math.min(options.maxPauseMillis(), pauseMillis * 2);
        if (pause >= leftMillis()) {
            answer.tryFail(unknown && !mayHaveBeen ? unknownOutcome() : reason);
            return;
        }
        vertx.setTimer(Math.max(1, pause), now -> attempt());
    }

    private HubException reason(Throwable cause) {
        if (cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.RECIPIENT_FAILURE) {
            return Wire.refusal(reply.failureCode(), reply.getMessage());
        }
        if (!changes || (cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS)) {
            return new HubException(ErrorCode.UNAVAILABLE, "no node of the hub answers");
        }
        return unknownOutcome();
    }

    private long leftMillis() {
        return (endNanos - System.nanoTime()) / 1_000_000;
    }

    private static HubException unknownOutcome() {
        return new HubException(ErrorCode.OUTCOME_UNKNOWN, "the hub did not answer in time");
    }

    /** A key that nobody else draws. */
    static String key(RandomGenerator random) {
        return Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
    }
}
