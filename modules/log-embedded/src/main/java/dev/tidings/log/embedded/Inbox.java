package dev.tidings.log.embedded;

import dev.tidings.log.Append;
import dev.tidings.log.BatchResult;
import dev.tidings.log.Entry;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What the state thread is asked to do: appends in one queue, everything else in another, so that a read needn't wait
 * while appends wait for the disk. Thread-safe because its queues are lock-free and its counts atomic: anybody puts, the
 * state thread alone takes.
 */
final class Inbox {

    /** Questions that may wait. */
    static final int MAX_CALLS = 65_536;

    /** Bytes that an item is taken for besides its data. */
    private static final int ITEM_BYTES = 200;

    /**
     * A batch that was asked for.
     *
     * @param bytes about what it takes
     */
    record AppendCall(int partition, List<Append> batch, long bytes, Promise<BatchResult> promise) {

        static AppendCall of(int partition, List<Append> batch, Promise<BatchResult> promise) {
            long bytes = 0;
            for (Append item : batch) {
                bytes += ITEM_BYTES;
                for (Entry entry : item.entries()) {
                    bytes += ITEM_BYTES + entry.data().length();
                }
            }
            return new AppendCall(partition, batch, bytes, promise);
        }
    }

    private final int maxItems;
    private final long maxBytes;
    private final Queue<AppendCall> appends = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> calls = new ConcurrentLinkedQueue<>();
    private final AtomicInteger items = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger callCount = new AtomicInteger();
    private volatile boolean parked;
    private volatile @Nullable Thread owner;

    Inbox(int maxItems, long maxBytes) {
        this.maxItems = maxItems;
        this.maxBytes = maxBytes;
    }

    long maxBytes() {
        return maxBytes;
    }

    /** Takes a batch unless that goes beyond a bound. */
    boolean offer(AppendCall call) {
        boolean tooMany = items.addAndGet(call.batch().size()) > maxItems;
        boolean tooLarge = bytes.addAndGet(call.bytes()) > maxBytes;
        if (tooMany || tooLarge) {
            release(call);
            return false;
        }
        appends.add(call);
        wake();
        return true;
    }

    /** Takes a question unless too many wait. */
    boolean offer(Runnable call) {
        if (callCount.incrementAndGet() > MAX_CALLS) {
            callCount.decrementAndGet();
            return false;
        }
        calls.add(call);
        wake();
        return true;
    }

    /** Takes what the store itself has to say; never refused, since there is little of it at a time. */
    void put(Runnable call) {
        callCount.incrementAndGet();
        calls.add(call);
        wake();
    }

    /** By the state thread: the next question, or null. */
    @Nullable
    Runnable nextCall() {
        Runnable call = calls.poll();
        if (call != null) {
            callCount.decrementAndGet();
        }
        return call;
    }

    /** By the state thread: the next batch, or null. */
    @Nullable
    AppendCall nextAppend() {
        AppendCall call = appends.poll();
        if (call != null) {
            release(call);
        }
        return call;
    }

    boolean hasAppends() {
        return !appends.isEmpty();
    }

    /** By the state thread: returns when there may be something, or after a while. */
    void await(long nanos, boolean forAppends) {
        owner = Thread.currentThread();
        parked = true;
        if (calls.isEmpty() && !(forAppends && hasAppends())) {
            LockSupport.parkNanos(this, nanos);
        }
        parked = false;
    }

    private void release(AppendCall call) {
        items.addAndGet(-call.batch().size());
        bytes.addAndGet(-call.bytes());
    }

    private void wake() {
        if (parked) {
            LockSupport.unpark(owner);
        }
    }
}
