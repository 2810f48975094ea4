package dev.tidings.hub;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The ends of pipes on one event loop, and its way to the others' offers. Owned by its event loop. */
final class LoopPipes {

    /** How long another loop of this node may take to answer. */
    static final long LOOP_MILLIS = 2_000;

    private static final long TICK_MILLIS = 1_000;

    private final Loop loop;
    private final Inbox inbox;
    private final HubCore core;
    private final Offers offers;
    private final Set<PipeEnd> ends = new LinkedHashSet<>();
    private final List<PipeEnd> toFlush = new ArrayList<>();
    private Loop.@Nullable Timer tick;
    private boolean closed;

    LoopPipes(Loop loop, Inbox inbox, HubCore core) {
        this.loop = loop;
        this.inbox = inbox;
        this.core = core;
        this.offers = core.offers();
    }

    /** The way onto this loop, from any thread. */
    Inbox inbox() {
        return inbox;
    }

    Optional<Pipe.Offer> offer(String name, Pipe.Acceptor acceptor) {
        if (name.isEmpty() || name.length() > Pipe.MAX_NAME_LENGTH) {
            throw new IllegalArgumentException("a name of " + name.length() + " characters");
        }
        Offers.Offered offered = new Offers.Offered(name, this, acceptor);
        return !closed && offers.add(offered) ? Optional.of(() -> offers.remove(offered)) : Optional.empty();
    }

    Future<Pipe> connect(String node, String name, byte[] head, Pipe.Receiver receiver) {
        if (head.length > Pipe.MAX_HEAD_BYTES) {
            throw new IllegalArgumentException("a head of " + head.length + " bytes");
        }
        String self = core.settings().node();
        if (closed) {
            return Future.failedFuture(closing());
        }
        if (name.isEmpty() || name.length() > Pipe.MAX_NAME_LENGTH) {
            return Future.failedFuture(nobody());
        }
        Offers.Offered here = node.isEmpty() || node.equals(self) ? offers.find(name) : null;
        if (here != null) {
            return connectHere(here, head, receiver);
        }
        return node.equals(self) ? Future.failedFuture(nobody()) : connectElsewhere(node, name, head, receiver);
    }

    /**
     * Takes a pipe to an offer of this loop, whose end is counted already.
     *
     * @return why it was refused, or null
     */
    @Nullable
    HubException accept(Offers.Offered offered, PipeEnd end, byte[] head) {
        begun(end);
        HubException refusal;
        if (closed) {
            refusal = closing();
        } else if (!offers.has(offered)) {
            refusal = nobody();
        } else {
            refusal = accepted(offered, end, head);
        }
        if (refusal != null) {
            end.drop(Pipe.Cause.FAILED);
        }
        return refusal;
    }

    /** What gathered in this turn goes out. */
    void flush() {
        for (int i = 0; i < toFlush.size(); i++) {
            PipeEnd end = toFlush.get(i);
            guard(end::flush);
        }
        toFlush.clear();
    }

    /** Whether requests are passed on from here to other nodes. */
    boolean passesOn() {
        return ends.stream().anyMatch(PipeEnd::leadsAway);
    }

    /** Ends a share of the requests that are passed on to other nodes: their clients come back at another node. */
    void drainStep(int stepsLeft) {
        List<PipeEnd> away = ends.stream().filter(PipeEnd::leadsAway).toList();
        int share = (away.size() + stepsLeft - 1) / Math.max(1, stepsLeft);
        away.subList(0, Math.min(share, away.size())).forEach(end -> end.fail(Pipe.Cause.NODE_LEFT));
    }

    /** Ends what is left. */
    void close() {
        closed = true;
        List.copyOf(ends).forEach(end -> end.fail(Pipe.Cause.NODE_LEFT));
        flush();
        if (tick != null) {
            tick.cancel();
            tick = null;
        }
    }

    long nowMillis() {
        return loop.monotonicMillis();
    }

    void touched(PipeEnd end) {
        toFlush.add(end);
        inbox.turnSoon();
    }

    void ended(PipeEnd end) {
        if (ends.remove(end)) {
            offers.release();
        }
    }

    void count(PipePacket packet) {
        offers.sent(packet.bytes());
    }

    void guard(Runnable call) {
        core.failures().guard(call);
    }

    void report(Throwable fault) {
        core.failures().report(fault);
    }

    private void begun(PipeEnd end) {
        ends.add(end);
        if (tick == null && end.isRemote() && !closed) {
            tick = loop.schedule(TICK_MILLIS, this::tick);
        }
    }

    private @Nullable HubException accepted(Offers.Offered offered, PipeEnd end, byte[] head) {
        try {
            end.begin(offered.acceptor.accept(end, head), nowMillis());
            return null;
        } catch (HubException e) {
            return e;
        } catch (RuntimeException | AssertionError e) {
            report(e);
            return new HubException(ErrorCode.INTERNAL, "the pipe's acceptor failed");
        }
    }

    private Future<Pipe> connectHere(Offers.Offered offered, byte[] head, Pipe.Receiver receiver) {
        if (!offers.reserve(2)) {
            return Future.failedFuture(tooMany());
        }
        LoopPipes there = offered.owner;
        PipeEnd own = new PipeEnd(this, true, false);
        PipeEnd other = new PipeEnd(there, false, false);
        own.over(0, packet -> there.inbox.add(() -> other.arrived(packet, there.nowMillis())));
        other.over(0, packet -> inbox.add(() -> own.arrived(packet, nowMillis())));
        begun(own);
        Promise<Pipe> promise = Promise.promise();
        Loop.Timer limit = loop.schedule(LOOP_MILLIS, () -> {
            own.fail(Pipe.Cause.TIMED_OUT);
            promise.tryFail(new HubException(ErrorCode.OUTCOME_UNKNOWN, "the loop that was asked does not answer"));
        });
        there.inbox.add(() -> {
            HubException refusal = there.accept(offered, other, head);
            inbox.add(() -> {
                limit.cancel();
                answered(own, receiver, promise, refusal);
            });
        });
        return promise.future();
    }

    private Future<Pipe> connectElsewhere(String node, String name, byte[] head, Pipe.Receiver receiver) {
        if (!offers.reserve(1)) {
            return Future.failedFuture(tooMany());
        }
        PipeEnd own = new PipeEnd(this, true, true);
        begun(own);
        Promise<Pipe> promise = Promise.promise();
        RemotePipes.Answer answer = new RemotePipes.Answer() {
            @Override
            public void opened(long pipe, PipeEnd.Way way) {
                inbox.add(() -> {
                    own.over(pipe, way);
                    answered(own, receiver, promise, null);
                });
            }

            @Override
            public void refused(HubException refusal) {
                inbox.add(() -> answered(own, receiver, promise, refusal));
            }
        };
        core.inbox().add(() -> core.pipes().connect(node, name, head, own, answer));
        return promise.future();
    }

    private void answered(PipeEnd own, Pipe.Receiver receiver, Promise<Pipe> promise, @Nullable HubException refusal) {
        HubException failure = refusal == null && own.isClosed() ? closing() : refusal;
        if (failure == null) {
            promise.tryComplete(own);
            own.begin(receiver, nowMillis());
        } else {
            own.drop(Pipe.Cause.FAILED);
            promise.tryFail(failure);
        }
    }

    private void tick() {
        tick = null;
        long now = nowMillis();
        List.copyOf(ends).forEach(end -> guard(() -> end.tick(now)));
        if (!closed && ends.stream().anyMatch(PipeEnd::isRemote)) {
            tick = loop.schedule(TICK_MILLIS, this::tick);
        }
    }

    private static HubException nobody() {
        return new HubException(ErrorCode.NOT_FOUND, "nobody offers this name");
    }

    private static HubException tooMany() {
        return new HubException(ErrorCode.OVERLOADED, "too many pipes");
    }

    private static HubException closing() {
        return new HubException(ErrorCode.DRAINING, "the node is going down");
    }
}
