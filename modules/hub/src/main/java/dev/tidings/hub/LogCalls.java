package dev.tidings.hub;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * Brings answers of the log onto the hub's loop within a time limit. Owned by the hub's loop. An answer that comes later
 * than its limit is dropped, and never confused with that of a later call.
 */
final class LogCalls {

    private final Loop loop;
    private final Inbox inbox;

    LogCalls(Loop loop, Inbox inbox) {
        this.loop = loop;
        this.inbox = inbox;
    }

    /**
     * The same answer, on the loop.
     *
     * @param limitMillis after which it fails with {@code unavailable}: only for calls that change nothing
     */
    <T> Future<T> within(long limitMillis, Future<T> call) {
        Promise<T> answer = Promise.promise();
        Loop.Timer limit = loop.schedule(
                limitMillis,
                () -> answer.tryFail(new HubException(ErrorCode.UNAVAILABLE, "the log did not answer in time")
                        .withRetryAfterMillis(1_000)));
        call.onComplete(result -> inbox.add(() -> {
            limit.cancel();
            if (result.succeeded()) {
                answer.tryComplete(result.result());
            } else {
                answer.tryFail(result.cause());
            }
        }));
        return answer.future();
    }
}
