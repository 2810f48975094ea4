package dev.tidings.socket.socketio;

import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.Reset;
import dev.tidings.hub.Subscription;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import dev.tidings.socket.SocketSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What the protocol's own test suite asks of a server (contract §13), through the same packets as everybody's. Owned by its
 * event loop. It has no channels.
 */
final class EchoClient extends SocketIoClient {

    private static final Set<String> NAMESPACES = Set.of(Packet.MAIN, "/custom");

    /** The suite's clients wait for one message after the other, and see one of two that come in one read. */
    private static final int AUTH_MILLIS = 20;

    private static final JsonText NOTHING = JsonText.of("{}");

    private final RandomGenerator random;

    EchoClient(SocketIoSettings settings, RandomGenerator random) {
        super(settings);
        this.random = random;
    }

    @Override
    void connect(SocketSession session, String namespace, @Nullable JsonText auth) {
        if (!NAMESPACES.contains(namespace)) {
            session.say(PacketText.unknown(namespace));
            return;
        }
        join(namespace);
        session.say(
                PacketText.connected(namespace, PrivateId.draw(random, "", "").sid(), ""));
        JsonText seen = auth == null ? NOTHING : auth;
        session.sockets().port().loop().schedule(AUTH_MILLIS, () -> {
            if (isIn(namespace)) {
                session.say(PacketText.event(namespace, "auth", seen.sharedBytes()));
            }
        });
    }

    @Override
    void event(SocketSession session, String namespace, @Nullable JsonText id, Event event, List<byte[]> attachments) {
        if (session.refusal(false) != null) {
            return;
        }
        boolean isBinary = !attachments.isEmpty();
        if (event.name().equals("message")) {
            List<JsonText> back = new ArrayList<>(event.arguments());
            back.add(0, JsonText.of("\"message-back\""));
            PacketType type = isBinary ? PacketType.BINARY_EVENT : PacketType.EVENT;
            say(session, PacketText.withArguments(type, attachments.size(), namespace, null, back), attachments);
        } else if (event.name().equals("message-with-ack") && id != null) {
            PacketType type = isBinary ? PacketType.BINARY_ACK : PacketType.ACK;
            say(
                    session,
                    PacketText.withArguments(type, attachments.size(), namespace, id, event.arguments()),
                    attachments);
        }
    }

    private static void say(SocketSession session, byte[] packet, List<byte[]> attachments) {
        session.say(packet);
        attachments.forEach(session.line()::writeBinary);
    }

    @Override
    public void disconnect(SocketSession session, Disconnect reason, String detail, long retryAfterMillis) {
        // the suite expects the line to be closed, and no words
    }

    @Override
    public void subscribed(SocketSession session, @Nullable JsonText id, Subscription subscription) {
        throw noChannels();
    }

    @Override
    public void unsubscribed(
            SocketSession session, @Nullable JsonText id, ChannelName channel, @Nullable String reason) {
        throw noChannels();
    }

    @Override
    public void deliver(SocketSession session, Subscription subscription, FrameBatch batch) {
        throw noChannels();
    }

    @Override
    public void reset(SocketSession session, Subscription subscription, Reset reset) {
        throw noChannels();
    }

    @Override
    public void refreshed(SocketSession session, @Nullable JsonText id, long expiresAtMillis) {}

    @Override
    public void error(SocketSession session, @Nullable JsonText id, HubException refusal) {}

    private static IllegalStateException noChannels() {
        return new IllegalStateException("conformance mode has no channels");
    }
}
