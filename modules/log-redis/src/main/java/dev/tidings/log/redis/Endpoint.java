package dev.tidings.log.redis;

/**
 * Where a server listens. Immutable.
 *
 * @param host a name or an address; IPv6 without brackets
 * @param port 1 to 65,535
 */
public record Endpoint(String host, int port) {

    private static final int DEFAULT_PORT = 6_379;

    /** @throws IllegalArgumentException when host or port can't be one */
    public Endpoint {
        if (host.isEmpty() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not a host and port: " + host + " " + port);
        }
    }

    /**
     * Reads {@code host}, {@code host:port} or {@code [IPv6]:port}.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Endpoint parse(String text) {
        int bracket = text.indexOf(']');
        int colon = text.indexOf(':', Math.max(0, bracket));
        String host = colon < 0 ? text : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        try {
            return new Endpoint(
                    bracketed ? host.substring(1, host.length() - 1) : host,
                    colon < 0 ? DEFAULT_PORT : Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a host and port: " + text, e);
        }
    }

    /** Whether it is this machine. */
    boolean isLoopback() {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    }

    /** As a connection string wants it. */
    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
