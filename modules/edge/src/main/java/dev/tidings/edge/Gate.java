package dev.tidings.edge;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands before every route: which hosts are served, and which pages may use them (contract §11). Immutable.
 *
 * <p>In development mode only loopback hosts are served, so that no page of the network can reach the hub under a name of
 * its own (DNS rebinding), and only pages from loopback may use it. Otherwise pages of the hub's own origin and of the
 * listed ones may.
 */
final class Gate {

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private static final String SITE = "Sec-Fetch-Site";
    private static final String SAME_ORIGIN = "same-origin";

    private final boolean developmentMode;
    private final Set<String> allowedOrigins;

    Gate(boolean developmentMode, List<String> allowedOrigins) {
        this.developmentMode = developmentMode;
        this.allowedOrigins = Set.copyOf(allowedOrigins);
    }

    /** Whether a method may change something. */
    static boolean isUnsafe(HttpMethod method) {
        return !SAFE.contains(method);
    }

    /**
     * Checks the host that the request is for.
     *
     * @param secure whether the client speaks TLS, perhaps with a proxy
     * @return the origin that the request went to; null when it names none, as HTTP/1.0 may
     * @throws HubException {@code malformed}, or {@code misdirected} for a foreign host in development mode
     */
    @Nullable
    Origin admitHost(HttpServerRequest request, boolean secure) {
        String authority = authority(request);
        if (authority == null) {
            if (request.version() != HttpVersion.HTTP_1_0) {
                throw new HubException(ErrorCode.MALFORMED, "The request has no Host.");
            }
            return null;
        }
        Origin own = Origin.ofAuthority(secure ? "https" : "http", authority);
        if (own == null) {
            throw new HubException(ErrorCode.MALFORMED, "The Host is malformed.");
        }
        if (developmentMode && !own.isLoopback()) {
            throw new HubException(
                    ErrorCode.MISDIRECTED, "In development mode only localhost and loopback addresses are served.");
        }
        return own;
    }

    /**
     * Checks the page that the request comes from.
     *
     * @return its origin; null when none is told
     * @throws HubException {@code origin-refused}
     */
    @Nullable
    String admitOrigin(HttpServerRequest request, @Nullable Origin own) {
        List<String> origins = request.headers().getAll(HttpHeaders.ORIGIN);
        if (origins.isEmpty()) {
            if (isUnsafe(request.method()) && isForeignSite(request.headers())) {
                throw new HubException(ErrorCode.ORIGIN_REFUSED, "A page of another site sent this without an Origin.");
            }
            return null;
        }
        if (origins.size() > 1 || !allows(origins.get(0), own)) {
            throw new HubException(ErrorCode.ORIGIN_REFUSED, "This Origin is not allowed; see the setting `origins`.");
        }
        return origins.get(0);
    }

    /**
     * Whether a cookie counts for a request that passed: not when a page of another site may have sent it unasked. What may
     * change something, or opens a line on which one may, has to say where it comes from.
     */
    static boolean mayUseCookie(HttpServerRequest request, @Nullable String origin) {
        if (origin != null) {
            return true;
        }
        // every browser names the Origin of what may change something, and of a WebSocket, which nothing else protects
        boolean mustNameIt = isUnsafe(request.method()) || lists(request.headers(), HttpHeaders.UPGRADE, "websocket");
        return !mustNameIt && !isForeignSite(request.headers());
    }

    /** Whether a header that is a list of words has this one, in whatever case. */
    static boolean lists(MultiMap headers, CharSequence name, CharSequence word) {
        for (String value : headers.getAll(name)) {
            for (String listed : value.split(",", -1)) {
                if (listed.trim().equalsIgnoreCase(word.toString())) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean allows(String text, @Nullable Origin own) {
        Origin origin = Origin.parse(text);
        if (origin == null) {
            return false;
        }
        return origin.equals(own) || allowedOrigins.contains(text) || (developmentMode && origin.isLoopback());
    }

    private static boolean isForeignSite(MultiMap headers) {
        String site = headers.get(SITE);
        return site != null && !site.equals(SAME_ORIGIN) && !site.equals("none");
    }

    private static @Nullable String authority(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            return request.authority() == null ? null : request.authority().toString();
        }
        List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
        if (hosts.size() > 1) {
            throw new HubException(ErrorCode.MALFORMED, "The request has more than one Host.");
        }
        String host = hosts.isEmpty() ? null : hosts.get(0);
        String named = absoluteAuthority(request.uri());
        if (named != null && !named.equals(host)) {
            throw new HubException(ErrorCode.MALFORMED, "The request's target and its Host differ.");
        }
        return host;
    }

    /** The authority in a target of absolute form (RFC 9112 §3.2.2); null for any other target. */
    private static @Nullable String absoluteAuthority(String target) {
        int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
        if (scheme < 0) {
            return null;
        }
        int begin = scheme + 3;
        int end = begin;
        while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
            end++;
        }
        return target.substring(begin, end);
    }
}
