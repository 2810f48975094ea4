package dev.tidings.server.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a node is a member of a cluster. Immutable.
 *
 * @param host the address that both ports are bound to, and nothing else is
 * @param port where members speak of membership
 * @param busPort where they send one another publications
 * @param members every member as {@code host:port}, this one included; nobody else is let in
 * @param secret what a member shows it knows before anything of it is read; empty = nothing is asked
 * @param tls how the bus is guarded; null = it is not
 */
public record ClusterOptions(
        String host,
        int port,
        int busPort,
        List<String> members,
        String secret,
        @Nullable Tls tls) {

    /**
     * The files that guard the bus, all PEM.
     *
     * @param certificate this node's
     * @param key its private key
     * @param authority the certificate that signed every node's
     */
    public record Tls(String certificate, String key, String authority) {}

    /** Copies the list. */
    public ClusterOptions {
        members = List.copyOf(members);
    }

    /** Keeps the secret out of logs. */
    @Override
    public String toString() {
        return "ClusterOptions[" + host + ", " + port + ", " + busPort + ", " + members + "]";
    }
}
