package dev.tidings.server.config;

import static dev.tidings.server.config.SettingType.flag;
import static dev.tidings.server.config.SettingType.integer;
import static dev.tidings.server.config.SettingType.text;
import static dev.tidings.server.config.SettingType.texts;

import java.util.List;

/** The settings about being one of several nodes. Immutable. */
public final class ClusterTable {

    private static final SettingType<String> PEM = text("the path of a PEM file", path -> true);

    public static final Setting<Boolean> ENABLED = new Setting<>(
            "cluster.enabled",
            flag(),
            false,
            "Whether this node is one of several that behave as one. They share a log, which the embedded one can't be.");
    public static final Setting<String> HOST = new Setting<>(
            "cluster.host",
            text("a host name or an IP address", SettingsTable::isHost),
            "127.0.0.1",
            "The address of this machine that both ports below are bound to, and no other.");
    public static final Setting<Integer> PORT =
            new Setting<>("cluster.port", integer(1, 65_535), 5_701, "Where nodes agree who is a member.");
    public static final Setting<Integer> BUS_PORT = new Setting<>(
            "cluster.busPort", integer(1, 65_535), 5_702, "Where nodes send publications to one another.");
    public static final Setting<List<String>> MEMBERS = new Setting<>(
            "cluster.members",
            texts("a list of HOST:PORT", ClusterTable::isMember),
            List.of(),
            "Every node with its cluster.port, this one included. Nobody else is let in; nothing is found by itself.");
    public static final Setting<Integer> MINIMUM_NODES = new Setting<>(
            "cluster.minimumNodes",
            integer(1, 1_000),
            1,
            "After a start the node is ready once this many nodes, itself counted, are members.");
    public static final Setting<String> SECRET = new Setting<>(
            "cluster.secret",
            text("a secret of at least 32 characters", secret -> secret.isEmpty() || secret.length() >= 32),
            "",
            "What a node must know to be let in at cluster.port; tidings cluster init makes one. Empty: nothing is asked.");
    public static final Setting<String> TLS_CERTIFICATE = new Setting<>(
            "cluster.tls.certificate",
            PEM,
            "",
            "PEM file with this node's certificate for cluster.busPort. With the two below, both ends show theirs.");
    public static final Setting<String> TLS_KEY =
            new Setting<>("cluster.tls.key", PEM, "", "PEM file with its private key.");
    public static final Setting<String> TLS_AUTHORITY = new Setting<>(
            "cluster.tls.authority", PEM, "", "PEM file with the authority that signed the certificates of all nodes.");
    public static final Setting<Boolean> PRIVATE_NETWORK = new Setting<>(
            "cluster.privateNetwork",
            flag(),
            false,
            "Says that only nodes reach both ports. Beyond loopback it is that, or a secret and certificates.");

    static final List<Setting<?>> SETTINGS = List.of(
            ENABLED,
            HOST,
            PORT,
            BUS_PORT,
            MEMBERS,
            MINIMUM_NODES,
            SECRET,
            TLS_CERTIFICATE,
            TLS_KEY,
            TLS_AUTHORITY,
            PRIVATE_NETWORK);

    private ClusterTable() {}

    /** What these settings must be together. */
    static void check(Values values, SettingsReader reader) {
        if (!values.get(ENABLED)) {
            return;
        }
        if (values.get(LogTable.STORE) == LogTable.Store.EMBEDDED) {
            reader.problem(
                    ENABLED.path(),
                    "expected false with the embedded log: it belongs to one process, and nodes of a cluster share"
                            + " one; set log.store to redis");
        }
        String host = values.get(HOST);
        if (host.equals("0.0.0.0") || host.equals("::")) {
            reader.problem(HOST.path(), "expected one address of this machine, found \"" + host + "\"");
        }
        if (values.get(PORT).equals(values.get(BUS_PORT))) {
            reader.problem(BUS_PORT.path(), "expected another port than cluster.port");
        }
        if (values.get(MEMBERS).isEmpty()) {
            reader.problem(MEMBERS.path(), "expected every node as HOST:PORT, this one included");
        }
        if (values.get(MINIMUM_NODES) > Math.max(1, values.get(MEMBERS).size())) {
            reader.problem(MINIMUM_NODES.path(), "expected at most as many nodes as cluster.members names");
        }
        checkTls(values, reader);
        checkExposure(values, reader);
    }

    private static void checkTls(Values values, SettingsReader reader) {
        List<Setting<String>> files = List.of(TLS_CERTIFICATE, TLS_KEY, TLS_AUTHORITY);
        long given = files.stream().filter(file -> !values.get(file).isEmpty()).count();
        if (given != 0 && given != files.size()) {
            reader.problem("cluster.tls", "expected certificate, key and authority");
            return;
        }
        files.forEach(file -> Rules.checkFile(file.path(), values.get(file), reader));
    }

    /** Hazelcast's port has no encryption, so whoever reads along must be kept out by the network all the same. */
    private static void checkExposure(Values values, SettingsReader reader) {
        boolean guarded =
                !values.get(TLS_CERTIFICATE).isEmpty() && !values.get(SECRET).isEmpty();
        if (!Rules.isLoopback(values.get(HOST)) && !guarded && !values.get(PRIVATE_NETWORK)) {
            reader.problem(
                    HOST.path(),
                    "expected cluster.secret and cluster.tls beyond loopback (tidings cluster init makes them), or"
                            + " cluster.privateNetwork: true where nobody but the nodes reaches these ports");
        }
    }

    private static boolean isMember(String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        return colon > 0
                && SettingsTable.isHost(text.substring(0, colon))
                && !text.substring(0, colon).contains(":")
                && port.length() <= 5
                && !port.isEmpty()
                && port.chars().allMatch(c -> c >= '0' && c <= '9')
                && Integer.parseInt(port) <= 65_535;
    }
}
