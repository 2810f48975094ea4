package dev.tidings.socket;

import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.Reset;
import dev.tidings.hub.Subscription;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import org.jspecify.annotations.Nullable;

/** The objects of contract §6, as the subprotocol {@code tidings.v1} and as SockJS messages. Owned by its event loop. */
public final class TidingsDialect implements Dialect {

    /** How its publications look; what a line has to carry. */
    public static final MessageFormat PUBLICATIONS = SocketFormat.PUBLICATION.messages();

    private final LoopSockets sockets;
    private final int heartbeatMillis;

    private TidingsDialect(LoopSockets sockets, int heartbeatMillis) {
        this.sockets = sockets;
        this.heartbeatMillis = heartbeatMillis;
    }

    /** With its own heartbeat, the empty object, as on {@code /ws}. */
    public static TidingsDialect withHeartbeat(LoopSockets sockets) {
        return new TidingsDialect(sockets, sockets.settings().heartbeatMillis());
    }

    /** Without one, for lines that look after that themselves. */
    public static TidingsDialect withoutHeartbeat(LoopSockets sockets) {
        return new TidingsDialect(sockets, 0);
    }

    @Override
    public void connected(SocketSession session, String connection) {
        session.line()
                .write(Replies.connected(
                        connection,
                        sockets.port().node(),
                        sockets.settings(),
                        heartbeatMillis,
                        session.identity().expiresAtMillis()));
    }

    @Override
    public void message(SocketSession session, boolean text, byte[] payload) {
        Commands.message(session, payload);
    }

    @Override
    public void subscribed(SocketSession session, @Nullable JsonText id, Subscription subscription) {
        session.say(Replies.subscribed(id, subscription.channel(), subscription.subscribed()));
    }

    @Override
    public void unsubscribed(
            SocketSession session, @Nullable JsonText id, ChannelName channel, @Nullable String reason) {
        session.say(Replies.unsubscribed(id, channel, reason));
    }

    @Override
    public void deliver(SocketSession session, Subscription subscription, FrameBatch batch) {
        session.line().deliver(batch, PUBLICATIONS);
    }

    @Override
    public void reset(SocketSession session, Subscription subscription, Reset reset) {
        session.line().write(Replies.reset(subscription.channel(), reset));
    }

    @Override
    public void refreshed(SocketSession session, @Nullable JsonText id, long expiresAtMillis) {
        session.say(Replies.refreshed(id, expiresAtMillis));
    }

    @Override
    public void error(SocketSession session, @Nullable JsonText id, HubException refusal) {
        session.say(Replies.error(id, refusal));
    }

    @Override
    public void disconnect(SocketSession session, Disconnect reason, String detail, long retryAfterMillis) {
        session.line().write(Replies.disconnect(reason, detail, retryAfterMillis));
    }

    @Override
    public byte @Nullable [] heartbeat() {
        return heartbeatMillis == 0 ? null : Replies.HEARTBEAT;
    }
}
