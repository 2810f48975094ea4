package dev.tidings.socket.sockjs;

import dev.tidings.edge.Exchange;

/** A request of this event loop that waits for messages. Owned by that loop. */
interface LocalReceiver extends Receiver {

    /** Who hears what becomes of the connection. */
    interface Listener {

        /** It takes more, after it did not. */
        void drained();

        /** The client went before the end; called once, and not after {@link LocalReceiver#abort}. */
        void gone();
    }

    /** Ends it so that the client sees that something is missing. */
    void abort();

    /**
     * Begins to answer a request.
     *
     * @param callback the function that a script calls; empty where there is none
     * @param maxBytes after how many bytes of frames a streaming answer ends
     */
    static LocalReceiver of(Exchange exchange, Transport transport, String callback, long maxBytes, Listener listener) {
        if (!transport.isStreaming()) {
            return new PollReceiver(exchange, transport, callback, listener);
        }
        exchange.set("Content-Type", transport.mediaType());
        exchange.set("X-Accel-Buffering", "no");
        StreamReceiver stream = new StreamReceiver(exchange.stream(200), transport, callback, maxBytes);
        stream.start(listener);
        return stream;
    }
}
