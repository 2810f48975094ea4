package dev.tidings.socket.socketio;

import dev.tidings.edge.Border;
import dev.tidings.edge.Identity;
import dev.tidings.edge.ListenerSettings;
import dev.tidings.edge.Right;
import dev.tidings.model.Actor;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.socket.SocketNode;
import dev.tidings.socket.SocketService;
import dev.tidings.socket.SocketSettings;
import dev.tidings.socket.engineio.EngineSettings;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A whole node that serves Socket.IO, on a free port of loopback. Owned by its test. */
final class RealtimeNode implements AutoCloseable {

    static final MappedCollection TASKS = new MappedCollection(new ChannelName("tasks"), "task");

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern TOKEN = Pattern.compile("[a-z]+/[a-z:0-9]+(/[0-9]{1,18})?");

    private final SocketNode node;
    private final SocketIoService service;

    /**
     * Who a client says that it is, in a header or a token: {@code <subject>/<channel>/<end>}; {@code all} channels, no end = never.
     * Without any it is nobody, and may do everything.
     */
    private record Known(String subject, String only, long expiresAtMillis) implements Identity {
        static Identity of(@Nullable String text) {
            String[] parts = (text == null ? "anonymous/all" : text).split("/", -1);
            return new Known(parts[0], parts[1], parts.length < 3 ? Long.MAX_VALUE : Long.parseLong(parts[2]));
        }

        @Override
        public @Nullable Actor actor() {
            return isAnonymous() ? null : new Actor(subject, null);
        }

        @Override
        public boolean isAnonymous() {
            return subject.equals("anonymous");
        }

        @Override
        public boolean may(Right right, ChannelName channel) {
            return only.equals("all") || channel.value().equals(only);
        }
    }

    RealtimeNode() {
        this(SocketIoSettings.of(List.of(TASKS)), EngineSettings.DEFAULT, SocketSettings.DEFAULT);
    }

    RealtimeNode(SocketIoSettings settings, EngineSettings engine, SocketSettings sockets) {
        this(settings, engine, sockets, ListenerSettings.development(0));
    }

    RealtimeNode(SocketIoSettings settings, EngineSettings engine, SocketSettings sockets, ListenerSettings listening) {
        service =
                new SocketIoService(settings, engine, new SocketService(sockets, RANDOM, RealtimeNode::check), RANDOM);
        node = new SocketNode(
                SocketSettings.DEFAULT,
                listening,
                new Border(
                        (request, sources) -> Future.succeededFuture(Known.of(request.getHeader("Authorization"))),
                        () -> false),
                RealtimeNode::check,
                List.of(service::bridge));
    }

    /** A token that is not in order is a bad one, as with every other check. */
    private static Future<Identity> check(String token) {
        return TOKEN.matcher(token).matches()
                ? Future.succeededFuture(Known.of(token))
                : Future.failedFuture(new HubException(ErrorCode.UNAUTHENTICATED, "no"));
    }

    SocketNode node() {
        return node;
    }

    SocketIoService service() {
        return service;
    }

    /** A client on a WebSocket that has asked for nothing yet. */
    RealtimeWire open(String... headers) {
        return RealtimeWire.open(node.port(), headers);
    }

    /** A client that was greeted, with the packets of its greeting still to be read. */
    RealtimeWire connected(String auth, String... headers) {
        RealtimeWire client = open(headers);
        client.send("0" + auth);
        return client;
    }

    /** A client that has read its greeting, as one that is new. */
    RealtimeWire greeted(String auth, String... headers) {
        RealtimeWire client = connected(auth, headers);
        while (client.offset().isEmpty()) {
            client.packet();
        }
        return client;
    }

    @Override
    public void close() {
        node.close();
    }
}
