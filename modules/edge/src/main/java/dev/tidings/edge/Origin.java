package dev.tidings.edge;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A web origin (RFC 6454) in the one form that browsers serialize. Immutable.
 *
 * @param scheme {@code http} or {@code https}
 * @param host a name or address in lower case, IPv6 in brackets
 * @param port the port, the scheme's own when none was written
 */
record Origin(String scheme, String host, int port) {

    /** The longest name of a host (RFC 1035) and a port. */
    private static final int MAX_AUTHORITY = 255 + 6;

    /**
     * Reads an {@code Origin} header or a setting; null for everything that a browser would not send for a page of a
     * web server: {@code null}, upper case, userinfo, a path, a needless port, letters beyond ASCII.
     */
    static @Nullable Origin parse(String text) {
        String scheme = text.startsWith("https://") ? "https" : text.startsWith("http://") ? "http" : null;
        if (scheme == null) {
            return null;
        }
        Origin origin = ofAuthority(scheme, text.substring(scheme.length() + 3));
        return origin != null && origin.toString().equals(text) ? origin : null;
    }

    /** Reads a {@code Host} header, which may be written in capitals and with a needless port; null when it is none. */
    static @Nullable Origin ofAuthority(String scheme, String authority) {
        if (authority.isEmpty() || authority.length() > MAX_AUTHORITY) {
            return null;
        }
        int hostEnd = authority.charAt(0) == '[' ? authority.indexOf(']') + 1 : authority.indexOf(':');
        if (authority.charAt(0) == '[' && hostEnd == 0) {
            return null;
        }
        String host = hostEnd < 0 ? authority : authority.substring(0, hostEnd);
        String rest = authority.substring(host.length());
        int port = rest.isEmpty() ? ownPort(scheme) : port(rest);
        return port > 0 && isHost(host) ? new Origin(scheme, host.toLowerCase(Locale.ROOT), port) : null;
    }

    /** Whether the host is this machine by itself, whatever a name server says. */
    boolean isLoopback() {
        return host.equals("localhost") || host.equals("[::1]") || isLoopbackIpv4(host);
    }

    @Override
    public String toString() {
        return port == ownPort(scheme) ? scheme + "://" + host : scheme + "://" + host + ":" + port;
    }

    private static int ownPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    private static int port(String rest) {
        if (rest.length() < 2 || rest.length() > 6 || rest.charAt(0) != ':') {
            return -1;
        }
        int port = 0;
        for (int i = 1; i < rest.length(); i++) {
            char c = rest.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            port = port * 10 + (c - '0');
        }
        return port <= 65_535 ? port : -1;
    }

    private static boolean isHost(String host) {
        boolean address = host.startsWith("[");
        String inside = address ? host.substring(1, host.length() - 1) : host;
        for (int i = 0; i < inside.length(); i++) {
            char c = inside.charAt(i);
            boolean hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean fits = address ? hex || c == ':' || c == '.' : hex || letter || c == '-' || c == '.' || c == '_';
            if (!fits) {
                return false;
            }
        }
        return !inside.isEmpty();
    }

    /** 127.0.0.0/8 in plain dotted decimals only: other spellings are read differently by different programs. */
    private static boolean isLoopbackIpv4(String host) {
        if (!host.startsWith("127.")) {
            return false;
        }
        String[] parts = host.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            if (!isByte(part)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isByte(String part) {
        if (part.isEmpty() || part.length() > 3 || (part.length() > 1 && part.charAt(0) == '0')) {
            return false;
        }
        for (int i = 0; i < part.length(); i++) {
            if (part.charAt(i) < '0' || part.charAt(i) > '9') {
                return false;
            }
        }
        return Integer.parseInt(part) <= 255;
    }
}
