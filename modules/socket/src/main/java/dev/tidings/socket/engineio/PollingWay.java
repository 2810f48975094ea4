package dev.tidings.socket.engineio;

import dev.tidings.hub.Frame;
import dev.tidings.hub.FrameBatch;
import dev.tidings.socket.MessageFormat;
import dev.tidings.socket.Tail;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Packets by HTTP long polling: those that wait for the next poll, or the poll that waits for packets, and the body that is
 * being read. Owned by its session's event loop.
 *
 * <p>While no poll waits nothing is delivered; what is queued are answers to what the client asked, and the words of the
 * transport itself. A body is read packet by packet as far as more is wanted, and answered when it is read; the next one waits
 * while as much is queued as a poll takes. So a client that sends and never polls costs one body and its answers.
 */
final class PollingWay implements Way {

    /** A poll takes packets until they are so many bytes; one packet alone may have more. */
    static final int POLL_BYTES = 256 * 1024;

    private static final byte[] OK = "ok".getBytes(StandardCharsets.US_ASCII);

    private final EngineSession session;
    private final ArrayDeque<Outgoing> queue = new ArrayDeque<>(4);
    private long queuedBytes;
    private @Nullable Answer poll;
    private boolean progressed;

    /** What the last poll, and the last body, was marked by. */
    private String lastPoll = "";

    private String lastPost = "";

    private boolean wanted = true;
    private @Nullable Posted posted;
    private boolean reading;

    /** A body and its request, until that is answered. */
    private record Posted(PayloadReader payload, Answer answer) {}

    PollingWay(EngineSession session) {
        this.session = session;
    }

    /** Whether a poll waits. */
    boolean isPolled() {
        return poll != null;
    }

    /** Whether this is the poll that waits. */
    boolean isPolled(Answer by) {
        return poll == by;
    }

    /** Whether a body is being read. */
    boolean isPosted() {
        return posted != null;
    }

    /** Whether this is the last poll once more. */
    boolean isRepeatedPoll(String mark) {
        boolean repeated = !mark.isEmpty() && mark.equals(lastPoll);
        lastPoll = mark;
        return repeated;
    }

    /** Whether this is the last body once more. */
    boolean isRepeatedPost(String mark) {
        boolean repeated = !mark.isEmpty() && mark.equals(lastPost);
        lastPost = mark;
        return repeated;
    }

    /** Whether nothing waits for a poll. */
    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Keeps a poll until there is something to say; only while none waits. */
    void poll(Answer next) {
        poll = next;
        flush();
        readOn();
    }

    /** The poll that waits is gone. */
    void forget() {
        poll = null;
    }

    /** Answers the poll that waits even if there is nothing to say. */
    void hurry() {
        if (poll != null) {
            if (queue.isEmpty()) {
                send(Outgoing.of(Packet.Type.NOOP));
            }
            flush();
        }
    }

    /**
     * Reads a body, only while none is being read.
     *
     * @throws dev.tidings.model.HubException {@code malformed} when it is no text
     */
    void post(byte[] body, Answer answer) {
        posted = new Posted(new PayloadReader(body), answer);
        readOn();
    }

    /** Reads what is left of a body, wanted or not, and gives what waits for a poll to another way. No poll counts any more. */
    void leave(Way next) {
        Answer late = poll;
        poll = null;
        if (late != null) {
            late.refuse(EngineRefusal.BAD_REQUEST);
        }
        for (Outgoing packet = take(); packet != null; packet = take()) {
            next.send(packet);
        }
        wanted = true;
        readOn();
    }

    @Override
    public boolean isWritable() {
        return poll != null && !isFull();
    }

    @Override
    public boolean isWaiting() {
        return false;
    }

    @Override
    public boolean hasProgressed() {
        boolean took = progressed;
        progressed = false;
        return took;
    }

    @Override
    public boolean isReading() {
        return wanted && !isFull();
    }

    @Override
    public void read(boolean on) {
        wanted = on;
        readOn();
    }

    @Override
    public void deliver(FrameBatch batch, MessageFormat packets) {
        List<Frame> frames = batch.frames();
        for (int i = 0; i < frames.size(); i++) {
            send(new Outgoing(false, frames.get(i).encoded(packets.text())));
        }
    }

    @Override
    public void deliver(FrameBatch batch, MessageFormat packets, Tail tail) {
        List<Frame> frames = batch.frames();
        for (int i = 0; i < frames.size(); i++) {
            send(new Outgoing(false, frames.get(i).encoded(packets.text()), tail.bytes()));
        }
    }

    @Override
    public void send(Outgoing packet) {
        queue.add(packet);
        queuedBytes += packet.length();
    }

    @Override
    public void flush() {
        Answer waiting = poll;
        if (waiting == null || queue.isEmpty()) {
            return;
        }
        poll = null;
        progressed = true;
        // a close goes alone: the stock client of Socket.IO sees it before it has handed on what came with it,
        // and would get again what it hands on later
        int first = queue.element().length();
        Payload payload = new Payload(Math.max(first, (int) Math.min(POLL_BYTES, queuedBytes + queue.size())));
        do {
            payload.add(queue.element());
            take();
        } while (!queue.isEmpty() && !queue.element().is(Packet.Type.CLOSE) && payload.length() < POLL_BYTES);
        waiting.give(payload.toBytes());
    }

    @Override
    public boolean close(int code, String reason) {
        answerPosted();
        send(Outgoing.of(Packet.Type.CLOSE));
        flush();
        return queue.isEmpty();
    }

    @Override
    public void end(Packet.Type last, int code, String reason) {
        answerPosted();
        if (poll != null) {
            send(Outgoing.of(last));
            flush();
        }
    }

    /** Goes on with the body, until it is read or enough. */
    private void readOn() {
        if (reading) {
            return;
        }
        reading = true;
        try {
            for (Posted body = posted; body != null && mayRead(body); body = posted) {
                if (body.payload.hasNext()) {
                    session.packet(body.payload.next());
                } else {
                    answerPosted();
                }
            }
        } catch (RuntimeException e) {
            Posted body = posted;
            posted = null;
            session.failed(e);
            if (body != null) {
                body.answer.refuse(EngineRefusal.BAD_REQUEST);
            }
        } finally {
            reading = false;
        }
    }

    /** A body that was begun is read on however much is queued: its client may not poll before it is answered. */
    private boolean mayRead(Posted body) {
        return wanted && (body.payload.hasBegun() || !isFull());
    }

    private void answerPosted() {
        Posted body = posted;
        posted = null;
        if (body != null) {
            body.answer.give(OK);
        }
    }

    private boolean isFull() {
        return queuedBytes >= POLL_BYTES;
    }

    private @Nullable Outgoing take() {
        Outgoing first = queue.poll();
        if (first != null) {
            queuedBytes -= first.length();
        }
        return first;
    }
}
