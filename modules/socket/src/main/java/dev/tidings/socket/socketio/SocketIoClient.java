package dev.tidings.socket.socketio;

import dev.tidings.hub.Loop;
import dev.tidings.model.Disconnect;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import dev.tidings.socket.Dialect;
import dev.tidings.socket.SocketSession;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One client that speaks Socket.IO (protocol v5): its packets, and the namespaces that it is in. Owned by its event loop.
 * What a namespace is good for is its subclasses' to say.
 */
abstract class SocketIoClient implements Dialect {

    private final SocketIoSettings settings;
    private final PacketAssembler assembler;
    private final Set<String> namespaces = new HashSet<>(2);

    /** Ends who is in no namespace for too long. */
    private Loop.@Nullable Timer patience;

    SocketIoClient(SocketIoSettings settings) {
        this.settings = settings;
        this.assembler = new PacketAssembler(settings.maxAttachmentBytes());
    }

    /** A client asks for a namespace that it is not in. */
    abstract void connect(SocketSession session, String namespace, @Nullable JsonText auth);

    /** A client emitted something in a namespace that it is in; not yet counted as a command. */
    abstract void event(
            SocketSession session, String namespace, @Nullable JsonText id, Event event, List<byte[]> attachments);

    /** A client is in no namespace any more. It has its line until it asks for another, or has had time to. */
    void departed(SocketSession session) {
        awaitNamespace(session);
    }

    /** How it behaves. */
    SocketIoSettings settings() {
        return settings;
    }

    /** Whether the client is in a namespace. */
    boolean isIn(String namespace) {
        return namespaces.contains(namespace);
    }

    /** The client is in a namespace from now on. */
    void join(String namespace) {
        namespaces.add(namespace);
        asked();
    }

    /** The client has asked for a namespace: what comes next is up to the hub. */
    void asked() {
        if (patience != null) {
            patience.cancel();
            patience = null;
        }
    }

    /** The client is not told that it has a connection, but waited for: it asks for a namespace. */
    @Override
    public void connected(SocketSession session, String connection) {
        awaitNamespace(session);
    }

    private void awaitNamespace(SocketSession session) {
        patience = session.sockets()
                .port()
                .loop()
                .schedule(
                        settings.connectMillis(),
                        () -> session.leave(Disconnect.BAD_REQUEST, "No namespace was asked for in time.", 0));
    }

    @Override
    public void message(SocketSession session, boolean text, byte[] payload) {
        PacketAssembler.Whole whole = text ? assembler.text(payload) : assembler.binary(payload);
        if (whole != null) {
            take(session, whole.packet(), whole.attachments());
        }
    }

    @Override
    public void gone(SocketSession session) {
        asked();
    }

    /** Engine.IO has a heartbeat of its own. */
    @Override
    public byte @Nullable [] heartbeat() {
        return null;
    }

    private void take(SocketSession session, Packet packet, List<byte[]> attachments) {
        String namespace = packet.namespace();
        boolean isConnect = packet.type() == PacketType.CONNECT;
        if (isConnect == isIn(namespace)) {
            throw new HubException(
                    ErrorCode.MALFORMED, isConnect ? "There is a connection already." : "There is no connection.");
        }
        if (!packet.type().isEvent() && session.refusal(false) != null && session.hasEnded()) {
            return;
        }
        switch (packet.type()) {
            case CONNECT -> connect(session, namespace, packet.data());
            case DISCONNECT -> depart(session, namespace);
            case EVENT, BINARY_EVENT -> {
                Event event = Event.of(Objects.requireNonNull(packet.data(), "an event has data"));
                event(session, namespace, id(packet), event, attachments);
            }
            case ACK, BINARY_ACK, CONNECT_ERROR -> {
                // nothing is asked of clients, so nothing is answered
            }
        }
    }

    private void depart(SocketSession session, String namespace) {
        namespaces.remove(namespace);
        if (namespaces.isEmpty()) {
            departed(session);
        }
    }

    private static @Nullable JsonText id(Packet packet) {
        return packet.wantsAnswer() ? JsonText.trusted(PacketText.utf8(Long.toString(packet.id()))) : null;
    }
}
