package dev.tidings.edge;

import io.vertx.core.http.HttpServerRequest;

/** One connection, as those see it who answer its requests. Owned by its event loop. */
interface Wire {

    /** The head of a request has arrived. */
    void began(HttpServerRequest request);

    /** Sends the head of the answer to a request; its body, to be written as it comes. */
    BodyStream stream(HttpServerRequest request);

    /**
     * The answer to a request is complete.
     *
     * @param last whether the connection is to be closed once the peer has had a chance to read the answer
     */
    void answered(HttpServerRequest request, boolean last);

    /** The peer leaves unread what a stream sent it: cuts the stream unless {@link #resumed} comes in time. */
    void stalled(BodyStream stream);

    /** The peer reads on, or the stream has ended. */
    void resumed(BodyStream stream);
}
