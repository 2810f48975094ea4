package dev.tidings.api;

import dev.tidings.hub.Frame;
import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.Outlet;
import dev.tidings.hub.Session;
import dev.tidings.hub.Subscribed;
import dev.tidings.hub.Subscription;
import dev.tidings.model.Change;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.JsonText;
import dev.tidings.model.Position;
import dev.tidings.model.Publication;
import dev.tidings.model.StartingPoint;
import io.vertx.core.Future;
import java.util.List;

/** A session of the hub in memory, with at most one subscription. Owned by its event loop. */
final class FakeSession implements Session, Subscription {

    private final FakeHub hub;
    private final Outlet outlet;
    private ChannelName channel;
    private Subscribed subscribed;
    private long sent;
    private boolean started;
    private boolean closed;

    FakeSession(FakeHub hub, Outlet outlet) {
        this.hub = hub;
        this.outlet = outlet;
    }

    @Override
    public String connection() {
        return "n1.x";
    }

    @Override
    public Future<Subscription> subscribe(ChannelName name, StartingPoint start, boolean snapshot) {
        if (hub.subscribeFailure != null) {
            return Future.failedFuture(hub.subscribeFailure);
        }
        channel = name;
        Position after = ((StartingPoint.After) start).position();
        boolean recovered = after.epoch().equals(FakeHub.EPOCH);
        sent = recovered ? after.offset() : hub.head(name).offset();
        subscribed = new Subscribed(new Position(FakeHub.EPOCH, sent), recovered, null, null);
        return Future.succeededFuture(this);
    }

    void appended(ChannelName name) {
        if (started && name.equals(channel)) {
            pump();
        }
    }

    private void pump() {
        while (!closed && sent < hub.head(channel).offset()) {
            Publication publication = new Publication(++sent, "e", null, JsonText.NULL, 0, null, Change.NONE);
            outlet.deliver(this, new FrameBatch(List.of(new Frame(channel, FakeHub.EPOCH, publication, sent - 1))));
        }
    }

    @Override
    public void identify(String subject) {}

    @Override
    public void drained() {
        pump();
    }

    @Override
    public void close() {
        closed = true;
        hub.sessions.remove(this);
    }

    @Override
    public void disconnect(Disconnect reason, long retryAfterMillis) {
        close();
        outlet.disconnect(reason, retryAfterMillis);
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public ChannelName channel() {
        return channel;
    }

    @Override
    public Position position() {
        return new Position(FakeHub.EPOCH, sent);
    }

    @Override
    public Subscribed subscribed() {
        return subscribed;
    }

    @Override
    public void start() {
        started = true;
        pump();
    }

    @Override
    public void cancel() {
        close();
    }
}
