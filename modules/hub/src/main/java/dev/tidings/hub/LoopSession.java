package dev.tidings.hub;

import dev.tidings.log.ChannelSettings;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Kind;
import dev.tidings.model.Position;
import dev.tidings.model.StartingPoint;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connected client. Owned by its event loop. */
final class LoopSession implements Session {

    private final LoopPort port;
    private final Outlet outlet;
    private final String connection;
    /** Read by any thread: a request to change the session may come in on another loop. */
    private volatile String subject;

    private final long heartbeatMillis;
    private final List<Cursor> cursors = new ArrayList<>(1);
    private long lastDeliveryMillis;
    private long stalledSinceMillis;
    private boolean stalled;
    private boolean touched;
    private boolean closed;

    LoopSession(LoopPort port, Outlet outlet, String connection, String subject, long heartbeatMillis) {
        this.port = port;
        this.outlet = outlet;
        this.connection = connection;
        this.subject = subject;
        this.heartbeatMillis = heartbeatMillis;
        this.lastDeliveryMillis = port.loop().monotonicMillis();
    }

    LoopPort port() {
        return port;
    }

    Outlet outlet() {
        return outlet;
    }

    String subject() {
        return subject;
    }

    @Override
    public void identify(String who) {
        subject = who;
    }

    @Override
    public String connection() {
        return connection;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public Future<Subscription> subscribe(ChannelName name, StartingPoint start, boolean snapshot) {
        if (closed) {
            return Future.failedFuture(gone());
        }
        LoopChannel channel = port.attach(name);
        channel.use();
        return channel.opening()
                .compose(open -> begin(channel, start, snapshot))
                .compose(subscribed -> closed
                        ? Future.failedFuture(gone())
                        : Future.<Subscription>succeededFuture(added(channel, subscribed)))
                .onFailure(cause -> channel.release());
    }

    @Override
    public void drained() {
        if (!closed) {
            port.inbox().add(this::pumpAll);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (Cursor cursor : List.copyOf(cursors)) {
            cursor.cancel();
        }
        port.closed(this);
    }

    @Override
    public void disconnect(Disconnect reason, long retryAfterMillis) {
        if (!closed) {
            close();
            outlet.disconnect(reason, retryAfterMillis);
        }
    }

    /** Whether the connection takes more; notes since when it does not. */
    boolean isWritable() {
        if (outlet.isWritable()) {
            stalled = false;
            return true;
        }
        if (!stalled) {
            stalled = true;
            stalledSinceMillis = port.loop().monotonicMillis();
        }
        return false;
    }

    void deliver(Cursor cursor, FrameBatch batch) {
        touch();
        try {
            outlet.deliver(cursor, batch);
        } catch (RuntimeException e) {
            port.failures().report(e);
            disconnect(Disconnect.SERVER_ERROR, 0);
        }
    }

    void reset(Cursor cursor, Reset reset) {
        touch();
        try {
            outlet.reset(cursor, reset);
        } catch (RuntimeException e) {
            port.failures().report(e);
            disconnect(Disconnect.SERVER_ERROR, 0);
        }
    }

    void forget(Cursor cursor) {
        cursors.remove(cursor);
    }

    /** The turn is over. */
    void flush() {
        touched = false;
        if (!closed) {
            outlet.flush();
        }
    }

    /** Time goes by: ends a connection that takes nothing, and keeps a quiet one alive. */
    void tick(long nowMillis, long stallMillis) {
        if (closed) {
            return;
        }
        if (!isWritable()) {
            if (outlet.hasProgressed()) {
                stalledSinceMillis = nowMillis;
            } else if (nowMillis - stalledSinceMillis >= stallMillis) {
                disconnect(Disconnect.TOO_SLOW, 0);
            }
            return;
        }
        if (heartbeatMillis > 0 && nowMillis - lastDeliveryMillis >= heartbeatMillis) {
            lastDeliveryMillis = nowMillis;
            outlet.heartbeat();
        }
    }

    private void touch() {
        if (!touched) {
            touched = true;
            lastDeliveryMillis = port.loop().monotonicMillis();
            port.touched(this);
        }
    }

    private void pumpAll() {
        for (Cursor cursor : List.copyOf(cursors)) {
            if (!isWritable()) {
                return;
            }
            if (cursor.isBehind()) {
                cursor.pump();
            }
        }
    }

    private Cursor added(LoopChannel channel, Subscribed subscribed) {
        Cursor cursor = new Cursor(channel, this, subscribed);
        cursors.add(cursor);
        return cursor;
    }

    private Future<Subscribed> begin(LoopChannel channel, StartingPoint start, boolean wantsSnapshot) {
        ChannelSettings settings = port.settings(channel.name());
        if (settings.kind() == Kind.VOLATILE) {
            return Future.succeededFuture(new Subscribed(null, true, null, null));
        }
        Window window = channel.window();
        if (window == null) {
            return Future.failedFuture(new HubException(ErrorCode.UNAVAILABLE, "the channel is being read anew")
                    .withRetryAfterMillis(500));
        }
        Recovery.Decision decision = Recovery.byWindow(start, window.epoch(), window.oldest(), window.head());
        if (!(decision instanceof Recovery.Decision.AskLog)) {
            Position head = new Position(window.epoch(), window.head());
            return decided(channel, decision, head, wantsSnapshot);
        }
        boolean skips = settings.kind() == Kind.LATEST;
        return port.bounds(channel.name()).compose(log -> {
            if (!log.epoch().equals(window.epoch()) || log.head() > window.head()) {
                port.refresh(channel.name());
            }
            Position head = new Position(log.epoch(), log.head());
            return decided(
                    channel, Recovery.byLog(start, log.epoch(), log.oldest(), log.head(), skips), head, wantsSnapshot);
        });
    }

    private Future<Subscribed> decided(
            LoopChannel channel, Recovery.Decision decision, Position head, boolean wantsSnapshot) {
        boolean lost = decision instanceof Recovery.Decision.Lost;
        Reset.@Nullable Reason reason = decision instanceof Recovery.Decision.Lost known ? known.reason() : null;
        if ((lost || wantsSnapshot) && port.collection(channel.name()).isPresent()) {
            return port.snapshot(channel.name())
                    .map(snapshot -> new Subscribed(snapshot.position(), !lost, reason, snapshot));
        }
        Position position = decision instanceof Recovery.Decision.From from ? from.position() : head;
        return Future.succeededFuture(new Subscribed(position, !lost, reason, null));
    }

    private static HubException gone() {
        return new HubException(ErrorCode.UNAVAILABLE, "the connection was closed");
    }
}
