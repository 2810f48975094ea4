package dev.tidings.socket.sockjs;

import dev.tidings.edge.Allowance;
import dev.tidings.edge.Identity;
import dev.tidings.hub.FrameBatch;
import dev.tidings.model.HubException;
import dev.tidings.socket.Line;
import dev.tidings.socket.MessageFormat;
import dev.tidings.socket.WebSocket;
import java.util.List;

/** SockJS frames over a WebSocket: as long as that lives, so does the session. Owned by its event loop. */
final class SockJsSocket implements Line {

    private static final int BAD_PAYLOAD = 1007;

    private final LoopSessions sessions;
    private final WebSocket socket;

    /** Takes the WebSocket's messages apart for who speaks over the session. Owned by its event loop. */
    private record Listener(Owner owner, WebSocket socket, int maxMessageBytes) implements Owner {

        @Override
        public void alive() {
            owner.alive();
        }

        /** Any text is a message or a list of them; an empty one is none. */
        @Override
        public void message(boolean text, byte[] payload) {
            if (payload.length == 0) {
                return;
            }
            List<byte[]> messages;
            try {
                messages = SentMessages.parse(payload, maxMessageBytes);
            } catch (HubException e) {
                socket.close(BAD_PAYLOAD, e.detail());
                return;
            }
            messages.forEach(message -> owner.message(true, message));
        }

        @Override
        public boolean ping() {
            return owner.ping();
        }

        @Override
        public void writable() {
            owner.writable();
        }

        @Override
        public void gone() {
            owner.gone();
        }
    }

    private SockJsSocket(LoopSessions sessions, WebSocket socket) {
        this.sessions = sessions;
        this.socket = socket;
    }

    /** Begins a session over a WebSocket. */
    static Owner open(LoopSessions sessions, WebSocket socket, Identity identity, Allowance allowance) {
        socket.write(SockJsFrames.OPEN);
        Owner owner = sessions.acceptor().open(new SockJsSocket(sessions, socket), identity, allowance);
        return new Listener(owner, socket, sessions.settings().maxMessageBytes());
    }

    @Override
    public boolean isWritable() {
        return socket.isWritable();
    }

    @Override
    public boolean isWaiting() {
        return socket.isWaiting();
    }

    @Override
    public boolean hasProgressed() {
        return socket.hasProgressed();
    }

    @Override
    public boolean isReading() {
        return socket.isReading();
    }

    @Override
    public void read(boolean on) {
        socket.read(on);
    }

    @Override
    public boolean isWatched() {
        return false;
    }

    /** A heartbeat, which keeps proxies from cutting the line; and a ping, since only that is answered. */
    @Override
    public void ping() {
        socket.write(SockJsFrames.HEARTBEAT);
        socket.ping();
    }

    @Override
    public void deliver(FrameBatch batch, MessageFormat format) {
        socket.deliver(batch, sessions.quoted(format).socket());
    }

    @Override
    public void write(byte[]... parts) {
        socket.write(SockJsFrames.BEGIN, Quoting.quoted(parts), SockJsFrames.END);
    }

    @Override
    public void writeBinary(byte[] payload) {
        throw new UnsupportedOperationException("SockJS carries text alone");
    }

    @Override
    public void flush() {
        socket.flush();
    }

    @Override
    public void close(int code, String reason) {
        if (!socket.isWaiting()) {
            socket.write(SockJsFrames.close(code, reason));
        }
        socket.close(code, reason);
    }
}
