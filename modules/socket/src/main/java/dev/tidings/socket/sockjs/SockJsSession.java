package dev.tidings.socket.sockjs;

import dev.tidings.edge.Allowance;
import dev.tidings.edge.Identity;
import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.Pipe;
import dev.tidings.socket.Frames;
import dev.tidings.socket.Line;
import dev.tidings.socket.MessageFormat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client whose messages come in requests and go out in their answers. Owned by its event loop. While no request waits, nothing
 * is delivered to it and only what it is replied is kept; who is owed too many replies is not listened to.
 */
final class SockJsSession implements Line {

    /** Replies that wait for a request, beyond which the client is not listened to. */
    private static final int MAX_WAITING_REPLIES = 256;

    private static final int MAX_WAITING_BYTES = 256 * 1024;

    /** Requests with messages that wait until the client is listened to again; stock clients have one. */
    private static final int MAX_HELD = 16;

    private final LoopSessions sessions;
    private final String id;
    private final String subject;
    private final Pipe.@Nullable Offer offer;
    private final @Nullable Owner owner;
    private @Nullable Receiver receiver;

    /** Not quoted yet: what is large is shared with others until it goes out. */
    private final ArrayDeque<byte[][]> replies = new ArrayDeque<>(1);

    private int replyBytes;
    private byte @Nullable [] farewell;
    private boolean opened;
    private boolean wanted = true;
    private boolean progressed;
    private boolean gone;

    /** The mark of the last request that waited for messages. */
    private String asked = RequestMark.NONE;

    /** The mark of the last request whose messages were taken. */
    private String brought = RequestMark.NONE;

    private @Nullable ArrayDeque<Messages> held;

    /** When something was sent last, or the last request left. */
    private long lastMillis;

    /** What one request brought, and what becomes of it. Owned by its session's loop. */
    interface Sender {

        /** All messages were taken. */
        void taken();

        /** There is no such session, or no longer. */
        void unknown();

        /** Too much of the client waits to be listened to. */
        void refused();
    }

    private static final class Messages {
        private final List<byte[]> texts;
        private final Sender sender;
        private int next;

        private Messages(List<byte[]> texts, Sender sender) {
            this.texts = texts;
            this.sender = sender;
        }
    }

    /** @param offer by which other loops reach it; null when they don't */
    SockJsSession(
            LoopSessions sessions, String id, Pipe.@Nullable Offer offer, Identity identity, Allowance allowance) {
        this.sessions = sessions;
        this.id = id;
        this.subject = identity.subject();
        this.lastMillis = sessions.nowMillis();
        this.offer = offer;
        this.owner = sessions.acceptor().open(this, identity, allowance);
    }

    String id() {
        return id;
    }

    /** Whether it is this subject's. */
    boolean belongsTo(String who) {
        return subject.equals(who);
    }

    /**
     * A request waits for messages; turned away when another does. When a browser asks for the same answer again, nobody knows
     * what arrived, so the session ends, as when a request is cut.
     */
    void attach(Receiver asking, String mark) {
        if (receiver != null) {
            turnAway(asking, SockJsFrames.SECOND);
            return;
        }
        if (farewell == null && RequestMark.isSecondTry(asked, mark)) {
            turnAway(asking, SockJsFrames.LOST);
            forget();
            return;
        }
        asked = mark;
        receiver = asking;
        progressed = true;
        lastMillis = sessions.nowMillis();
        if (!opened) {
            opened = true;
            asking.frame(SockJsFrames.OPEN);
            flush();
        }
        proceed();
    }

    private static void turnAway(Receiver asking, byte[] frame) {
        asking.frame(frame);
        if (asking.flush()) {
            asking.end();
        }
    }

    /** The request of that receiver was cut: nobody knows what arrived, so the session ends. */
    void cut(Receiver lost) {
        if (receiver == lost) {
            receiver = null;
            forget();
        }
    }

    /** The receiver takes more, after it did not. */
    void drained() {
        progressed = true;
        proceed();
    }

    /** A request brought messages; when a browser brings the same again, they were taken already. */
    void take(List<byte[]> texts, String mark, Sender sender) {
        if (farewell != null || gone || owner == null) {
            sender.unknown();
            return;
        }
        if (!mark.isEmpty() && mark.equals(brought)) {
            sender.taken();
            return;
        }
        owner.alive();
        ArrayDeque<Messages> queue = held == null ? new ArrayDeque<>(1) : held;
        if (queue.size() >= MAX_HELD) {
            sender.refused();
            return;
        }
        queue.add(new Messages(texts, sender));
        held = queue;
        brought = mark;
        if (queue.size() == 1) {
            listen();
        }
    }

    /** Time goes by: a heartbeat for who waits, the end for who doesn't come. */
    void look(long nowMillis) {
        SockJsSettings settings = sessions.settings();
        Receiver waiting = receiver;
        if (waiting == null) {
            if (nowMillis - lastMillis >= settings.disconnectMillis()) {
                forget();
            }
        } else if (waiting.takes() && nowMillis - lastMillis >= settings.heartbeatMillis()) {
            lastMillis = nowMillis;
            waiting.frame(SockJsFrames.HEARTBEAT);
            flush();
        }
    }

    @Override
    public boolean isWritable() {
        return farewell == null && receiver != null && replies.isEmpty() && receiver.takes();
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
        return wanted && replies.size() < MAX_WAITING_REPLIES && replyBytes < MAX_WAITING_BYTES;
    }

    @Override
    public void read(boolean on) {
        wanted = on;
        if (on && held != null) {
            sessions.execute(this::listen);
        }
    }

    @Override
    public boolean isWatched() {
        return true;
    }

    @Override
    public void ping() {}

    @Override
    public void deliver(FrameBatch batch, MessageFormat format) {
        if (receiver != null) {
            receiver.deliver(batch, sessions.quoted(format));
        }
    }

    @Override
    public void write(byte[]... parts) {
        if (farewell != null || gone) {
            return;
        }
        replies.add(parts);
        replyBytes += Frames.length(parts);
        give();
    }

    @Override
    public void writeBinary(byte[] payload) {
        throw new UnsupportedOperationException("SockJS carries text alone");
    }

    @Override
    public void flush() {
        Receiver waiting = receiver;
        if (waiting == null) {
            return;
        }
        progressed = true;
        if (!waiting.flush()) {
            receiver = null;
            lastMillis = sessions.nowMillis();
        }
    }

    /** What was written, and then the reason, are there for who asks until the session is forgotten. */
    @Override
    public void close(int code, String reason) {
        if (farewell != null || gone) {
            return;
        }
        farewell = SockJsFrames.close(code, reason);
        flush();
        proceed();
        lastMillis = sessions.nowMillis();
        release();
    }

    /** Gives the receiver as many of the replies as it takes. */
    private void give() {
        while (receiver != null && !replies.isEmpty() && receiver.takes()) {
            List<byte[]> quoted = new ArrayList<>(replies.size());
            int bytes = 0;
            while (!replies.isEmpty() && bytes < MAX_WAITING_BYTES) {
                byte[][] next = replies.remove();
                bytes += Frames.length(next);
                quoted.add(Quoting.quoted(next));
            }
            replyBytes -= bytes;
            receiver.messages(quoted);
        }
    }

    /** Sends what waits. */
    private void proceed() {
        if (receiver != null && !replies.isEmpty() && receiver.takes()) {
            give();
            flush();
            listen();
        }
        Receiver waiting = receiver;
        if (waiting != null && farewell != null && replies.isEmpty()) {
            receiver = null;
            waiting.frame(farewell);
            if (waiting.flush()) {
                waiting.end();
            }
        } else if (owner != null && isWritable()) {
            owner.writable();
        }
    }

    /** Hands the owner what was held, as long as it listens. */
    private void listen() {
        while (held != null && owner != null && farewell == null && !gone) {
            Messages first = held.element();
            if (first.next < first.texts.size()) {
                if (!isReading()) {
                    break;
                }
                owner.message(true, first.texts.get(first.next++));
                continue;
            }
            held.remove();
            if (held.isEmpty()) {
                held = null;
            }
            first.sender.taken();
        }
        flush();
    }

    private void forget() {
        if (gone) {
            return;
        }
        gone = true;
        sessions.remove(this);
        if (offer != null) {
            offer.close();
        }
        if (farewell == null) {
            release();
        }
    }

    private void release() {
        ArrayDeque<Messages> rest = held;
        held = null;
        if (rest != null) {
            // who brought what ended the session hears why from the answer to its next poll
            rest.forEach(messages -> {
                if (messages.next > 0) {
                    messages.sender.taken();
                } else {
                    messages.sender.unknown();
                }
            });
        }
        if (owner != null) {
            owner.gone();
        }
    }
}
