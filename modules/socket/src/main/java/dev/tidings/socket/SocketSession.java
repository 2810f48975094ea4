package dev.tidings.socket;

import dev.tidings.edge.Allowance;
import dev.tidings.edge.Duplex;
import dev.tidings.edge.Identity;
import dev.tidings.edge.Right;
import dev.tidings.hub.ConnectionChange;
import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.Outlet;
import dev.tidings.hub.Reset;
import dev.tidings.hub.Session;
import dev.tidings.hub.Subscription;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One client on a WebSocket (contract §6). Owned by its event loop. It holds nothing that a quiet client doesn't need: what
 * is sent or awaited exists only meanwhile.
 */
final class SocketSession implements Outlet, WebSocket.Owner {

    /** Commands that wait for their answer at the most; beyond that the client is not read. */
    static final int MAX_IN_FLIGHT = 256;

    /** Commands that are refused, one by one, before the session ends. */
    static final int MAX_REFUSED = 100;

    /** Fragments of one message at the most. */
    static final int MAX_FRAGMENTS = 16;

    /** How long after the end of its credential a session may still be refreshed. */
    static final long EXPIRY_GRACE_MILLIS = 25_000;

    private final LoopSockets sockets;
    private final WebSocket socket;
    private final Allowance allowance;
    private Identity identity;
    private Allowance.@Nullable Live live;
    private @Nullable Session session;
    private @Nullable Interests interests;

    /** When the client was last asked for a sign of life; before the first time, when it came. */
    private long askedMillis;

    private boolean awaited;
    private boolean owesAnswer;
    private int inFlight;

    /** Commands that were one too many since the client was last asked for a sign of life. */
    private int refused;

    private boolean dirty;
    private boolean ended;

    private SocketSession(LoopSockets sockets, Duplex duplex, Identity identity, Allowance allowance) {
        this.sockets = sockets;
        this.identity = identity;
        this.allowance = allowance;
        this.askedMillis = sockets.port().loop().monotonicMillis();
        this.socket = new WebSocket(duplex, sockets.limits(), this);
    }

    /** Takes a connection over, greets the client or turns it away in words. */
    static Duplex.Receiver open(LoopSockets sockets, Duplex duplex, Identity identity, Allowance allowance) {
        SocketSession session = new SocketSession(sockets, duplex, identity, allowance);
        session.begin();
        return session.socket;
    }

    private void begin() {
        sockets.opened(this);
        Allowance.Live counted = allowance.live();
        live = counted;
        String refusal = counted.refusal();
        if (sockets.port().isDraining()) {
            refuse(Disconnect.DRAIN, "");
        } else if (sockets.isFull()) {
            refuse(Disconnect.OVERLOAD, "");
        } else if (refusal != null) {
            refuse(Disconnect.TOO_MANY_CONNECTIONS, refusal);
        } else {
            Session opened = sockets.port().open(this, identity.subject(), 0);
            session = opened;
            socket.write(
                    FrameReader.TEXT,
                    Replies.connected(
                            opened.connection(),
                            sockets.port().node(),
                            sockets.settings(),
                            identity.expiresAtMillis()));
        }
    }

    @Override
    public boolean isWritable() {
        return socket.isWritable();
    }

    @Override
    public boolean hasProgressed() {
        return socket.hasProgressed();
    }

    @Override
    public void deliver(Subscription subscription, FrameBatch batch) {
        socket.write(batch.joined(SocketFormat.PUBLICATION).retainedDuplicate());
    }

    @Override
    public void reset(Subscription subscription, Reset reset) {
        socket.write(FrameReader.TEXT, Replies.reset(subscription.channel(), reset));
    }

    @Override
    public void flush() {
        socket.flush();
    }

    /** Never asked for: the client is asked for a sign of life whether or not something was delivered. */
    @Override
    public void heartbeat() {}

    @Override
    public void disconnect(Disconnect reason, long retryAfterMillis) {
        end(reason, "", retryAfterMillis);
    }

    @Override
    public Future<Void> change(ConnectionChange change) {
        String token = change.token();
        Future<Void> fresh = token == null ? Future.succeededFuture() : refresh(token, null);
        return fresh.compose(done -> {
            change.unsubscribe().forEach(channel -> interests().leave(null, channel, null));
            List<Future<Void>> all = new ArrayList<>();
            change.subscribe().forEach((channel, start) -> {
                require(Right.SUBSCRIBE, channel);
                all.add(interests().join(null, channel, start, false));
            });
            return Future.join(all).mapEmpty();
        });
    }

    @Override
    public void alive() {
        awaited = false;
    }

    @Override
    public void message(boolean text, byte[] payload) {
        try {
            sockets.commands().message(this, payload);
        } catch (HubException e) {
            leave(Disconnect.BAD_REQUEST, e.detail(), 0);
        }
    }

    @Override
    public boolean ping() {
        return refusal(false) == null;
    }

    @Override
    public void writable() {
        session().drained();
    }

    @Override
    public void gone() {
        release();
    }

    @Override
    public String credential() {
        return identity.credential();
    }

    Identity identity() {
        return identity;
    }

    boolean hasEnded() {
        return ended;
    }

    Interests interests() {
        Interests known = interests;
        if (known == null) {
            known = new Interests(this, session());
            interests = known;
        }
        return known;
    }

    /** @throws HubException {@code unauthenticated} or {@code forbidden}, naming the channel, unless there is the right */
    void require(Right right, ChannelName channel) {
        if (!identity.may(right, channel)) {
            ErrorCode code =
                    identity.isAnonymous() && !channel.isReserved() ? ErrorCode.UNAUTHENTICATED : ErrorCode.FORBIDDEN;
            throw new HubException(code, "You may not " + right.word() + " " + channel + ".");
        }
    }

    /** Whether the client owed the empty object that it sent: then it is no command. */
    boolean answered() {
        boolean owed = owesAnswer;
        owesAnswer = false;
        return owed;
    }

    /** Whether the client may have one more command; who goes on asking for more than that is told to come back later. */
    @Nullable
    HubException refusal(boolean write) {
        HubException refusal = allowance.command(write);
        if (refusal != null && ++refused > MAX_REFUSED) {
            // one command would fit in a moment, but not the next hundred
            long wait = Math.max(refusal.retryAfterMillis(), sockets.retryMillis());
            leave(Disconnect.TOO_MANY_MESSAGES, refusal.detail(), wait);
        }
        return refusal;
    }

    /** A command waits for its answer. */
    void began() {
        inFlight++;
        if (inFlight == MAX_IN_FLIGHT) {
            socket.read(false);
        }
    }

    /** It waits no longer. */
    void finished() {
        inFlight--;
        if (inFlight == MAX_IN_FLIGHT / 2) {
            socket.read(true);
        }
    }

    /** Says an object; it is sent when the turn is over. */
    void say(byte[]... parts) {
        socket.write(FrameReader.TEXT, parts);
        if (!dirty && !ended) {
            dirty = true;
            sockets.flushLater(this);
        }
    }

    /** Says why a command was refused. */
    void fail(@Nullable JsonText id, Throwable cause) {
        if (cause instanceof HubException refusal) {
            say(Replies.error(id, refusal));
        } else {
            sockets.report(cause);
            say(Replies.error(id, new HubException(ErrorCode.INTERNAL, "")));
        }
    }

    /** Checks a new credential and goes on with it; who had none may bring one. */
    Future<Void> refresh(String token, @Nullable JsonText id) {
        return sockets.check(token).compose(fresh -> {
            if (!identity.isAnonymous() && !fresh.subject().equals(identity.subject())) {
                return Future.failedFuture(
                        new HubException(ErrorCode.FORBIDDEN, "The token is another subject's: connect anew."));
            }
            if (ended) {
                return Future.succeededFuture();
            }
            identity = fresh;
            session().identify(fresh.subject());
            say(Replies.refreshed(id, fresh.expiresAtMillis()));
            if (interests != null) {
                interests.recheck();
            }
            return Future.succeededFuture();
        });
    }

    void flushReplies() {
        dirty = false;
        socket.flush();
    }

    /** Whether {@link #look} has something to do. */
    boolean isDue(long nowMillis, long wallMillis) {
        SocketSettings settings = sockets.settings();
        int wait = awaited ? settings.answerMillis() : settings.heartbeatMillis();
        return nowMillis - askedMillis >= wait || hasExpired(wallMillis);
    }

    /** Time goes by: ends who gives no sign of life or whose credential has ended, and asks for the next sign. */
    void look(long nowMillis, long wallMillis) {
        if (ended) {
            return;
        }
        if (hasExpired(wallMillis)) {
            leave(Disconnect.TOKEN_EXPIRED, "", 0);
        } else if (awaited && socket.isReading()) {
            leave(Disconnect.NO_HEARTBEAT, "", 0);
        } else if (awaited) {
            // it may have answered, but isn't read: whether it takes what it is sent is the hub's to watch
            askedMillis = nowMillis;
        } else if (socket.isWritable()) {
            askedMillis = nowMillis;
            awaited = true;
            refused = 0;
            owesAnswer = true;
            socket.write(FrameReader.TEXT, Replies.HEARTBEAT);
            socket.flush();
        }
    }

    private boolean hasExpired(long wallMillis) {
        long end = identity.expiresAtMillis();
        return end != Long.MAX_VALUE && end + EXPIRY_GRACE_MILLIS <= wallMillis;
    }

    private void refuse(Disconnect reason, String detail) {
        sockets.counters().countRefused();
        end(reason, detail, 0);
    }

    /** Ends what this side began to end. */
    private void leave(Disconnect reason, String detail, long retryAfterMillis) {
        if (session != null) {
            session.close();
        }
        end(reason, detail, retryAfterMillis);
    }

    /**
     * Says why, unless that would be in the midst of a large message, and closes. Who may come back is told when, each at a
     * time of its own, so that those who are ended together don't return together.
     */
    private void end(Disconnect reason, String detail, long retryAfterMillis) {
        if (ended) {
            return;
        }
        if (!socket.isWaiting()) {
            long wait = reason.reconnect() && retryAfterMillis == 0 ? sockets.retryMillis() : retryAfterMillis;
            socket.write(FrameReader.TEXT, Replies.disconnect(reason, detail, wait));
        }
        socket.close(reason.code(), reason.reason());
        release();
    }

    private void release() {
        if (ended) {
            return;
        }
        ended = true;
        interests = null;
        if (session != null) {
            session.close();
        }
        if (live != null) {
            live.close();
        }
        sockets.ended(this);
    }

    private Session session() {
        return Objects.requireNonNull(session, "not open");
    }
}
