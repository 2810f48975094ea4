package dev.tidings.hub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One end of a pipe: numbers the packets that go out, checks the numbers of those that come in, and keeps to the credit.
 * Owned by its event loop.
 *
 * <p>A packet's number is one more than the last one's or the pipe has ended: a lower one came before and is dropped, a
 * higher one means that something was lost. An end that has nothing to say sends an empty packet now and then, so that the
 * loss of the last one is noticed too.
 */
final class PipeEnd implements Pipe {

    /** After how long an end that has sent nothing sends an empty packet. */
    static final long REMIND_MILLIS = 5_000;

    /** After how long without a packet the pipe ends. */
    static final long SILENT_MILLIS = 20_000;

    private static final long MAX_UNTAKEN_BYTES = CREDIT_BYTES + MAX_MESSAGE_BYTES + 2 * PipePacket.MESSAGE_COST;

    /** The way to the other end. Called on this end's loop. */
    interface Way {
        void send(PipePacket packet);
    }

    private final LoopPipes owner;
    private final boolean opener;
    private final boolean remote;
    private long id;
    private @Nullable Way way;
    private @Nullable Receiver receiver;

    private List<byte[]> gathered = new ArrayList<>(1);
    private @Nullable End ownEnd;
    private long sentNumber;
    private long sentBytes;
    private long takenThere;
    private long spokeMillis;
    private boolean full;
    private boolean touched;

    private final Queue<byte[]> waiting = new ArrayDeque<>(2);
    private @Nullable End otherEnd;
    private long arrivedNumber;
    private long arrivedBytes;
    private long takenHere;
    private long toldTaken;
    private long heardMillis;
    private boolean paused;
    private boolean giving;
    private boolean ended;

    /** @param remote whether the other end is on another node, so that packets may be lost */
    PipeEnd(LoopPipes owner, boolean opener, boolean remote) {
        this.owner = owner;
        this.opener = opener;
        this.remote = remote;
    }

    LoopPipes owner() {
        return owner;
    }

    boolean isRemote() {
        return remote;
    }

    /** Whether it was opened here, to another node. */
    boolean leadsAway() {
        return opener && remote;
    }

    /** Says where packets go and under which number. Before anything else, on any loop that then hands the end over. */
    PipeEnd over(long pipe, Way newWay) {
        id = pipe;
        way = newWay;
        return this;
    }

    /** Both ends know of each other from now on. */
    void begin(Receiver newReceiver, long nowMillis) {
        receiver = newReceiver;
        spokeMillis = nowMillis;
        heardMillis = nowMillis;
        give();
    }

    @Override
    public void send(byte[] message) {
        if (message.length > MAX_MESSAGE_BYTES) {
            throw new IllegalArgumentException("a message of " + message.length + " bytes");
        }
        if (ended) {
            return;
        }
        sentBytes += PipePacket.cost(message);
        if (sentBytes - takenThere > MAX_UNTAKEN_BYTES) {
            fail(Cause.OVERFLOW);
            return;
        }
        full |= !hasCredit();
        gathered.add(message);
        touch();
    }

    @Override
    public boolean isWritable() {
        return !ended && hasCredit();
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        give();
    }

    @Override
    public void close(byte[] reason) {
        if (reason.length > End.MAX_REASON_BYTES) {
            throw new IllegalArgumentException("a reason of " + reason.length + " bytes");
        }
        if (!ended) {
            end(new End(Cause.CLOSED, reason));
        }
    }

    @Override
    public boolean isClosed() {
        return ended;
    }

    /** The turn is over: what gathered in it is sent. */
    void flush() {
        touched = false;
        if (!gathered.isEmpty() || ownEnd != null || takenHere - toldTaken >= CREDIT_BYTES / 2) {
            say();
        }
    }

    /** A packet came. */
    void arrived(PipePacket packet, long nowMillis) {
        if (ended || otherEnd != null || packet.number() <= arrivedNumber) {
            return;
        }
        if (packet.number() != arrivedNumber + 1 || packet.taken() > sentBytes) {
            fail(Cause.LOST);
            return;
        }
        arrivedNumber = packet.number();
        heardMillis = nowMillis;
        takenThere = Math.max(takenThere, packet.taken());
        for (byte[] message : packet.messages()) {
            arrivedBytes += PipePacket.cost(message);
            waiting.add(message);
        }
        if (arrivedBytes - takenHere > MAX_UNTAKEN_BYTES) {
            fail(Cause.OVERFLOW);
            return;
        }
        otherEnd = packet.end();
        give();
        if (full && !ended && otherEnd == null && hasCredit()) {
            full = false;
            guarded(() -> receiver().writable());
        }
    }

    /** The other end is gone, so that there is nobody to tell. */
    void drop(Cause cause) {
        way = null;
        if (!ended) {
            forget();
            told(End.of(cause));
        }
    }

    /** Ends the pipe from this side, and tells both. */
    void fail(Cause cause) {
        if (!ended) {
            gathered = new ArrayList<>(0);
            end(End.of(cause));
            told(End.of(cause));
        }
    }

    /** Time goes by; before it begins, {@code connect} has a time limit of its own. */
    void tick(long nowMillis) {
        if (ended || !remote || receiver == null || otherEnd != null) {
            return;
        }
        if (nowMillis - heardMillis >= SILENT_MILLIS) {
            fail(Cause.TIMED_OUT);
        } else if (nowMillis - spokeMillis >= REMIND_MILLIS) {
            say();
        }
    }

    private void give() {
        if (giving || receiver == null) {
            return;
        }
        giving = true;
        while (!paused && !ended && !waiting.isEmpty()) {
            byte[] message = waiting.remove();
            takenHere += PipePacket.cost(message);
            guarded(() -> receiver().message(message));
        }
        giving = false;
        if (ended) {
            return;
        }
        if (waiting.isEmpty() && otherEnd != null) {
            End end = otherEnd;
            forget();
            told(end);
        } else if (takenHere - toldTaken >= CREDIT_BYTES / 2) {
            touch();
        }
    }

    private boolean hasCredit() {
        return sentBytes - takenThere < CREDIT_BYTES;
    }

    private void touch() {
        if (!touched) {
            touched = true;
            owner.touched(this);
        }
    }

    private void say() {
        Way known = way;
        if (known != null) {
            PipePacket packet = new PipePacket(id, !opener, ++sentNumber, takenHere, gathered, ownEnd);
            gathered = new ArrayList<>(1);
            ownEnd = null;
            toldTaken = takenHere;
            spokeMillis = owner.nowMillis();
            owner.count(packet);
            known.send(packet);
        }
    }

    private void end(End end) {
        ownEnd = end;
        forget();
        touch();
    }

    private void forget() {
        ended = true;
        waiting.clear();
        owner.ended(this);
    }

    private void told(End end) {
        if (receiver != null) {
            owner.guard(() -> receiver().closed(end));
        }
    }

    private Receiver receiver() {
        if (receiver == null) {
            throw new IllegalStateException("the pipe was not begun");
        }
        return receiver;
    }

    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            owner.report(e);
            fail(Cause.FAILED);
        }
    }
}
