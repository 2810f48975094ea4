package dev.tidings.verify;

import io.vertx.core.net.SocketAddress;
import java.net.URI;

/**
 * A hub, and where it is entered: itself or a proxy before it. Immutable.
 *
 * @param hub {@code http://HOST:PORT} or {@code https://HOST:PORT}
 * @param entrance where connections go
 */
record Way(URI hub, SocketAddress entrance) {

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /** The way to the hub itself. */
    static Way straight(URI hub) {
        return new Way(hub, SocketAddress.inetSocketAddress(port(hub), hub.getHost()));
    }

    boolean isTls() {
        return "https".equals(hub.getScheme());
    }

    int port() {
        return port(hub);
    }

    private static int port(URI hub) {
        if (hub.getPort() >= 0) {
            return hub.getPort();
        }
        return "https".equals(hub.getScheme()) ? HTTPS_PORT : HTTP_PORT;
    }
}
