package dev.tidings.hub;

import dev.tidings.log.ChannelRead;
import dev.tidings.log.ReadRequest;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Publication;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The writing side of a channel that somebody on this node reads: turns what the bus brings, in whatever order, and what
 * the log says into a {@link Window} without holes. Owned by the hub's loop; other loops read {@link #window()} only.
 *
 * <p>It exists, opening, before its first read of the log is sent, and keeps what arrives from then on. The next offset is
 * appended, one not above the head is dropped, a hole is waited for a moment and then read from the log. A publication of
 * another epoch is never applied: it only leads to a read, whose epoch decides.
 */
final class ActiveChannel {

    /** Who follows a channel on the hub's loop. */
    interface Follower {
        /** The window has new frames. */
        void advanced(ActiveChannel channel);

        /** The window was replaced: what came before can't be continued without a look at the log. */
        void replaced(ActiveChannel channel);
    }

    private static final int WARM_UP_FRAMES = 128;
    private static final int WARM_UP_BYTES = 256 * 1024;
    private static final int READ_FRAMES = 512;
    private static final int READ_BYTES = 1024 * 1024;
    private static final int MAX_AHEAD = 1_024;
    private static final long MAX_AHEAD_BYTES = 1024 * 1024;
    private static final long RETRY_MILLIS = 50;
    private static final long MAX_RETRY_MILLIS = 1_000;

    private final ChannelName channel;
    private final Channels channels;
    private final Sequencer sequencer;
    private final List<Follower> followers = new ArrayList<>(1);
    private final TreeMap<Long, BusMessage.Item> ahead = new TreeMap<>();
    private List<Promise<ActiveChannel>> openers = new ArrayList<>(1);
    private volatile @Nullable Window window;
    private long aheadBytes;
    private long knownHead;
    private boolean reading;
    private boolean readAgain;
    private boolean closed;
    private int failures;
    private Loop.@Nullable Timer holeTimer;

    /** Runs after a read that failed: whatever arrives meanwhile, the log must be looked at. */
    private Loop.@Nullable Timer retryTimer;

    private Loop.@Nullable Timer lingerTimer;

    ActiveChannel(ChannelName channel, Channels channels, Sequencer sequencer) {
        this.channel = channel;
        this.channels = channels;
        this.sequencer = sequencer;
    }

    ChannelName channel() {
        return channel;
    }

    /** The window; null while it is opening. Any thread. */
    @Nullable
    Window window() {
        return window;
    }

    /** Completes when there is a window; fails when the log can't be read. */
    Future<ActiveChannel> opened() {
        if (window != null) {
            return Future.succeededFuture(this);
        }
        Promise<ActiveChannel> promise = Promise.promise();
        openers.add(promise);
        read();
        return promise.future();
    }

    void follow(Follower follower) {
        followers.add(follower);
        if (lingerTimer != null) {
            lingerTimer.cancel();
            lingerTimer = null;
        }
    }

    void unfollow(Follower follower) {
        followers.remove(follower);
        if (followers.isEmpty() && lingerTimer == null && !closed) {
            lingerTimer = channels.loop().schedule(channels.settings().lingerMillis(), () -> channels.close(this));
        }
    }

    int followerCount() {
        return followers.size();
    }

    /** Takes what the bus brought. */
    void accept(BusMessage.Item item) {
        Window current = window;
        long offset = item.publication().offset();
        if (current == null) {
            keepAhead(item);
            return;
        }
        if (!item.epoch().equals(current.epoch())) {
            read();
            return;
        }
        if (offset == current.head() + 1) {
            append(current, item.publication());
            drainAhead(current);
            channels.touched(this);
        } else if (offset > current.head()) {
            keepAhead(item);
            awaitHole();
        }
    }

    /**
     * Hears that the channel has come so far, without the payload.
     *
     * @param epoch the channel's; null when it is not known
     */
    void noteHead(@Nullable Epoch epoch, long offset) {
        Window current = window;
        if (current == null || (epoch != null && !epoch.equals(current.epoch()))) {
            read();
        } else if (offset > current.head()) {
            knownHead = Math.max(knownHead, offset);
            awaitHole();
        }
    }

    /** Looks at the log now, since something may have been missed or the epoch may be another. */
    void read() {
        if (closed) {
            return;
        }
        if (reading) {
            readAgain = true;
            return;
        }
        reading = true;
        readAgain = false;
        cancelTimers();
        Window current = window;
        long knownBefore = knownHead;
        ReadRequest request = current == null
                ? new ReadRequest(channel, ReadRequest.LAST, WARM_UP_FRAMES, WARM_UP_BYTES)
                : new ReadRequest(channel, current.head(), READ_FRAMES, READ_BYTES);
        channels.log(request).onComplete(result -> answered(current, knownBefore, result));
    }

    /** Tells the followers that there is something new. */
    void tell() {
        for (Follower follower : List.copyOf(followers)) {
            follower.advanced(this);
        }
    }

    /** Stops everything; the window is not written to any more. */
    void close() {
        closed = true;
        cancelTimers();
        if (lingerTimer != null) {
            lingerTimer.cancel();
            lingerTimer = null;
        }
        Window current = window;
        if (current != null) {
            channels.budget().remove(current);
        }
        failOpeners(new HubException(ErrorCode.UNAVAILABLE, "the channel was closed meanwhile"));
    }

    boolean isClosed() {
        return closed;
    }

    private void answered(@Nullable Window asked, long knownBefore, AsyncResult<ChannelRead> result) {
        reading = false;
        if (closed) {
            return;
        }
        if (result.failed()) {
            failed(result.cause());
            return;
        }
        failures = 0;
        ChannelRead read = result.result();
        if (!sequencer.baseline(read.partitionEpoch(), read.partitionSequence())) {
            // Older than what the partition is measured from: something may lie between the two.
            read();
            return;
        }
        apply(asked, read);
        Window now = window;
        if (now == null || readAgain || now.head() < read.head()) {
            read();
        } else if (knownHead <= knownBefore) {
            // Whatever was heard of before this read was sent is in it, or was never true.
            forgetAhead(now);
        } else if (now.head() < knownHead) {
            awaitHole();
        }
    }

    private void failed(Throwable cause) {
        failOpeners(cause);
        if (followers.isEmpty() && window == null) {
            channels.close(this);
            return;
        }
        failures++;
        cancelTimers();
        long delay = Math.min(RETRY_MILLIS << Math.min(failures, 5), MAX_RETRY_MILLIS);
        retryTimer = channels.loop().schedule(delay, () -> {
            retryTimer = null;
            read();
        });
    }

    private void apply(@Nullable Window asked, ChannelRead read) {
        if (asked == null) {
            open(read);
        } else if (!read.epoch().equals(asked.epoch())) {
            // The log has another life: begin anew with what it holds now.
            channels.budget().remove(asked);
            window = null;
        } else if (read.head() < asked.head()) {
            channels.checkSoon(sequencer);
        } else if (read.isTrimmedAfter(asked.head())) {
            restart(asked, read);
        } else {
            fill(asked, read.entries());
            channels.touched(this);
        }
    }

    private void open(ChannelRead read) {
        List<Publication> entries = read.entries();
        long before = entries.isEmpty() ? read.head() : entries.get(0).offset() - 1;
        knownHead = read.head();
        show(new Window(channel, read.epoch(), before), entries);
        List<Promise<ActiveChannel>> waiting = openers;
        openers = new ArrayList<>(1);
        for (Promise<ActiveChannel> promise : waiting) {
            promise.tryComplete(this);
        }
    }

    /** What follows the head is trimmed: goes on at the oldest that there is. */
    private void restart(Window asked, ChannelRead read) {
        channels.budget().remove(asked);
        show(new Window(channel, read.epoch(), read.oldest() - 1), read.entries());
    }

    private void show(Window next, List<Publication> entries) {
        fill(next, entries);
        window = next;
        for (Follower follower : List.copyOf(followers)) {
            follower.replaced(this);
        }
        channels.touched(this);
    }

    private void fill(Window into, List<Publication> entries) {
        for (Publication publication : entries) {
            if (publication.offset() == into.head() + 1) {
                append(into, publication);
            }
        }
        drainAhead(into);
    }

    private void append(Window into, Publication publication) {
        Frame frame = new Frame(channel, into.epoch(), publication, publication.offset() - 1);
        channels.budget().append(into, frame);
    }

    private void drainAhead(Window into) {
        while (!ahead.isEmpty() && ahead.firstKey() <= into.head() + 1) {
            BusMessage.Item item = ahead.pollFirstEntry().getValue();
            aheadBytes -= item.publication().weight();
            if (!item.epoch().equals(into.epoch())) {
                readAgain = true;
            } else if (item.publication().offset() == into.head() + 1) {
                append(into, item.publication());
            }
        }
        if (into.head() >= knownHead) {
            cancelHoleTimer();
        }
    }

    /** Keeps a publication that is ahead of its turn; beyond the bound only that there is something to read. */
    private void keepAhead(BusMessage.Item item) {
        long offset = item.publication().offset();
        knownHead = Math.max(knownHead, offset);
        int weight = item.publication().weight();
        if (ahead.containsKey(offset) || ahead.size() >= MAX_AHEAD || aheadBytes + weight > MAX_AHEAD_BYTES) {
            readAgain = readAgain || reading;
            return;
        }
        ahead.put(offset, item);
        aheadBytes += weight;
    }

    private void forgetAhead(Window now) {
        ahead.clear();
        aheadBytes = 0;
        knownHead = now.head();
    }

    private void awaitHole() {
        if (holeTimer == null && retryTimer == null && !reading && !closed) {
            holeTimer = channels.loop().schedule(channels.settings().holeMillis(), this::holeWaited);
        }
    }

    private void holeWaited() {
        holeTimer = null;
        Window current = window;
        if (current != null && current.head() < knownHead) {
            read();
        }
    }

    private void cancelTimers() {
        cancelHoleTimer();
        if (retryTimer != null) {
            retryTimer.cancel();
            retryTimer = null;
        }
    }

    private void cancelHoleTimer() {
        if (holeTimer != null) {
            holeTimer.cancel();
            holeTimer = null;
        }
    }

    private void failOpeners(Throwable cause) {
        List<Promise<ActiveChannel>> waiting = openers;
        openers = new ArrayList<>(1);
        for (Promise<ActiveChannel> promise : waiting) {
            promise.tryFail(cause);
        }
    }
}
