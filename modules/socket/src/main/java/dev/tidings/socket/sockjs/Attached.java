package dev.tidings.socket.sockjs;

import dev.tidings.edge.Exchange;
import org.jspecify.annotations.Nullable;

/** Tells a session of this event loop what becomes of a request that waits for it. Owned by that loop. */
final class Attached implements LocalReceiver.Listener {

    private final SockJsSession session;
    private @Nullable LocalReceiver receiver;
    private boolean gone;

    private Attached(SockJsSession session) {
        this.session = session;
    }

    /** Begins the answer, and has the session write it. */
    static void to(SockJsSession session, Exchange exchange, Transport transport, String callback, long maxBytes) {
        Attached attached = new Attached(session);
        LocalReceiver receiver = LocalReceiver.of(exchange, transport, callback, maxBytes, attached);
        attached.receiver = receiver;
        if (!attached.gone) {
            session.attach(receiver, RequestMark.ofWaiting(exchange));
        }
    }

    @Override
    public void drained() {
        session.drained();
    }

    @Override
    public void gone() {
        gone = true;
        if (receiver != null) {
            session.cut(receiver);
        }
    }
}
