package dev.tidings.hub;

import dev.tidings.log.Append;
import dev.tidings.log.AppendResult;
import dev.tidings.log.BatchResult;
import dev.tidings.log.ChannelLog;
import dev.tidings.log.Entry;
import dev.tidings.model.Epoch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Partitions;
import dev.tidings.model.Publication;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes every write of this node to the log, and what the log made of it to the bus. Owned by the hub's loop.
 *
 * <p>A partition has one batch under way; what arrives meanwhile gathers and is the next one, so that writes of one caller
 * to one channel are appended in the order in which they came, and a busy partition makes large batches by itself. What
 * waits is bounded; beyond it writes are refused as overloaded.
 */
final class Publisher implements Appender {

    private static final int MAX_BATCH = 1_000;
    private static final long MAX_BATCH_BYTES = 1024 * 1024;
    private static final long SWEEP_MILLIS = 250;
    private static final long RETRY_AFTER_MILLIS = 1_000;

    private final ChannelLog log;
    private final Inbox inbox;
    private final Loop loop;
    private final HubSettings settings;
    private final Bus bus;
    private final Channels channels;
    private final Adopter adopter;
    private final Lane[] lanes = new Lane[Partitions.COUNT];
    private int pending;
    private long pendingBytes;
    private boolean gathering;
    private Loop.@Nullable Timer sweep;
    private boolean closed;

    /** A write that waits for its answer. */
    private record Pending(Append append, long bytes, long deadlineMillis, Promise<AppendResult> promise) {}

    /** The writes of one partition. */
    private static final class Lane {
        final ArrayDeque<Pending> waiting = new ArrayDeque<>(0);
        List<Pending> underWay = List.of();
        boolean suspended;
        boolean adopting;

        @Nullable
        Promise<Void> landed;
    }

    Publisher(
            ChannelLog log, Inbox inbox, Loop loop, HubSettings settings, Bus bus, Channels channels, Adopter adopter) {
        this.log = log;
        this.inbox = inbox;
        this.loop = loop;
        this.settings = settings;
        this.bus = bus;
        this.channels = channels;
        this.adopter = adopter;
        for (int p = 0; p < lanes.length; p++) {
            lanes[p] = new Lane();
        }
    }

    /** Adds a write to its partition's next batch, which is sent when this turn of the loop is over. */
    @Override
    public Future<AppendResult> append(Append append) {
        long bytes = weight(append);
        if (closed) {
            return Future.failedFuture(new HubException(ErrorCode.DRAINING, "the node is going down"));
        }
        if (pending >= settings.maxPendingWrites() || pendingBytes + bytes > settings.maxPendingBytes()) {
            return Future.failedFuture(new HubException(ErrorCode.OVERLOADED, "too many writes wait for the log")
                    .withRetryAfterMillis(RETRY_AFTER_MILLIS));
        }
        Pending write = new Pending(append, bytes, loop.monotonicMillis() + settings.writeMillis(), Promise.promise());
        pending++;
        pendingBytes += bytes;
        lanes[Partitions.of(append.channel())].waiting.add(write);
        gathering = true;
        if (sweep == null) {
            sweep = loop.schedule(SWEEP_MILLIS, this::sweepLate);
        }
        return write.promise.future();
    }

    /** Sends what gathered; at the end of each turn of the loop. */
    void flush() {
        if (!gathering) {
            return;
        }
        gathering = false;
        for (int p = 0; p < lanes.length; p++) {
            if (!lanes[p].waiting.isEmpty()) {
                sendNext(p);
            }
        }
    }

    /** How many writes wait for their answer. */
    int pending() {
        return pending;
    }

    /** Takes no more writes; those that wait get their answers. */
    void close() {
        closed = true;
    }

    /**
     * Holds a partition's writes back, as a node must that vouches for a store it does not write to yet. Completes when none is
     * under way, since that can't be called back; the log answers each in time.
     */
    Future<Void> suspend(int partition) {
        Lane lane = lanes[partition];
        lane.suspended = true;
        if (lane.underWay.isEmpty()) {
            return Future.succeededFuture();
        }
        Promise<Void> landed = lane.landed == null ? Promise.promise() : lane.landed;
        lane.landed = landed;
        return landed.future();
    }

    /** Whether a partition's writes are held back, and none is under way. */
    boolean isHeld(int partition) {
        return lanes[partition].suspended && lanes[partition].underWay.isEmpty();
    }

    /** Lets a partition's writes go on. */
    void resume(int partition) {
        if (lanes[partition].suspended) {
            lanes[partition].suspended = false;
            sendNext(partition);
        }
    }

    private void sendNext(int partition) {
        Lane lane = lanes[partition];
        if (lane.suspended || lane.adopting || !lane.underWay.isEmpty() || lane.waiting.isEmpty()) {
            return;
        }
        List<Pending> batch = new ArrayList<>(Math.min(lane.waiting.size(), MAX_BATCH));
        long bytes = 0;
        while (!lane.waiting.isEmpty() && batch.size() < MAX_BATCH && bytes < MAX_BATCH_BYTES) {
            Pending next = lane.waiting.poll();
            bytes += next.bytes;
            batch.add(next);
        }
        send(partition, batch);
    }

    private void send(int partition, List<Pending> batch) {
        lanes[partition].underWay = batch;
        List<Append> appends = new ArrayList<>(batch.size());
        for (Pending write : batch) {
            appends.add(write.append);
        }
        log.append(partition, appends).onComplete(result -> inbox.add(() -> answered(partition, batch, result)));
    }

    private void answered(int partition, List<Pending> batch, AsyncResult<BatchResult> result) {
        Lane lane = lanes[partition];
        lane.underWay = List.of();
        if (result.failed()) {
            HubException cause = asHubException(result.cause());
            batch.forEach(write -> fail(write, cause));
        } else if (result.result() instanceof BatchResult.Decided decided) {
            tellNodes(partition, batch, decided);
            for (int i = 0; i < batch.size(); i++) {
                complete(batch.get(i), decided.results().get(i));
            }
        } else if (result.result() instanceof BatchResult.AdoptionNeeded needed) {
            adoptAndRepeat(partition, batch, needed);
        }
        if (lane.landed != null) {
            Promise<Void> landed = lane.landed;
            lane.landed = null;
            landed.complete();
        }
        sendNext(partition);
    }

    /** Nothing was applied: the same writes again, ahead of what came later, once the partition is adopted. */
    private void adoptAndRepeat(int partition, List<Pending> batch, BatchResult.AdoptionNeeded needed) {
        Lane lane = lanes[partition];
        for (int i = batch.size() - 1; i >= 0; i--) {
            lane.waiting.addFirst(batch.get(i));
        }
        lane.adopting = true;
        adopter.storeChanged(needed.state()).onComplete(adopted -> {
            lane.adopting = false;
            sendNext(partition);
        });
    }

    private void tellNodes(int partition, List<Pending> batch, BatchResult.Decided decided) {
        List<BusMessage.Item> items = new ArrayList<>(batch.size());
        long first = 0;
        for (int i = 0; i < batch.size(); i++) {
            AppendResult result = decided.results().get(i);
            if (result instanceof AppendResult.Appended appended) {
                first = items.isEmpty() ? appended.firstSequence() : first;
                for (Publication publication : appended.publications()) {
                    items.add(new BusMessage.Item(batch.get(i).append.channel(), appended.epoch(), publication));
                }
            } else if (result instanceof AppendResult.Repeated repeated) {
                hint(batch.get(i).append, repeated);
            }
        }
        if (!items.isEmpty()) {
            channels.sequencer(partition).saw(decided.partitionEpoch(), first + items.size() - 1);
            bus.send(new BusMessage.Batch(partition, decided.partitionEpoch(), first, items));
        }
    }

    /** The node that took the first attempt may have died before it told anybody. */
    private void hint(Append append, AppendResult.Repeated repeated) {
        Epoch epoch = repeated.answer().position().epoch();
        bus.send(new BusMessage.Hint(
                append.channel(), epoch, repeated.answer().position().offset()));
    }

    private void complete(Pending write, AppendResult result) {
        if (write.promise.tryComplete(result)) {
            forget(write);
        }
    }

    private void fail(Pending write, HubException cause) {
        if (write.promise.tryFail(cause)) {
            forget(write);
        }
    }

    private void forget(Pending write) {
        pending--;
        pendingBytes -= write.bytes;
    }

    /** Answers what waited too long: not sent = nothing done, sent = nobody knows. */
    private void sweepLate() {
        sweep = null;
        long now = loop.monotonicMillis();
        for (Lane lane : lanes) {
            for (Iterator<Pending> waiting = lane.waiting.iterator(); waiting.hasNext(); ) {
                Pending write = waiting.next();
                if (write.deadlineMillis <= now) {
                    waiting.remove();
                    fail(write, unavailable());
                }
            }
            for (Pending write : lane.underWay) {
                if (write.deadlineMillis <= now) {
                    fail(write, new HubException(ErrorCode.OUTCOME_UNKNOWN, "the log did not answer in time"));
                }
            }
        }
        if (pending > 0) {
            sweep = loop.schedule(SWEEP_MILLIS, this::sweepLate);
        }
    }

    private static HubException unavailable() {
        return new HubException(ErrorCode.UNAVAILABLE, "the log is not available")
                .withRetryAfterMillis(RETRY_AFTER_MILLIS);
    }

    private static HubException asHubException(Throwable cause) {
        return cause instanceof HubException known
                ? known
                : new HubException(ErrorCode.OUTCOME_UNKNOWN, "the log failed in an unknown way");
    }

    private static long weight(Append append) {
        long bytes = 128;
        for (Entry entry : append.entries()) {
            bytes += entry.data().length() + 64L;
        }
        return bytes;
    }
}
