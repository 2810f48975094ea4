package dev.tidings.edge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where and how a listener listens. Immutable.
 *
 * @param host the address it binds to
 * @param port the port; 0 = any free one
 * @param tls its certificate; null = clear text
 * @param clearTextHttp2 whether HTTP/2 is spoken without TLS (conformance mode only)
 * @param developmentMode whether everybody on this machine may do everything; only while nobody else can reach it
 * @param allowedOrigins origins besides its own whose pages may use it, as browsers write them ({@code
 *     https://app.example})
 * @param limits what it bears
 * @param proxies whose word about their clients it takes
 */
public record ListenerSettings(
        String host,
        int port,
        @Nullable Tls tls,
        boolean clearTextHttp2,
        boolean developmentMode,
        List<String> allowedOrigins,
        ListenerLimits limits,
        Proxies proxies) {

    /**
     * A certificate.
     *
     * @param certificatePath PEM file with the certificate and its chain
     * @param keyPath PEM file with its private key
     */
    public record Tls(String certificatePath, String keyPath) {}

    /** The same without proxies. */
    public ListenerSettings(
            String host,
            int port,
            @Nullable Tls tls,
            boolean clearTextHttp2,
            boolean developmentMode,
            List<String> allowedOrigins,
            ListenerLimits limits) {
        this(host, port, tls, clearTextHttp2, developmentMode, allowedOrigins, limits, Proxies.NONE);
    }

    /** @throws IllegalArgumentException when the port or an origin is none */
    public ListenerSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
        allowedOrigins = List.copyOf(allowedOrigins);
        for (String origin : allowedOrigins) {
            if (Origin.parse(origin) == null) {
                throw new IllegalArgumentException(
                        "not an origin as browsers write it (https://app.example, http://host:8081): " + origin);
            }
        }
    }

    /** Development mode on loopback with the default limits. */
    public static ListenerSettings development(int port) {
        return new ListenerSettings("127.0.0.1", port, null, false, true, List.of(), ListenerLimits.DEFAULT);
    }
}
