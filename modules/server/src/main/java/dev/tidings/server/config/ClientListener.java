package dev.tidings.server.config;

import java.util.List;

/**
 * A place where clients are served. Immutable.
 *
 * @param name the user's own; empty for the one that is always there
 * @param host the address it binds to
 * @param port the port; 0 = any free one
 * @param certificate PEM file with its certificate; empty = clear text
 * @param key PEM file with the certificate's private key
 * @param bridges what is served there besides health and status, without repeats
 */
public record ClientListener(
        String name, String host, int port, String certificate, String key, List<BridgeKind> bridges) {

    /** What can be served on a listener of its own. */
    public enum BridgeKind {
        /** Reads and writes over HTTP, long polls among them. */
        API,
        /** Event streams. */
        SSE,
        /** WebSockets. */
        SOCKETS,
        /** The pages and the client for browsers. */
        WEB
    }

    public ClientListener {
        bridges = bridges.stream().distinct().sorted().toList();
    }

    /** Where it stands in the configuration. */
    public String path() {
        return name.isEmpty() ? "listen" : ListenerTable.LISTENERS + "." + name;
    }

    /** The environment's variable that gives its port. */
    public String portVariable() {
        return name.isEmpty()
                ? ListenerTable.LISTEN_PORT.environmentName()
                : Setting.environmentName(ListenerTable.LISTENERS);
    }

    /** Its bridges as the configuration writes them. */
    public String bridgesText() {
        return ListenerTable.BRIDGES.type().writer().apply(bridges);
    }
}
