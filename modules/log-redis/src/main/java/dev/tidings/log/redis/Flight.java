package dev.tidings.log.redis;

import dev.tidings.log.BatchResult;
import dev.tidings.model.HubException;
import java.util.List;

/** Calls that are sent to the store together, as one step under one number. Owned by its lane. */
final class Flight {

    final List<AppendCall> calls;
    final AppendPlan plan;
    final long number;
    final long sinceMillis;

    /** Whether an answer is awaited just now. */
    boolean underWay;

    /** Whether it was sent once without an answer: it may have been applied. */
    boolean isUncertain;

    /** Not sent again before this moment. */
    long notBeforeMillis;

    Flight(List<AppendCall> calls, AppendPlan plan, long number, long sinceMillis) {
        this.calls = calls;
        this.plan = plan;
        this.number = number;
        this.sinceMillis = sinceMillis;
        this.notBeforeMillis = sinceMillis;
    }

    void complete(List<BatchResult> results) {
        for (int i = 0; i < calls.size(); i++) {
            calls.get(i).promise().tryComplete(results.get(i));
        }
    }

    void fail(HubException reason) {
        calls.forEach(call -> call.promise().tryFail(reason));
    }
}
