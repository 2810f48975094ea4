package dev.tidings.server.config;

import static dev.tidings.server.config.SettingType.choices;
import static dev.tidings.server.config.SettingType.flag;
import static dev.tidings.server.config.SettingType.integer;
import static dev.tidings.server.config.SettingType.text;

import dev.tidings.server.config.ClientListener.BridgeKind;
import java.util.List;
import java.util.Map;

/** The settings about which parts of the hub a node runs, and where clients reach them. Immutable. */
public final class ListenerTable {

    private static final SettingType<String> PEM = text("the path of a PEM file", path -> true);

    public static final Setting<String> LISTEN_HOST = new Setting<>(
            "listen.host",
            text("a host name or an IP address", SettingsTable::isHost),
            "127.0.0.1",
            "Where clients connect. Without auth.keys only a loopback address is taken (development mode).");
    public static final Setting<Integer> LISTEN_PORT = new Setting<>(
            "listen.port", integer(0, 65_535), 8080, "The port for clients; 0 takes any free one and prints it.");
    public static final Setting<List<BridgeKind>> LISTEN_BRIDGES = new Setting<>(
            "listen.bridges",
            choices(BridgeKind.class),
            List.of(BridgeKind.values()),
            "What is served there. Not set: all that no listener below serves. []: only health, status and sign-in.");
    public static final Setting<String> TLS_CERTIFICATE = new Setting<>(
            "listen.tls.certificate",
            PEM,
            "",
            "PEM file with the certificate and its chain. With it and the key the hub speaks HTTPS and HTTP/2.");
    public static final Setting<String> TLS_KEY =
            new Setting<>("listen.tls.key", PEM, "", "PEM file with its private key.");
    public static final Setting<Boolean> POLLER = new Setting<>(
            "poller",
            flag(),
            true,
            "Whether this node may own sources. Where false, they are left to nodes where it is true.");
    public static final Setting<Boolean> BUS = new Setting<>(
            "bus",
            flag(),
            true,
            "Whether services on the event bus may ask this node. Nodes send one another publications in any case.");

    static final Setting<String> HOST = new Setting<>(
            "host", LISTEN_HOST.type(), LISTEN_HOST.otherwise(), "As listen.host, which it is when absent.");
    static final Setting<Integer> PORT = new Setting<>(
            "port", LISTEN_PORT.type(), LISTEN_PORT.otherwise(), "Its port, which must be there; 0 takes any.");
    static final Setting<List<BridgeKind>> BRIDGES = new Setting<>(
            "bridges", choices(BridgeKind.class), List.of(), "What is served there, at least one of them.");
    static final Setting<String> CERTIFICATE =
            new Setting<>("tls.certificate", PEM, "", "As listen.tls.certificate, which it is when absent.");
    static final Setting<String> KEY = new Setting<>("tls.key", PEM, "", "As listen.tls.key, which it is when absent.");

    static final String LISTENERS = "listeners";

    static final Table TABLE = new Table(List.of(HOST, PORT, BRIDGES, CERTIFICATE, KEY), Map.of());

    private ListenerTable() {}
}
