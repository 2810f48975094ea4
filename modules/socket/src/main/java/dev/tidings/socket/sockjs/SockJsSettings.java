package dev.tidings.socket.sockjs;

/**
 * How one SockJS endpoint behaves. Immutable.
 *
 * @param prefix where it is, such as {@code /sockjs}: without a slash at its end
 * @param webSocket whether sessions may be WebSockets
 * @param frames whether the transports are there that load a helper page or a script page into a frame ({@code iframe*.html},
 *     {@code htmlfile})
 * @param conformance whether it is one of the public suite's services: for every page's origin, without credentials
 * @param cookie whether a cookie for load balancers is set
 * @param heartbeatMillis after how long without anything else a waiting client is sent a heartbeat
 * @param disconnectMillis how long a session lives without a request that waits for its messages
 * @param responseBytes after how many bytes a streaming response ends, and the client asks for the next
 * @param maxBodyBytes all messages of one request or one frame of a client together, as they are sent
 * @param maxMessageBytes one message of a client
 */
public record SockJsSettings(
        String prefix,
        boolean webSocket,
        boolean frames,
        boolean conformance,
        boolean cookie,
        int heartbeatMillis,
        int disconnectMillis,
        int responseBytes,
        int maxBodyBytes,
        int maxMessageBytes) {

    /** @throws IllegalArgumentException unless the prefix is a path and all numbers are positive */
    public SockJsSettings {
        if (!prefix.startsWith("/") || prefix.endsWith("/")) {
            throw new IllegalArgumentException("not a prefix: " + prefix);
        }
        if (heartbeatMillis < 1
                || disconnectMillis < 1
                || responseBytes < 1
                || maxBodyBytes < 1
                || maxMessageBytes < 1) {
            throw new IllegalArgumentException("a setting of SockJS is out of its bounds");
        }
    }

    /**
     * After how many bytes of frames an answer ends. One to an {@code EventSource} never does: it keeps nothing of what it was
     * sent, and can't tell an answer that was cut from one that was long enough.
     */
    long answerBytes(RequestHead.Purpose purpose) {
        return purpose == RequestHead.Purpose.ENDLESS ? Long.MAX_VALUE : responseBytes;
    }

    /** An endpoint as stock clients expect it: 25 s, 5 s, 128 KiB; bodies of 1 MiB, messages of 64 KiB. */
    public static SockJsSettings at(String prefix) {
        return new SockJsSettings(prefix, true, false, false, false, 25_000, 5_000, 128 * 1024, 1024 * 1024, 64 * 1024);
    }

    /** A service of the public suite (contract §13): frames, and responses of 4096 bytes. */
    public static SockJsSettings suite(String prefix, boolean webSocket, boolean cookie) {
        return new SockJsSettings(prefix, webSocket, true, true, cookie, 25_000, 5_000, 4096, 1024 * 1024, 1024 * 1024);
    }
}
