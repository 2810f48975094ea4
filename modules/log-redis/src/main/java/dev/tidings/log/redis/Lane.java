package dev.tidings.log.redis;

import dev.tidings.log.BatchResult;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.AsyncResult;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The appends of one partition. Owned by the log's loop.
 *
 * <p>One flight is under way; what comes meanwhile gathers and is the next, so that calls are applied in their order and a
 * busy partition makes large steps by itself. A flight bears a number of this writer. When its answer was lost it is sent
 * again under the same number: the store then gives the answer that was lost, or applies it now, or, past the deadline,
 * says that it never will. Only when the store can't be asked in time the outcome is unknown.
 */
final class Lane {

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private static final int MAX_ITEMS = 1_000;
    private static final long MAX_BYTES = 1 << 20;
    private static final long REPEAT_MILLIS = 50;
    private static final long RETRY_AFTER_MILLIS = 1_000;

    private final int partition;
    private final Shared shared;
    private final Reads reads;
    private final Keys keys;
    private final ArrayDeque<AppendCall> waiting = new ArrayDeque<>(0);
    private @Nullable Flight flight;
    private long number;

    Lane(int partition, Shared shared, Reads reads) {
        this.partition = partition;
        this.shared = shared;
        this.reads = reads;
        this.keys = shared.keys().get(partition);
    }

    void add(AppendCall call) {
        waiting.add(call);
        proceed();
    }

    /** Whether its server can't be reached for so long that it is not worth waiting for. */
    boolean isAway() {
        return shared.links().isAway(partition, Links.Use.APPEND);
    }

    boolean isIdle() {
        return waiting.isEmpty() && flight == null;
    }

    /** Sends what can be sent. */
    void proceed() {
        Link link = shared.links().open(partition, Links.Use.APPEND);
        if (link == null) {
            return;
        }
        if (flight == null && !waiting.isEmpty()) {
            flight = next();
        }
        Flight current = flight;
        if (current != null && !current.underWay && shared.nowMillis() >= current.notBeforeMillis) {
            send(current, link);
        }
    }

    private @Nullable Flight next() {
        List<AppendCall> calls = new ArrayList<>();
        int items = 0;
        long bytes = 0;
        AppendCall call;
        while ((call = waiting.peek()) != null
                && (calls.isEmpty()
                        || (items + call.batch().size() <= MAX_ITEMS && bytes + call.bytes() <= MAX_BYTES))) {
            calls.add(waiting.remove());
            items += call.batch().size();
            bytes += call.bytes();
        }
        try {
            AppendPlan plan =
                    AppendPlan.of(keys, shared.writer(), calls, shared.settings(), shared.limits(), shared.pool());
            number++;
            return new Flight(calls, plan, number, shared.nowMillis());
        } catch (RuntimeException e) {
            LOG.error("appends can't be written down", e);
            calls.forEach(unsent -> unsent.promise().tryFail(unavailable("the log can't take it")));
            return null;
        }
    }

    private void send(Flight sent, Link link) {
        sent.underWay = true;
        long deadline =
                link.leadMillis() + sent.sinceMillis + shared.options().timing().appendMillis();
        link.run(
                        Script.APPEND,
                        sent.plan.keys(),
                        sent.number,
                        deadline,
                        shared.agesMoment(),
                        sent.plan.plan(),
                        shared.incarnation(partition))
                .onComplete(result -> {
                    if (flight == sent) {
                        sent.underWay = false;
                        answered(sent, link, result);
                        if (result.succeeded()) {
                            proceed(); // else with the next tick: what failed must not be repeated in a circle
                        }
                    }
                });
    }

    private void answered(Flight sent, Link link, AsyncResult<Response> result) {
        if (result.failed()) {
            failed(sent, link, result.cause());
            return;
        }
        try {
            AppendAnswer answer = new AppendAnswer(result.result());
            link.learnClock(answer.storeMillis());
            switch (answer.kind()) {
                case DONE -> done(sent, link, answer);
                case ADOPT -> finish(Collections.nCopies(sent.calls.size(), answer.adoptionNeeded(partition)));
                case LATE -> fail(unavailable("the log did not take it in time"));
                case ABSENT -> found(sent, link);
                case OTHER -> compare(sent, answer.otherIncarnation());
            }
        } catch (RuntimeException e) {
            LOG.error("an answer of the store can't be read", e);
            fail(new HubException(ErrorCode.OUTCOME_UNKNOWN, "the log's answer can't be read"));
        }
    }

    private void done(Flight sent, Link link, AppendAnswer answer) {
        List<BatchResult> decided = answer.decided(sent.calls, shared.limits());
        shared.status().wrote();
        if (shared.options().replication().replicas() == 0 || !answer.hasApplied()) {
            finish(decided);
            return;
        }
        sent.underWay = true;
        link.awaitReplicas().onComplete(replicated -> {
            if (flight != sent) {
                return;
            }
            sent.underWay = false;
            if (replicated.succeeded()) {
                finish(decided);
            } else if (replicated.cause() instanceof ReplicaWait.TooFewReplicasException) {
                fail(new HubException(ErrorCode.OUTCOME_UNKNOWN, "too few replicas have the write"));
            } else {
                sent.isUncertain = true;
                return;
            }
            proceed();
        });
    }

    /** The partition has no record (any more): it gets one, with a new epoch, and the flight goes out again. */
    private void found(Flight sent, Link link) {
        sent.underWay = true;
        shared.found(link, partition).onComplete(made -> {
            if (flight == sent) {
                sent.underWay = false;
                if (made.failed()) {
                    failed(sent, link, made.cause());
                } else {
                    proceed();
                }
            }
        });
    }

    /**
     * Writes would go to another store than reads come from, as after a failover that only some connections have noticed.
     * That must not be: what was promised about one store would be broken on the other. So the reads' connection is asked,
     * and when they do differ, both are made again.
     */
    private void compare(Flight sent, String writtenTo) {
        sent.underWay = true;
        reads.state(partition).onComplete(read -> {
            if (flight != sent) {
                return;
            }
            sent.underWay = false;
            sent.notBeforeMillis = shared.nowMillis() + REPEAT_MILLIS;
            if (read.succeeded() && read.result().runningIncarnation().equals(writtenTo)) {
                sent.notBeforeMillis = shared.nowMillis();
                proceed();
            } else if (read.succeeded()) {
                shared.links().reconnect(partition);
            }
        });
    }

    private void failed(Flight sent, Link link, Throwable cause) {
        switch (StoreFault.of(cause)) {
            case LOST -> sent.isUncertain = true;
            case ELSEWHERE -> {
                sent.notBeforeMillis = shared.nowMillis() + REPEAT_MILLIS;
                link.close(String.valueOf(cause.getMessage()));
            }
            case LATER, NO_SCRIPT -> sent.notBeforeMillis = shared.nowMillis() + REPEAT_MILLIS;
            case FULL -> {
                shared.status().full(String.valueOf(cause.getMessage()));
                refuse(sent, ErrorCode.STORAGE_FULL, "the store is full");
            }
            case DENIED -> {
                LOG.error("the store refuses appends: {}", cause.getMessage());
                refuse(sent, ErrorCode.UNAVAILABLE, "the store refuses the hub");
            }
            case BROKEN -> {
                LOG.error("the append script failed", cause);
                fail(new HubException(ErrorCode.OUTCOME_UNKNOWN, "the log failed in an unknown way"));
            }
        }
    }

    /** Not applied this time; but perhaps the time before, when the answer was lost. */
    private void refuse(Flight sent, ErrorCode code, String detail) {
        fail(
                sent.isUncertain
                        ? new HubException(ErrorCode.OUTCOME_UNKNOWN, detail)
                        : new HubException(code, detail).withRetryAfterMillis(RETRY_AFTER_MILLIS));
    }

    /** Ends what waited too long, or waits for a store that is away for long. */
    void tick() {
        boolean isAway = isAway();
        long now = shared.nowMillis();
        long appendMillis = shared.options().timing().appendMillis();
        for (Iterator<AppendCall> calls = waiting.iterator(); calls.hasNext(); ) {
            AppendCall call = calls.next();
            if (isAway || now - call.sinceMillis() >= appendMillis) {
                calls.remove();
                call.promise().tryFail(unavailable("the log is not available"));
            }
        }
        Flight current = flight;
        if (current != null) {
            boolean mayBeApplied = current.underWay || current.isUncertain;
            if (now - current.sinceMillis >= shared.options().timing().unknownMillis()) {
                refuse(current, ErrorCode.UNAVAILABLE, "the log did not answer in time");
            } else if (!mayBeApplied && (isAway || now - current.sinceMillis >= appendMillis)) {
                fail(unavailable("the log is not available"));
            }
        }
        proceed();
    }

    /** Fails all that waits: not sent = not applied, sent = nobody knows. */
    void abandon() {
        AppendCall call;
        while ((call = waiting.poll()) != null) {
            call.promise().tryFail(unavailable("the log is closed"));
        }
        Flight current = flight;
        if (current != null) {
            current.isUncertain |= current.underWay;
            refuse(current, ErrorCode.UNAVAILABLE, "the log is closed");
        }
    }

    private void finish(List<BatchResult> results) {
        Flight finished = flight;
        flight = null;
        if (finished != null) {
            finished.complete(results);
        }
    }

    private void fail(HubException reason) {
        Flight finished = flight;
        flight = null;
        if (finished != null) {
            finished.fail(reason);
        }
    }

    private static HubException unavailable(String detail) {
        return new HubException(ErrorCode.UNAVAILABLE, detail).withRetryAfterMillis(RETRY_AFTER_MILLIS);
    }
}
