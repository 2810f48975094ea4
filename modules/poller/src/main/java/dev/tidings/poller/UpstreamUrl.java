package dev.tidings.poller;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URL that may be asked: {@code http} or {@code https}, without credentials in it, its host a name or an address in its
 * one usual form. Immutable.
 *
 * @param tls whether it is {@code https}
 * @param host the name, or the address, of IPv6 in brackets
 * @param port the port
 * @param target path and query
 */
public record UpstreamUrl(boolean tls, String host, int port, String target) {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final Pattern DECIMAL = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");

    /** A last label that some readers take for a number, so that the whole would be an address in disguise. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0[xX][0-9a-fA-F]*");

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException saying what it may not be
     */
    public static UpstreamUrl parse(String text) {
        try {
            return of(new URI(text));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a URL: " + e.getReason(), e);
        }
    }

    /**
     * Where a redirection leads.
     *
     * @param location relative or whole
     * @throws IllegalArgumentException saying what it may not be
     */
    UpstreamUrl redirected(String location) {
        try {
            return of(new URI(origin() + target).resolve(new URI(location)));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a URL: " + e.getReason(), e);
        }
    }

    /** Scheme, host and port. */
    String origin() {
        return (tls ? "https://" : "http://") + host + ':' + port;
    }

    /** The host without the brackets of IPv6. */
    String plainHost() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Whether the port is a usual one of the web. */
    boolean hasUsualPort() {
        return port == HTTP || port == HTTPS;
    }

    /** Whether the host is an address, not a name. */
    boolean isAddress() {
        return host.startsWith("[") || isIpv4(host);
    }

    /** Whether the text is an IPv4 address as four decimal numbers, without leading zeros. */
    static boolean isIpv4(String text) {
        if (!DECIMAL.matcher(text).matches()) {
            return false;
        }
        for (String part : text.split("\\.", -1)) {
            if (Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }

    /** Whether the text is nothing but an IPv6 address, if it is anything. */
    static boolean looksLikeIpv6(String text) {
        return text.contains(":")
                && text.chars().allMatch(c -> c == ':' || c == '.' || (Character.digit(c, 16) >= 0 && c < 0x80));
    }

    @Override
    public String toString() {
        return origin() + target;
    }

    private static UpstreamUrl of(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("neither http nor https");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("a URL with credentials in it");
        }
        boolean tls = scheme.equals("https");
        int port = uri.getPort() < 0 ? (tls ? HTTPS : HTTP) : uri.getPort();
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
        return new UpstreamUrl(tls, checkedHost(uri.getHost()), port, target(uri));
    }

    private static String target(URI uri) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + '?' + uri.getRawQuery();
    }

    private static String checkedHost(@Nullable String host) {
        if (host == null || host.isEmpty()) {
            throw new IllegalArgumentException("without a host that is a plain name or address");
        }
        if (host.startsWith("[")) {
            if (!looksLikeIpv6(host.substring(1, host.length() - 1))) {
                throw new IllegalArgumentException("not an address: " + host);
            }
            return host;
        }
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        String last = name.substring(name.lastIndexOf('.') + 1);
        if (NUMBER.matcher(last).matches() && !isIpv4(name)) {
            throw new IllegalArgumentException("an address in another form than four decimal numbers");
        }
        return name.toLowerCase(Locale.ROOT);
    }
}
