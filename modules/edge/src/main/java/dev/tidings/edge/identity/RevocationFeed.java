package dev.tidings.edge.identity;

import dev.tidings.hub.Frame;
import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.History;
import dev.tidings.hub.HubPort;
import dev.tidings.hub.Outlet;
import dev.tidings.hub.PublishCommand;
import dev.tidings.hub.Reset;
import dev.tidings.hub.Session;
import dev.tidings.hub.Subscription;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.Position;
import dev.tidings.model.Publication;
import dev.tidings.model.StartingPoint;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the channel of revocations as any subscriber does, so that every node knows all of them, across restarts too.
 * Owned by its event loop. It reads what there is, then subscribes after that; whenever the hub can't call it gap-free, it
 * begins again, and what it reads twice changes nothing.
 */
public final class RevocationFeed implements Outlet {

    static final ChannelName CHANNEL = new ChannelName(ChannelName.RESERVED_NAMESPACE + ":revocations");

    private static final Logger LOG = LoggerFactory.getLogger(RevocationFeed.class);
    private static final int PAGE = 1_000;
    private static final long RETRY_MILLIS = 500;

    private final HubPort port;
    private final Revocations revocations;
    private final Promise<Void> caughtUp = Promise.promise();
    private @Nullable Session session;
    private boolean stopped;

    /** @param port of the loop that it lives on */
    public RevocationFeed(HubPort port, Revocations revocations) {
        this.port = port;
        this.revocations = revocations;
    }

    /** Begins to follow; from any thread. Completes when everything is known that was revoked before. */
    public Future<Void> start() {
        port.loop().execute(this::begin);
        return caughtUp.future();
    }

    /** Revokes: every node knows it soon, this one when the future completes. On the port's loop. */
    static Future<Void> publish(HubPort port, Revocations revocations, Revocation revocation) {
        revocations.requireRoom();
        return port.publish(new PublishCommand(CHANNEL, "revoked", null, revocation.data(), null, null))
                .onSuccess(published -> revocations.take(revocation))
                .mapEmpty();
    }

    private void begin() {
        if (!stopped) {
            read(new StartingPoint.Earliest()).onFailure(this::retry);
        }
    }

    private Future<Void> read(StartingPoint since) {
        return port.history(CHANNEL, since, PAGE).compose(this::taken);
    }

    private Future<Void> taken(History page) {
        page.publications().forEach(this::take);
        StartingPoint next = new StartingPoint.After(page.position());
        return page.position().equals(page.head()) ? follow(page.head()) : read(next);
    }

    private Future<Void> follow(Position head) {
        Session opened = port.open(this, ChannelName.RESERVED_NAMESPACE, 0);
        session = opened;
        return opened.subscribe(CHANNEL, new StartingPoint.After(head), false).map(subscription -> {
            if (!subscription.subscribed().recovered()) {
                again();
                return null;
            }
            subscription.start();
            caughtUp.tryComplete();
            return null;
        });
    }

    private void retry(Throwable cause) {
        LOG.warn("the revocations can't be read, trying again: {}", String.valueOf(cause.getMessage()));
        again();
    }

    private void again() {
        close();
        if (!stopped) {
            port.loop().schedule(RETRY_MILLIS, this::begin);
        }
    }

    private void close() {
        Session open = session;
        session = null;
        if (open != null) {
            open.close();
        }
    }

    private void take(Publication publication) {
        Revocation.read(publication.data()).ifPresent(revocations::take);
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public void deliver(Subscription subscription, FrameBatch batch) {
        for (Frame frame : batch.frames()) {
            take(frame.publication());
        }
    }

    @Override
    public void reset(Subscription subscription, Reset reset) {
        port.loop().execute(this::again);
    }

    @Override
    public void flush() {
        // nobody waits at the other end
    }

    @Override
    public void heartbeat() {
        // nobody waits at the other end
    }

    @Override
    public void disconnect(Disconnect reason, long retryAfterMillis) {
        // the hub itself ends it only when it goes down
        stopped = reason == Disconnect.DRAIN;
        again();
    }
}
