package dev.tidings.server.config;

import dev.tidings.model.Names;
import dev.tidings.server.config.ClientListener.BridgeKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes listeners of what the configuration says about them. Owned by one call of its maker. Pure but for the look at files. */
final class ListenerReader {

    private final SettingsReader reader;
    private final Values node;
    private final boolean developmentMode;

    /** @param node the node's own settings, which those of a listener fall back to */
    ListenerReader(SettingsReader reader, Values node, boolean developmentMode) {
        this.reader = reader;
        this.node = node;
        this.developmentMode = developmentMode;
    }

    /** All listeners for clients, the one that is always there first. */
    List<ClientListener> read(Map<String, Object> entries) {
        List<ClientListener> named = new ArrayList<>();
        entries.forEach((name, entry) -> {
            ClientListener listener = Boolean.FALSE.equals(entry) ? null : named(name, entry);
            if (listener != null) {
                named.add(listener);
            }
        });
        List<ClientListener> all = new ArrayList<>(List.of(main(named)));
        all.addAll(named);
        all.forEach(this::check);
        checkPorts(all);
        if (named.isEmpty()
                && all.get(0).bridges().isEmpty()
                && !node.get(ListenerTable.POLLER)
                && !node.get(ListenerTable.BUS)) {
            reader.problem(
                    ListenerTable.LISTEN_BRIDGES.path(),
                    "expected something to do for this node: bridges, listeners, poller or bus");
        }
        return all;
    }

    private ClientListener main(List<ClientListener> named) {
        List<BridgeKind> rest = new ArrayList<>(ListenerTable.LISTEN_BRIDGES.otherwise());
        named.forEach(listener -> rest.removeAll(listener.bridges()));
        return new ClientListener(
                "",
                node.get(ListenerTable.LISTEN_HOST),
                node.get(ListenerTable.LISTEN_PORT),
                node.get(ListenerTable.TLS_CERTIFICATE),
                node.get(ListenerTable.TLS_KEY),
                node.given(ListenerTable.LISTEN_BRIDGES).orElse(rest));
    }

    /** Null when it is wrong, which the reader notes. */
    private @Nullable ClientListener named(String name, @Nullable Object entry) {
        String path = ListenerTable.LISTENERS + "." + Names.excerpt(name);
        Map<String, Object> tree = YamlText.mapping(entry);
        if (!Names.isDocumentId(name) || tree == null) {
            reader.problem(
                    path,
                    "expected a name of A-Z a-z 0-9 _ . : - with settings below it, or false to leave the listener out");
            return null;
        }
        int before = reader.problems().size();
        Values own = reader.read(ListenerTable.TABLE, tree, path + ".").values();
        if (reader.problems().size() > before) {
            return null;
        }
        if (own.given(ListenerTable.PORT).isEmpty()) {
            missing(path, ListenerTable.PORT);
        }
        if (own.get(ListenerTable.BRIDGES).isEmpty()) {
            missing(path, ListenerTable.BRIDGES);
        }
        return new ClientListener(
                name,
                own.given(ListenerTable.HOST).orElse(node.get(ListenerTable.LISTEN_HOST)),
                own.get(ListenerTable.PORT),
                own.given(ListenerTable.CERTIFICATE).orElse(node.get(ListenerTable.TLS_CERTIFICATE)),
                own.given(ListenerTable.KEY).orElse(node.get(ListenerTable.TLS_KEY)),
                own.get(ListenerTable.BRIDGES));
    }

    private void missing(String path, Setting<?> setting) {
        reader.problem(path + "." + setting.path(), "expected " + setting.type().expected() + ", found nothing");
    }

    private void check(ClientListener listener) {
        String host = listener.path() + ".host";
        boolean loopback = Rules.isLoopback(listener.host());
        if (developmentMode && !loopback) {
            reader.problem(
                    host,
                    "expected a loopback address, found \"" + listener.host()
                            + "\": without keys to check tokens with, everybody who"
                            + " reaches the port may do everything; set auth.keys, or set " + host + " to 127.0.0.1");
        }
        if (!developmentMode && !loopback) {
            checkExposure(listener);
        }
        if (node.get(SettingsTable.CONFORMANCE) && !loopback) {
            reader.problem(
                    SettingsTable.CONFORMANCE.path(),
                    "expected false where " + host + " is no loopback address: it serves test suites, not clients");
        }
        if (listener.certificate().isEmpty() != listener.key().isEmpty()) {
            reader.problem(listener.path() + ".tls", "expected both certificate and key");
        } else {
            Rules.checkFile(listener.path() + ".tls.certificate", listener.certificate(), reader);
            Rules.checkFile(listener.path() + ".tls.key", listener.key(), reader);
        }
    }

    /** Passwords, tokens and cookies would go over the network for everybody to read. */
    private void checkExposure(ClientListener listener) {
        boolean guarded = !listener.certificate().isEmpty()
                || !node.get(SettingsTable.PROXIES).isEmpty();
        if (!guarded && !node.get(SettingsTable.PRIVATE_NETWORK)) {
            reader.problem(
                    listener.path() + ".host",
                    "expected " + listener.path()
                            + ".tls beyond loopback, or listen.proxies naming the proxies that end"
                            + " TLS, or listen.privateNetwork: true where nobody reads along");
        }
    }

    /** Two listeners of a process that name one port would share its connections. */
    private void checkPorts(List<ClientListener> listeners) {
        Map<Integer, String> taken = new HashMap<>();
        listeners.forEach(listener -> takePort(taken, listener.port(), listener.path() + ".port"));
        takePort(taken, node.get(SettingsTable.ADMIN_PORT), SettingsTable.ADMIN_PORT.path());
    }

    private void takePort(Map<Integer, String> taken, int port, String path) {
        String other = port == 0 ? null : taken.putIfAbsent(port, path);
        if (other != null) {
            reader.problem(path, "expected another port than " + other + ", found \"" + port + "\"");
        }
    }
}
