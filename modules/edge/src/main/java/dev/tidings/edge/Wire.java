package dev.tidings.edge;

import io.vertx.core.http.HttpServerRequest;

/** One connection, as those see it who answer its requests. Owned by its event loop. */
interface Wire {

    /** The body of the answer to a request, to be written as it comes; its head has not been sent yet. */
    BodyStream stream(HttpServerRequest request);

    /**
     * The answer to a request is complete.
     *
     * @param last whether the connection is to be closed once the peer has had a chance to read the answer
     */
    void answered(HttpServerRequest request, boolean last);

    /** Starts to watch that the peer reads a stream, if it isn't writable: one that stalls is cut. */
    void watch(BodyStream stream);

    /** Stops watching a stream: it was read, or has ended. */
    void unwatch(BodyStream stream);
}
