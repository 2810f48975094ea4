package dev.tidings.socket.sockjs;

import dev.tidings.edge.Allowance;
import dev.tidings.edge.Identity;
import dev.tidings.hub.FrameBatch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.socket.Frames;
import dev.tidings.socket.Line;
import dev.tidings.socket.MessageFormat;
import dev.tidings.socket.WebSocket;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SockJS frames over a WebSocket: as long as that lives, so does the session. Owned by its event loop. */
final class SockJsSocket implements Line {

    private static final int BAD_PAYLOAD = 1007;
    private static final int TOO_LARGE = 1009;

    /** A message that is copied at once, whatever the WebSocket takes. */
    private static final int SMALL_BYTES = 4 * 1024;

    private final LoopSessions sessions;
    private final WebSocket socket;

    /** What the WebSocket does not take yet, not quoted, since what is large is shared until it is; null when nothing waits. */
    private @Nullable ArrayDeque<byte[][]> waiting;

    private boolean wanted = true;
    private boolean ended;

    /** Takes the WebSocket's messages apart for who speaks over the session. Owned by its event loop. */
    private record Listener(Owner owner, SockJsSocket line, int maxMessageBytes) implements Owner {

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
                line.socket.close(e.code() == ErrorCode.TOO_LARGE ? TOO_LARGE : BAD_PAYLOAD, e.detail());
                return;
            }
            for (byte[] message : messages) {
                if (line.ended) {
                    return;
                }
                owner.message(true, message);
            }
        }

        @Override
        public boolean ping() {
            return owner.ping();
        }

        @Override
        public void writable() {
            line.proceed();
            if (line.isWritable()) {
                owner.writable();
            }
        }

        @Override
        public void gone() {
            line.forget();
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
        SockJsSocket line = new SockJsSocket(sessions, socket);
        Owner owner = sessions.acceptor().open(line, identity, allowance);
        return new Listener(owner, line, sessions.settings().maxMessageBytes());
    }

    @Override
    public boolean isWritable() {
        return waiting == null && socket.isWritable();
    }

    @Override
    public boolean isWaiting() {
        return waiting != null || socket.isWaiting();
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
        wanted = on;
        socket.read(on && waiting == null);
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
        if (waiting == null && (socket.isWritable() || Frames.length(parts) <= SMALL_BYTES)) {
            socket.write(SockJsFrames.BEGIN, Quoting.quoted(parts), SockJsFrames.END);
        } else if (!ended) {
            ArrayDeque<byte[][]> queue = waiting == null ? new ArrayDeque<>(2) : waiting;
            queue.add(parts);
            waiting = queue;
            socket.read(false);
        }
    }

    /** Writes what waits, as much of it as the WebSocket takes; reads on when nothing is left. */
    private void proceed() {
        while (waiting != null && socket.isWritable()) {
            byte[][] next = waiting.remove();
            if (waiting.isEmpty()) {
                waiting = null;
                socket.read(wanted);
            }
            socket.write(SockJsFrames.BEGIN, Quoting.quoted(next), SockJsFrames.END);
        }
        socket.flush();
    }

    private void forget() {
        ended = true;
        waiting = null;
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
        forget();
        if (!socket.isWaiting()) {
            socket.write(SockJsFrames.close(code, reason));
        }
        socket.close(code, reason);
    }
}
