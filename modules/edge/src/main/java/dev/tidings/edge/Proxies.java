package dev.tidings.edge;

import io.vertx.core.MultiMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reverse proxies whose word about their clients is taken: a header says what its sender likes, so that of everybody else
 * is not even looked at. Immutable.
 *
 * <p>Each proxy appends to {@code X-Forwarded-For} whom it heard, so the list is read from its end: the first address there that
 * is no trusted proxy's is the client, and whatever stands before it is that client's own invention. What can't be read ends
 * the search at the proxy that sent it.
 */
public final class Proxies {

    /** None: every connection is its client's own. */
    public static final Proxies NONE = new Proxies(List.of(), false);

    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final String FORWARDED_PROTO = "X-Forwarded-Proto";

    /** More hops than any way through a network of one's own has. */
    private static final int MAX_HOPS = 32;

    private final List<Network> networks;
    private final boolean proxyProtocol;

    /**
     * @param networks their addresses, each numeric or a network such as {@code 10.0.0.0/8}
     * @param proxyProtocol whether each of their connections begins with a PROXY protocol header that names the client; then
     *     nobody else may connect
     * @throws IllegalArgumentException when a network is none
     */
    public Proxies(List<String> networks, boolean proxyProtocol) {
        this.networks = networks.stream().map(Proxies::network).toList();
        this.proxyProtocol = proxyProtocol;
    }

    /** Whether a text is an address or a network. */
    public static boolean isNetwork(String text) {
        return Network.parse(text) != null;
    }

    boolean proxyProtocol() {
        return proxyProtocol;
    }

    /** Whether an address, as {@link Visitors#text} gives it, is one of theirs. */
    boolean trusts(String address) {
        if (networks.isEmpty()) {
            return false;
        }
        byte[] bytes = Network.bytes(address);
        return bytes != null && trusts(bytes);
    }

    /** Who sent a request that came from the trusted proxy {@code peer}; that itself when it doesn't say. */
    String client(String peer, MultiMap headers) {
        String client = peer;
        int hops = 0;
        List<String> lines = headers.getAll(FORWARDED_FOR);
        for (int line = lines.size() - 1; line >= 0; line--) {
            String text = lines.get(line);
            for (int end = text.length(); end >= 0; ) {
                int comma = text.lastIndexOf(',', end - 1);
                byte[] address = address(text.substring(comma + 1, end).trim());
                if (address == null || ++hops > MAX_HOPS) {
                    return client;
                }
                client = Network.text(address);
                if (!trusts(address)) {
                    return client;
                }
                end = comma;
            }
        }
        return client;
    }

    /** Whether the client of a trusted proxy speaks TLS with it; null when the proxy doesn't say, or not clearly. */
    static @Nullable Boolean secure(MultiMap headers) {
        List<String> schemes = headers.getAll(FORWARDED_PROTO);
        if (schemes.size() != 1) {
            return null;
        }
        return switch (schemes.get(0)) {
            case "https" -> true;
            case "http" -> false;
            default -> null;
        };
    }

    private boolean trusts(byte[] address) {
        for (Network network : networks) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** One entry: an address, perhaps in brackets, perhaps with the port that it came from; null when it is none. */
    private static byte @Nullable [] address(String entry) {
        String text = entry;
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            boolean fits = close > 0 && (close == text.length() - 1 || text.charAt(close + 1) == ':');
            return fits ? Network.bytes(text.substring(1, close)) : null;
        }
        int colon = text.indexOf(':');
        if (colon >= 0 && colon == text.lastIndexOf(':')) {
            text = text.substring(0, colon);
        }
        return Network.bytes(text);
    }

    private static Network network(String text) {
        Network network = Network.parse(text);
        if (network == null) {
            throw new IllegalArgumentException("not an address or a network (192.0.2.4, 10.0.0.0/8): " + text);
        }
        return network;
    }
}
