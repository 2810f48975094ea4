package dev.tidings.socket.socketio;

import dev.tidings.edge.Problem;
import dev.tidings.edge.Right;
import dev.tidings.hub.Frame;
import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.Reset;
import dev.tidings.hub.Snapshot;
import dev.tidings.hub.Subscription;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import dev.tidings.model.StartingPoint;
import dev.tidings.socket.SocketSession;
import dev.tidings.socket.Tail;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One client of the hub (contract §8): its channels' publications as events, and its events as commands. Owned by its event
 * loop.
 *
 * <p>Every event that moves it has where it stands in all its channels as last argument ({@link ResumePoint}). Its library
 * keeps the last of them and brings it when it comes back, to whichever node: that, and the {@code pid}, is all there is to
 * recover it from.
 */
final class RealtimeClient extends SocketIoClient {

    /** The event that has nothing but the offset. */
    static final String OFFSET = "tidings:offset";

    private static final int NORMAL_CLOSE = 1000;

    private final LoopClients loop;
    private final Places places = new Places();

    /** The mapped collections that it may read, and was given unasked. */
    private List<ChannelName> granted = List.of();

    private boolean connecting;

    RealtimeClient(LoopClients loop) {
        super(loop.settings());
        this.loop = loop;
    }

    /** Where it stands. */
    Places places() {
        return places;
    }

    /** The mapped collections that it may read now and could not before: those it gets without asking. */
    List<ChannelName> newlyGranted(SocketSession session) {
        List<ChannelName> before = granted;
        granted = loop.settings().mapped().stream()
                .map(MappedCollection::collection)
                .filter(collection -> session.identity().may(Right.SUBSCRIBE, collection))
                .toList();
        return granted.stream()
                .filter(collection -> !before.contains(collection))
                .toList();
    }

    @Override
    void connect(SocketSession session, String namespace, @Nullable JsonText auth) {
        if (!namespace.equals(Packet.MAIN)) {
            HubException unknown = new HubException(ErrorCode.NOT_FOUND, "There is no namespace but /.");
            session.say(PacketText.refused(namespace, "Invalid namespace", unknown));
            return;
        }
        if (connecting) {
            throw new HubException(ErrorCode.MALFORMED, "The connection was asked for already.");
        }
        connecting = true;
        asked();
        new Greeting(loop, this, session, auth).begin().onFailure(cause -> refuse(session, cause));
    }

    /** There is no other namespace: what it had here ends with its line. */
    @Override
    void departed(SocketSession session) {
        session.line().close(NORMAL_CLOSE, "");
    }

    /** Who may come back on its own is not refused, since a refused client never does. */
    private static void refuse(SocketSession session, Throwable cause) {
        if (session.hasEnded()) {
            return;
        }
        HubException refusal = session.sockets().refusal(cause);
        if (refusal.code().status() >= 500) {
            session.leave(Disconnect.SERVER_ERROR, "", 0);
            return;
        }
        String message = refusal.detail().isEmpty() ? refusal.code().title() : refusal.detail();
        session.say(PacketText.refused(Packet.MAIN, message, refusal));
        session.line().close(Disconnect.FORBIDDEN.code(), Disconnect.FORBIDDEN.reason());
    }

    @Override
    void event(SocketSession session, String namespace, @Nullable JsonText id, Event event, List<byte[]> attachments) {
        RealtimeEvents.perform(loop, this, session, id, event, !attachments.isEmpty());
    }

    @Override
    public void subscribed(SocketSession session, @Nullable JsonText id, Subscription subscription) {
        places.put(subscription);
        MappedCollection mapped = loop.mapped(subscription.channel());
        Snapshot snapshot = subscription.subscribed().snapshot();
        if (id == null && mapped != null && snapshot != null) {
            byte[][] offset = {offset()};
            session.say(PacketText.eventOf(Packet.MAIN, mapped.snapshot(), Answers.snapshot(mapped, snapshot), offset));
            return;
        }
        sayWhereItStands(session);
        if (id != null) {
            session.say(PacketText.answer(Packet.MAIN, id, Answers.subscribed(subscription)));
        }
    }

    @Override
    public void unsubscribed(
            SocketSession session, @Nullable JsonText id, ChannelName channel, @Nullable String reason) {
        places.remove(channel);
        if (reason != null) {
            session.say(PacketText.event(Packet.MAIN, "unsubscribed", Answers.unsubscribed(channel, reason), offset()));
        } else {
            sayWhereItStands(session);
        }
        if (id != null) {
            session.say(PacketText.answer(Packet.MAIN, id, Answers.left(channel)));
        }
    }

    @Override
    public void deliver(SocketSession session, Subscription subscription, FrameBatch batch) {
        EventFormat format = loop.format(subscription.channel());
        if (places.isAlone()) {
            session.line().deliver(batch, format.whole());
            return;
        }
        byte[] rest = places.rest(subscription.channel());
        Tail shared = loop.tails().shared(batch, rest);
        if (shared != null) {
            session.line().deliver(batch, format.open(), shared);
            return;
        }
        List<Frame> frames = batch.frames();
        for (int i = 0; i < frames.size(); i++) {
            session.line().write(frames.get(i).encoded(format.open().text()), rest);
        }
    }

    @Override
    public void reset(SocketSession session, Subscription subscription, Reset reset) {
        places.moved();
        MappedCollection mapped = loop.mapped(subscription.channel());
        Snapshot snapshot = reset.snapshot();
        byte[][] words = Answers.reset(subscription.channel(), reset, mapped == null);
        byte[][] offset = {offset()};
        if (mapped == null || snapshot == null) {
            session.line().write(PacketText.eventOf(Packet.MAIN, "reset", words, offset));
            return;
        }
        session.line().write(PacketText.eventOf(Packet.MAIN, "reset", words));
        session.line()
                .write(PacketText.eventOf(Packet.MAIN, mapped.snapshot(), Answers.snapshot(mapped, snapshot), offset));
    }

    @Override
    public void refreshed(SocketSession session, @Nullable JsonText id, long expiresAtMillis) {
        if (id != null) {
            session.say(PacketText.answer(Packet.MAIN, id, Answers.refreshed(expiresAtMillis)));
        }
        if (isIn(Packet.MAIN)) {
            for (ChannelName collection : newlyGranted(session)) {
                session.await(
                        session.interests().join(null, collection, new StartingPoint.Head(), true), null, done -> {});
            }
        }
    }

    @Override
    public void error(SocketSession session, @Nullable JsonText id, HubException refusal) {
        if (id != null) {
            session.say(PacketText.answer(Packet.MAIN, id, Answers.failed(refusal)));
        } else {
            session.say(PacketText.event(Packet.MAIN, "tidings:error", Problem.json(refusal)));
        }
    }

    @Override
    public void disconnect(SocketSession session, Disconnect reason, String detail, long retryAfterMillis) {
        if (isIn(Packet.MAIN)) {
            byte[] words = Answers.disconnect(reason, detail, retryAfterMillis);
            session.line().write(PacketText.event(Packet.MAIN, "tidings:disconnect", words));
            if (!reason.reconnect()) {
                session.line().write(PacketText.disconnected(Packet.MAIN));
            }
        } else if (!reason.reconnect()) {
            HubException refusal = new HubException(code(reason), detail);
            session.line().write(PacketText.refused(Packet.MAIN, reason.reason(), refusal));
        }
    }

    /** An event with nothing but the offset: after it, the client is recovered in the channels that it has now. */
    private void sayWhereItStands(SocketSession session) {
        session.say(PacketText.event(Packet.MAIN, OFFSET, offset()));
    }

    /** The offset as JSON. */
    byte[] offset() {
        return PacketText.utf8('"' + places.text() + '"');
    }

    private static ErrorCode code(Disconnect reason) {
        return switch (reason) {
            case BAD_TOKEN -> ErrorCode.UNAUTHENTICATED;
            case TOO_MANY_CONNECTIONS -> ErrorCode.TOO_MANY_REQUESTS;
            case BAD_REQUEST -> ErrorCode.MALFORMED;
            default -> ErrorCode.FORBIDDEN;
        };
    }
}
