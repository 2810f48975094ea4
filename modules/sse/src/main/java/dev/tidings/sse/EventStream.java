package dev.tidings.sse;

import dev.tidings.edge.Allowance;
import dev.tidings.edge.BodyStream;
import dev.tidings.edge.Identity;
import dev.tidings.hub.ConnectionChange;
import dev.tidings.hub.HubPort;
import dev.tidings.hub.Outlet;
import dev.tidings.hub.Session;
import dev.tidings.hub.Snapshot;
import dev.tidings.model.Disconnect;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One client's event stream: what all kinds have in common. Owned by its event loop. It begins with {@code retry:}, and ends
 * in words where the connection still takes them; whoever ends it, {@link #gone} is where everything is given back.
 */
abstract class EventStream implements Outlet, EventWriter.Owner {

    private final LoopStreams streams;
    private final EventWriter writer;
    private final long key;
    private final long nobodysKey;
    private Identity identity;
    private @Nullable String lastId;
    private final Allowance allowance;
    private Allowance.@Nullable Live live;
    private @Nullable Session session;
    private boolean ended;

    /**
     * What a request asked for, as every kind of stream needs it.
     *
     * @param streams those of this loop
     * @param body where it is written
     * @param identity who asks
     * @param allowance how many streams they may have
     * @param key its name among the refused, see {@link RefusedStreams}
     * @param nobodysKey its name there when it comes without a credential
     * @param lastId the id it came back with, or null
     */
    record Opening(
            LoopStreams streams,
            BodyStream body,
            Identity identity,
            Allowance allowance,
            long key,
            long nobodysKey,
            @Nullable String lastId) {}

    EventStream(Opening opening) {
        this.streams = opening.streams();
        this.identity = opening.identity();
        this.allowance = opening.allowance();
        this.key = opening.key();
        this.nobodysKey = opening.nobodysKey();
        this.lastId = opening.lastId();
        this.writer = new EventWriter(opening.body(), this);
    }

    /** Says when to come back should the line drop, and opens the session. False when the stream has ended already. */
    final boolean open(HubPort port) {
        streams.opened(this);
        writer.start();
        writer.write(EventText.retry(streams.retryMillis()));
        if (port.isDraining()) {
            refuse(Disconnect.DRAIN);
        } else if (streams.isFull()) {
            refuse(Disconnect.OVERLOAD);
        } else if (!ended && isAllowed()) {
            session = port.open(this, identity.subject(), streams.settings().heartbeatMillis());
            writer.flush();
        }
        return !ended;
    }

    @Override
    public final boolean isWritable() {
        return writer.isWritable();
    }

    @Override
    public final boolean hasProgressed() {
        return writer.hasProgressed();
    }

    @Override
    public final void flush() {
        writer.flush();
    }

    @Override
    public void heartbeat() {
        writer.write(EventText.heartbeat());
        writer.flush();
    }

    @Override
    public final void disconnect(Disconnect reason, long retryAfterMillis) {
        end(reason, reason.reason(), retryAfterMillis);
    }

    @Override
    public final String credential() {
        return identity.credential();
    }

    @Override
    public Future<Void> change(ConnectionChange change) {
        if (!change.subscribe().isEmpty() || !change.unsubscribe().isEmpty()) {
            return Future.failedFuture(new HubException(
                    ErrorCode.MALFORMED,
                    "a stream of a collection as a whole, or of its new documents, has this one channel"));
        }
        return refresh(change.token());
    }

    @Override
    public void emptied() {}

    @Override
    public void writable() {
        session().drained();
    }

    @Override
    public void gone() {
        if (ended) {
            return;
        }
        ended = true;
        if (session != null) {
            session.close();
        }
        if (live != null) {
            live.close();
        }
        streams.ended(this);
    }

    /** Ends the stream in words; for a reason to stay away it is remembered, since a browser comes back all the same. */
    final void end(Disconnect disconnect, String reason, long retryAfterMillis) {
        if (ended) {
            return;
        }
        if (!disconnect.reconnect()) {
            streams.refuse(key, lastId());
        }
        if (disconnect == Disconnect.REVOKED) {
            // who signed out comes back as nobody
            streams.refuse(nobodysKey, lastId());
        }
        long retry = retryAfterMillis > 0 ? retryAfterMillis : streams.retryMillis();
        byte[] first = EventText.retry(retry);
        byte[] second = EventText.event(null, Words.DISCONNECT, Words.disconnect(disconnect, reason));
        writer.write(first);
        writer.finish(second);
        gone();
    }

    /** Ends a stream that could not begin, or could not go on. */
    final void failed(Throwable cause) {
        if (cause instanceof HubException refusal) {
            end(disconnectFor(refusal.code()), disconnectFor(refusal.code()).reason(), refusal.retryAfterMillis());
        } else {
            streams.report(cause);
            end(Disconnect.SERVER_ERROR, Disconnect.SERVER_ERROR.reason(), 0);
        }
    }

    /** Checks a new credential and goes on with it. */
    final Future<Void> refresh(@Nullable String token) {
        if (token == null) {
            return Future.succeededFuture();
        }
        return streams.check(token).compose(fresh -> {
            if (!fresh.subject().equals(identity.subject())) {
                return Future.failedFuture(new HubException(ErrorCode.FORBIDDEN, "the token is another subject's"));
            }
            identity = fresh;
            if (!ended) {
                streams.watchExpiry(this);
                refreshed();
            }
            return Future.succeededFuture();
        });
    }

    /** There is a new identity: ends the stream when it may no longer have what it has. */
    abstract void refreshed();

    final Identity identity() {
        return identity;
    }

    /** The id that the client has now. */
    final @Nullable String lastId() {
        String moved = currentId();
        return moved == null ? lastId : moved;
    }

    /** The last id that this stream wrote; null while it has written none. */
    abstract @Nullable String currentId();

    final LoopStreams streams() {
        return streams;
    }

    final EventWriter writer() {
        return writer;
    }

    /** Its session; there is one from {@link #open} on, unless that said no. */
    final Session session() {
        return Objects.requireNonNull(session, "not open");
    }

    final boolean hasEnded() {
        return ended;
    }

    /** Writes an event of a stream's own. */
    final void say(@Nullable String id, String event, String data) {
        writer.write(EventText.event(id, event, data));
    }

    /** Writes a collection's snapshot. */
    final void say(@Nullable String id, Snapshot snapshot) {
        saySnapshot(id, "", snapshot, "");
    }

    /** Writes a collection's snapshot between other parts of a JSON text. */
    final void saySnapshot(@Nullable String id, String before, Snapshot snapshot, String after) {
        byte[] documents = EventText.singleLine(snapshot.documents().sharedBytes());
        writer.write(EventText.opening(id, Words.SNAPSHOT, before), documents, EventText.closing(after));
    }

    /** Counts the stream for its user; says so and ends it when it is one too many. */
    private boolean isAllowed() {
        live = allowance.live();
        String refusal = live.refusal();
        if (refusal != null) {
            streams.counters().countRefused();
            end(Disconnect.TOO_MANY_CONNECTIONS, Disconnect.TOO_MANY_CONNECTIONS.reason() + ": " + refusal, 0);
        }
        return !ended;
    }

    private void refuse(Disconnect reason) {
        streams.counters().countRefused();
        end(reason, reason.reason(), 0);
    }

    private static Disconnect disconnectFor(ErrorCode code) {
        return switch (code) {
            case OVERLOADED, TOO_MANY_REQUESTS -> Disconnect.OVERLOAD;
            case DRAINING -> Disconnect.DRAIN;
            case FORBIDDEN -> Disconnect.FORBIDDEN;
            case MALFORMED, NOT_FOUND -> Disconnect.BAD_REQUEST;
            default -> Disconnect.SERVER_ERROR;
        };
    }
}
