package dev.tidings.edge;

import dev.tidings.model.HubException;
import io.netty.buffer.ByteBuf;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import java.util.function.Function;

/** One connection, as those see it who answer its requests. Owned by its event loop. */
interface Wire {

    /**
     * The head of a request has arrived.
     *
     * @return whether it is to be answered: not behind the connection's last answer
     */
    boolean began(HttpServerRequest request);

    /** The body of a request is being read: {@code refused} hears, once, when it turns out to be none. */
    void reading(HttpServerRequest request, Consumer<HubException> refused);

    /** The answer that follows is the connection's last; it is closed once the peer has had a chance to read it. */
    void last();

    /** Sends the head of the answer to a request; its body, to be written as it comes. */
    BodyStream stream(HttpServerRequest request);

    /**
     * Sends the head of the answer that ends HTTP on this connection.
     *
     * @param head the whole head; taken over
     * @param owner makes the one who speaks the protocol
     * @throws HubException {@code malformed} when the client did not wait for it
     */
    void upgrade(ByteBuf head, Function<? super Duplex, ? extends Duplex.Receiver> owner);

    /** The answer to a request is complete. */
    void answered(HttpServerRequest request);

    /** Ends the answer to a request so that the peer sees that something is missing; what was written may still go out. */
    void abort(HttpServerRequest request);

    /** The peer leaves unread what a stream sent it: cuts the stream unless {@link #resumed} comes in time. */
    void stalled(BodyStream stream);

    /** The peer reads on, or the stream has ended. */
    void resumed(BodyStream stream);
}
