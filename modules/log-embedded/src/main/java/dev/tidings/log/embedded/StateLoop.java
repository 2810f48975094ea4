package dev.tidings.log.embedded;

import dev.tidings.log.Append;
import dev.tidings.log.embedded.Inbox.AppendCall;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state thread: the only one that touches the fold. It decides appends against all that was decided before, and
 * gives answers from what is durable. Owned by that thread.
 *
 * <p>There are at most two groups that are not durable: one at the writer, and one that takes what is decided meanwhile.
 * When the writer has flushed its group, the group's records are applied to the fold, its waiters are answered, and the
 * other is handed over: so a group grows by itself to what arrives during one flush. Each group has an overlay with what
 * it changes; when a write fails, both overlays are dropped and the fold is as it was.
 */
final class StateLoop implements Runnable, GroupWriter.Outcome {

    private static final Logger LOG = LoggerFactory.getLogger(StateLoop.class);
    private static final int MAX_GROUP_BYTES = 1 << 20;
    private static final long IDLE_NANOS = 1_000_000_000L;

    private final Store store;
    private final Inbox inbox;
    private final Decider decider;
    private final GroupWriter writer;

    private final Deque<Consumer<Group>> exclusives = new ArrayDeque<>();
    private Group building = new Group();
    private @Nullable Group inFlight;
    private boolean isExclusive;
    private boolean stopping;
    /** Bytes appended by callers since somebody last asked. */
    private long appendedBytes;

    StateLoop(Store store, Inbox inbox, Decider decider, WriterFactory writers) {
        this.store = store;
        this.inbox = inbox;
        this.decider = decider;
        this.writer = writers.create(this);
    }

    /** Makes the writer that answers to this loop. */
    interface WriterFactory {
        GroupWriter create(GroupWriter.Outcome outcome);
    }

    GroupWriter writer() {
        return writer;
    }

    @Override
    public void run() {
        while (!(stopping && isQuiet() && !inbox.hasAppends())) {
            boolean worked = answerCalls();
            worked |= takeAppends();
            worked |= beginExclusive();
            worked |= handOver();
            if (!worked) {
                inbox.await(IDLE_NANOS, mayTake());
            }
        }
    }

    /** Ends the thread when everything accepted is answered. */
    void stop() {
        inbox.put(() -> stopping = true);
    }

    /**
     * Runs a step that must not meet undecided appends: nothing is pending when it fills its group, and nothing is
     * decided until that is durable.
     */
    void runExclusively(Consumer<Group> step) {
        exclusives.add(step);
    }

    /** The group that takes records now; for steps that don't depend on what is pending. */
    Group building() {
        return building;
    }

    /** Bytes appended since this was last asked. */
    long takeAppendedBytes() {
        long bytes = appendedBytes;
        appendedBytes = 0;
        return bytes;
    }

    /** Whether nothing is being written. */
    boolean isQuiet() {
        return inFlight == null && building.isEmpty() && exclusives.isEmpty();
    }

    private boolean answerCalls() {
        boolean worked = false;
        Runnable call = inbox.nextCall();
        while (call != null) {
            guarded(call);
            worked = true;
            call = inbox.nextCall();
        }
        return worked;
    }

    private boolean mayTake() {
        return exclusives.isEmpty() && !isExclusive && building.byteCount() < MAX_GROUP_BYTES;
    }

    private boolean takeAppends() {
        boolean worked = false;
        while (mayTake()) {
            AppendCall call = inbox.nextAppend();
            if (call == null) {
                break;
            }
            guarded(() -> decide(call));
            worked = true;
        }
        return worked;
    }

    private void decide(AppendCall call) {
        HubException refusal = store.status.refusal();
        if (refusal != null) {
            call.promise().fail(refusal);
            return;
        }
        PartitionFold partition = store.fold.partition(call.partition());
        Overlay pending = inFlight == null ? null : inFlight.overlay;
        long nowMillis = store.time.nowMillis();
        PendingView view = new PendingView(store.fold, partition, building.overlay, pending, store.limits, nowMillis);
        BatchAnswer answer =
                new BatchAnswer(call.promise(), partition.epoch(), call.batch().size(), store.bodies::read);
        int before = building.byteCount();
        try {
            for (Append item : call.batch()) {
                decider.decide(item, view, building, answer);
            }
        } catch (RuntimeException e) {
            LOG.error("deciding a batch failed", e);
            call.promise().fail(new HubException(ErrorCode.OUTCOME_UNKNOWN, "deciding the batch failed"));
            return;
        }
        appendedBytes += building.byteCount() - before;
        if (isQuiet()) {
            answer.durable();
        } else {
            building.waiters.add(answer);
        }
    }

    private boolean beginExclusive() {
        if (isExclusive || inFlight != null || !building.isEmpty() || exclusives.isEmpty()) {
            return false;
        }
        Consumer<Group> step = exclusives.remove();
        guarded(() -> step.accept(building));
        isExclusive = !building.isEmpty();
        return true;
    }

    private boolean handOver() {
        if (inFlight != null || building.isEmpty()) {
            return false;
        }
        Group group = building;
        building = new Group();
        if (!group.hasRecords()) {
            group.waiters.forEach(waiter -> guarded(waiter::durable));
            isExclusive = false;
        } else if (!store.status.isSound()) {
            HubException reason = new HubException(
                    ErrorCode.UNAVAILABLE, store.status.health().detail());
            group.waiters.forEach(waiter -> guarded(() -> waiter.failed(reason)));
            isExclusive = false;
        } else {
            inFlight = group;
            writer.submit(group, store.groupNumber + 1, store.time.nowMillis());
        }
        return true;
    }

    @Override
    public void written(Group group, GroupWriter.Written written) {
        inbox.put(() -> {
            inFlight = null;
            isExclusive = false;
            store.apply(group, written);
            group.waiters.forEach(waiter -> guarded(waiter::durable));
        });
    }

    @Override
    public void failed(Group group, IOException reason) {
        inbox.put(() -> {
            HubException answer = outcome(reason);
            Group also = building;
            building = new Group();
            inFlight = null;
            isExclusive = false;
            group.waiters.forEach(waiter -> guarded(() -> waiter.failed(answer)));
            also.waiters.forEach(waiter -> guarded(() -> waiter.failed(answer)));
        });
    }

    private HubException outcome(IOException reason) {
        if (reason instanceof GroupWriter.FullException) {
            String detail = "no room in " + store.directory + " (" + reason.getMessage() + ")";
            store.status.worsen(LogStatus.Kind.FULL, detail);
            return new HubException(ErrorCode.STORAGE_FULL, detail);
        }
        String detail = "writing to " + store.directory + " failed (" + reason.getMessage()
                + "); nothing more is taken until the log is opened again";
        store.status.worsen(LogStatus.Kind.POISONED, detail);
        return new HubException(ErrorCode.OUTCOME_UNKNOWN, detail);
    }

    /** Nobody's mistake in an answer's listener may stop the log. */
    private static void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.error("a step of the log failed", e);
        }
    }
}
