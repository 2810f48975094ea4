package dev.tidings.socket;

import dev.tidings.edge.Allowance;
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
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client on a line, whatever carries its messages and in whatever dialect they are: who it is and for how long, what it
 * may still have, its commands in flight and its subscriptions. Owned by its event loop. It holds nothing that a quiet client
 * doesn't need: what is sent or awaited exists only meanwhile.
 */
public final class SocketSession implements Outlet, Line.Owner {

    /** Commands that wait for their answer at the most; beyond that the client is not read. */
    static final int MAX_IN_FLIGHT = 256;

    /** Commands that are refused, one by one, before the session ends. */
    static final int MAX_REFUSED = 100;

    /** How long after the end of its credential a session may still be refreshed. */
    static final long EXPIRY_GRACE_MILLIS = 25_000;

    private final LoopSockets sockets;
    private final Dialect dialect;
    private final Line line;
    private final Allowance allowance;
    private Identity identity;
    private Allowance.@Nullable Live live;
    private @Nullable Session session;
    private @Nullable Interests interests;

    private final SignOfLife life;
    private int inFlight;

    /** Commands that were one too many since the client was last asked for a sign of life. */
    private int refused;

    private boolean dirty;
    private boolean ended;

    SocketSession(LoopSockets sockets, Dialect dialect, Line line, Identity identity, Allowance allowance) {
        this.sockets = sockets;
        this.dialect = dialect;
        this.line = line;
        this.identity = identity;
        this.allowance = allowance;
        this.life = new SignOfLife(sockets.port().loop().monotonicMillis());
    }

    /** Greets the client or turns it away in words. */
    void begin() {
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
            dialect.connected(this, opened.connection());
        }
    }

    @Override
    public boolean isWritable() {
        return line.isWritable();
    }

    @Override
    public boolean hasProgressed() {
        return line.hasProgressed();
    }

    @Override
    public void deliver(Subscription subscription, FrameBatch batch) {
        dialect.deliver(this, subscription, batch);
    }

    @Override
    public void reset(Subscription subscription, Reset reset) {
        dialect.reset(this, subscription, reset);
    }

    @Override
    public void flush() {
        line.flush();
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
        return fresh.compose(done -> interests().change(change));
    }

    @Override
    public void alive() {
        life.given();
    }

    @Override
    public void message(boolean text, byte[] payload) {
        try {
            dialect.message(this, text, payload);
        } catch (HubException e) {
            leave(Disconnect.BAD_REQUEST, e.detail(), 0);
        } catch (RuntimeException e) {
            failed(e);
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

    /** What it shares with the others of its loop. */
    public LoopSockets sockets() {
        return sockets;
    }

    /** What carries its messages. */
    public Line line() {
        return line;
    }

    Dialect dialect() {
        return dialect;
    }

    /** Who the client is, as of its last credential. */
    public Identity identity() {
        return identity;
    }

    /** Whether the client was let in. */
    public boolean hasBegun() {
        return session != null;
    }

    /** Whether it has ended; then nothing it says arrives. */
    public boolean hasEnded() {
        return ended;
    }

    /** Its subscriptions. */
    public Interests interests() {
        Interests known = interests;
        if (known == null) {
            known = new Interests(this, session());
            interests = known;
        }
        return known;
    }

    /** @throws HubException {@code unauthenticated} or {@code forbidden}, naming the channel, unless there is the right */
    public void require(Right right, ChannelName channel) {
        if (!identity.may(right, channel)) {
            ErrorCode code =
                    identity.isAnonymous() && !channel.isReserved() ? ErrorCode.UNAUTHENTICATED : ErrorCode.FORBIDDEN;
            throw new HubException(code, "You may not " + right.word() + " " + channel + ".");
        }
    }

    /** Whether the client owed the empty object that it sent: then it is no command. */
    boolean answered() {
        return life.answered();
    }

    /**
     * Takes one command; who goes on asking for more than there may be is told to come back later.
     *
     * @param write whether it publishes or writes
     * @return null when it was taken; else what to refuse it with
     */
    @Nullable
    public HubException refusal(boolean write) {
        HubException refusal = allowance.command(write);
        if (refusal == null) {
            sockets.counters().countCommand();
        } else if (++refused > MAX_REFUSED) {
            // one command would fit in a moment, but not the next hundred
            long wait = Math.max(refusal.retryAfterMillis(), sockets.retryMillis());
            leave(Disconnect.TOO_MANY_MESSAGES, refusal.detail(), wait);
        }
        return refusal;
    }

    /**
     * Waits for the answer to a command, reading no further when too many wait.
     *
     * @param id pairs the refusal with the command when it fails
     * @param then says the answer; not called after the end of the session
     */
    public <T> void await(Future<T> answer, @Nullable JsonText id, Consumer<? super T> then) {
        if (++inFlight == MAX_IN_FLIGHT) {
            line.read(false);
        }
        answer.onComplete(result -> {
            if (--inFlight == MAX_IN_FLIGHT / 2) {
                line.read(true);
            }
            if (ended) {
                return;
            }
            if (result.failed()) {
                fail(id, result.cause());
            } else {
                then.accept(result.result());
            }
        });
    }

    /** Says one message, in parts that must not be written to afterwards; it is sent when the turn is over. */
    public void say(byte[]... parts) {
        line.write(parts);
        if (!dirty && !ended) {
            dirty = true;
            sockets.flushLater(this);
        }
    }

    /** Says why a command was refused; what is no refusal is logged, and an internal error to the client. */
    public void fail(@Nullable JsonText id, Throwable cause) {
        dialect.error(this, id, sockets.refusal(cause));
    }

    /**
     * Checks a new credential, goes on with it, and says so; who had none may bring one.
     *
     * @param id of the command that brought it; null when it was no command
     * @return fails with {@code unauthenticated}, or {@code forbidden} for another subject's
     */
    public Future<Void> refresh(String token, @Nullable JsonText id) {
        return sockets.check(token).map(fresh -> {
            if (!identity.isAnonymous() && !fresh.subject().equals(identity.subject())) {
                throw new HubException(ErrorCode.FORBIDDEN, "The token is another subject's: connect anew.");
            }
            if (!ended) {
                identify(fresh, id);
            }
            return null;
        });
    }

    private void identify(Identity fresh, @Nullable JsonText id) {
        identity = fresh;
        session().identify(fresh.subject());
        dialect.refreshed(this, id, fresh.expiresAtMillis());
        if (interests != null) {
            interests.recheck();
        }
    }

    void flushReplies() {
        dirty = false;
        line.flush();
    }

    /** Whether {@link #look} has something to do. */
    boolean isDue(long nowMillis, long wallMillis) {
        return life.isDue(sockets.settings(), nowMillis) || hasExpired(wallMillis);
    }

    /** Time goes by: ends who gives no sign of life or whose credential has ended, and asks for the next sign. */
    void look(long nowMillis, long wallMillis) {
        if (ended) {
            return;
        }
        if (hasExpired(wallMillis)) {
            leave(Disconnect.TOKEN_EXPIRED, "", 0);
        } else if (line.isWatched()) {
            life.waitAnew(nowMillis);
            refused = 0;
        } else if (life.isAwaited() && line.isReading()) {
            leave(Disconnect.NO_HEARTBEAT, "", 0);
        } else if (life.isAwaited()) {
            // it may have answered, but isn't read: whether it takes what it is sent is the hub's to watch
            life.waitAnew(nowMillis);
        } else if (line.isWritable()) {
            refused = 0;
            life.ask(line, dialect.heartbeat(), nowMillis);
            line.flush();
        }
    }

    private boolean hasExpired(long wallMillis) {
        long end = identity.expiresAtMillis();
        return end != Long.MAX_VALUE && end + EXPIRY_GRACE_MILLIS <= wallMillis;
    }

    /** It met what nobody expected, which goes into the log; its client may come back. */
    void failed(RuntimeException cause) {
        HubException refusal = sockets.refusal(cause);
        leave(Disconnect.SERVER_ERROR, refusal.detail(), 0);
    }

    private void refuse(Disconnect reason, String detail) {
        sockets.counters().countRefused();
        end(reason, detail, 0);
    }

    /**
     * Ends the session from this side, in words.
     *
     * @param detail what more there is to say; empty when nothing
     * @param retryAfterMillis when the client may come back; 0 = at a time that is drawn for it
     */
    public void leave(Disconnect reason, String detail, long retryAfterMillis) {
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
        try {
            if (!line.isWaiting()) {
                long wait = reason.reconnect() && retryAfterMillis == 0 ? sockets.retryMillis() : retryAfterMillis;
                dialect.disconnect(this, reason, detail, wait);
            }
            line.close(reason.code(), reason.reason());
        } finally {
            release();
        }
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
        dialect.gone(this);
        sockets.ended(this);
    }

    private Session session() {
        return Objects.requireNonNull(session, "not open");
    }
}
