package dev.tidings.server.config;

import static dev.tidings.server.config.SettingType.bytes;
import static dev.tidings.server.config.SettingType.choice;
import static dev.tidings.server.config.SettingType.flag;
import static dev.tidings.server.config.SettingType.integer;
import static dev.tidings.server.config.SettingType.text;
import static dev.tidings.server.config.SettingType.time;

import dev.tidings.edge.Proxies;
import dev.tidings.model.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Every setting there is: the one source of defaults, names, checks, {@code conf/tidings.yaml} and {@code
 * docs/configuration.md}. Immutable.
 */
public final class SettingsTable {

    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration YEAR = Duration.ofDays(366);

    /** How log lines look. */
    public enum LogFormat {
        /** One line of text each. */
        PLAIN,
        /** One JSON object each. */
        JSON
    }

    /** How much is logged. */
    public enum LogLevel {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }

    public static final Setting<List<String>> PROXIES = new Setting<>(
            "listen.proxies",
            SettingType.texts("a list of addresses or networks such as 10.0.0.0/8", Proxies::isNetwork),
            List.of(),
            "Reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. Everybody else's are ignored.");
    public static final Setting<Boolean> PROXY_PROTOCOL = new Setting<>(
            "listen.proxyProtocol",
            flag(),
            false,
            "Whether their connections begin with a PROXY protocol header (v1 or v2). Then nobody else may connect.");
    public static final Setting<Boolean> PRIVATE_NETWORK = new Setting<>(
            "listen.privateNetwork",
            flag(),
            false,
            "Says that nobody reads along before the port. Beyond loopback it is that, listen.tls or listen.proxies.");
    public static final Setting<String> ADMIN_HOST = new Setting<>(
            "admin.host",
            text("a host name or an IP address", SettingsTable::isHost),
            "127.0.0.1",
            "Where the operator's pages are: /health/live, /health/ready, /metrics. Loopback only.");
    public static final Setting<Integer> ADMIN_PORT =
            new Setting<>("admin.port", integer(0, 65_535), 9090, "Their port; 0 takes any free one and prints it.");
    public static final Setting<String> DATA = new Setting<>(
            "data",
            text("the path of a folder", path -> true),
            "",
            "The folder of the log, for this process alone. Empty means data/ beside the project.");
    public static final Setting<Integer> EVENT_LOOPS = new Setting<>(
            "eventLoops",
            integer(0, 1_024),
            0,
            "Threads that serve clients; 0 means as many as there are CPUs for this process.");
    public static final Setting<Duration> DRAIN = new Setting<>(
            "drain",
            time(Duration.ZERO, Duration.ofMinutes(10)),
            Duration.ofSeconds(10),
            "At a stop, clients are told to come back in waves over this time. A second signal stops at once.");
    public static final Setting<Kind> HISTORY_KIND = new Setting<>(
            "history.kind",
            choice(Kind.class),
            Kind.LOG,
            "How channels are kept: log keeps every publication, latest promises the last of each key, volatile keeps none.");
    public static final Setting<Integer> HISTORY_PUBLICATIONS = new Setting<>(
            "history.publications", integer(1, 10_000_000), 1_000, "Publications that a channel keeps at the most.");
    public static final Setting<Duration> HISTORY_AGE = new Setting<>(
            "history.age", time(SECOND, YEAR), HOUR.multipliedBy(24), "How long they are kept at the most.");
    public static final Setting<List<String>> ORIGINS = new Setting<>(
            "origins",
            SettingType.texts("a list of origins such as https://app.example", SettingsTable::isOrigin),
            List.of(),
            "Origins besides its own whose pages may use the hub with credentials. Never a wildcard.");
    public static final Setting<Duration> HEARTBEAT = new Setting<>(
            "heartbeat",
            time(SECOND, Duration.ofMinutes(5)),
            Duration.ofSeconds(15),
            "A stream that has nothing to say says so this often.");
    public static final Setting<Duration> SOCKET_HEARTBEAT = new Setting<>(
            "sockets.heartbeat",
            time(SECOND, Duration.ofMinutes(5)),
            Duration.ofSeconds(25),
            "A WebSocket's client is asked for a sign of life this often.");
    public static final Setting<Duration> SOCKET_ANSWER_TIME = new Setting<>(
            "sockets.answerTime",
            time(SECOND, MINUTE),
            Duration.ofSeconds(10),
            "How long it may take to give one; then it is told 3005 and cut.");
    public static final Setting<Duration> COALESCE = new Setting<>(
            "streams.coalesce",
            time(Duration.ofMillis(10), MINUTE),
            Duration.ofMillis(250),
            "A stream of whole payloads sends at most one in this time; the last state always comes.");
    public static final Setting<Long> PAYLOAD_BYTES = new Setting<>(
            "streams.payloadBytes",
            bytes(KIB, 64 * MIB),
            MIB,
            "How large a whole payload may be; beyond it the stream ends with disconnect 3501.");
    public static final Setting<Boolean> CONFORMANCE = new Setting<>(
            "conformance",
            flag(),
            false,
            "Adds what public protocol suites ask of a server: echoes, HTTP/2 without TLS. Loopback only.");
    public static final Setting<LogFormat> LOGGING_FORMAT = new Setting<>(
            "logging.format", choice(LogFormat.class), LogFormat.PLAIN, "How log lines look on standard error.");
    public static final Setting<LogLevel> LOGGING_LEVEL =
            new Setting<>("logging.level", choice(LogLevel.class), LogLevel.INFO, "How much is logged.");

    static final Setting<Kind> NAMESPACE_KIND = new Setting<>(
            "kind", choice(Kind.class), HISTORY_KIND.otherwise(), "As history.kind, which it takes when absent.");
    static final Setting<Integer> NAMESPACE_PUBLICATIONS = new Setting<>(
            "publications",
            HISTORY_PUBLICATIONS.type(),
            HISTORY_PUBLICATIONS.otherwise(),
            "As history.publications, which it takes when absent.");
    static final Setting<Duration> NAMESPACE_AGE = new Setting<>(
            "age", HISTORY_AGE.type(), HISTORY_AGE.otherwise(), "As history.age, which it takes when absent.");

    static final String NAMESPACES = "namespaces";
    static final String COLLECTIONS = "collections";
    static final String SOURCES = "sources";

    static final Table NAMESPACE = new Table(List.of(NAMESPACE_KIND, NAMESPACE_PUBLICATIONS, NAMESPACE_AGE), Map.of());

    /** The whole table. */
    static final Table ALL = new Table(
            joined(
                    List.of(
                            ListenerTable.LISTEN_HOST,
                            ListenerTable.LISTEN_PORT,
                            ListenerTable.LISTEN_BRIDGES,
                            ListenerTable.TLS_CERTIFICATE,
                            ListenerTable.TLS_KEY,
                            PROXIES,
                            PROXY_PROTOCOL,
                            PRIVATE_NETWORK,
                            ADMIN_HOST,
                            ADMIN_PORT,
                            DATA,
                            ListenerTable.POLLER,
                            ListenerTable.BUS,
                            EVENT_LOOPS,
                            DRAIN,
                            HISTORY_KIND,
                            HISTORY_PUBLICATIONS,
                            HISTORY_AGE,
                            ORIGINS,
                            HEARTBEAT,
                            SOCKET_HEARTBEAT,
                            SOCKET_ANSWER_TIME,
                            COALESCE,
                            PAYLOAD_BYTES),
                    RealtimeTable.ALL,
                    SockJsTable.ALL,
                    LogTable.ALL,
                    LimitsTable.ALL,
                    List.of(CONFORMANCE, LOGGING_FORMAT, LOGGING_LEVEL),
                    ClusterTable.SETTINGS,
                    AuthTable.SETTINGS),
            Map.of(
                    ListenerTable.LISTENERS,
                    ListenerTable.TABLE,
                    NAMESPACES,
                    NAMESPACE,
                    COLLECTIONS,
                    CollectionTable.TABLE,
                    SOURCES,
                    SourceTable.TABLE,
                    AuthTable.KEYS,
                    new Table(List.of(), Map.of()),
                    AuthTable.USERS,
                    AuthTable.USER));

    private SettingsTable() {}

    @SafeVarargs
    @SuppressWarnings("varargs") // they are only read
    private static List<Setting<?>> joined(List<Setting<?>>... parts) {
        return Stream.of(parts).flatMap(List::stream).toList();
    }

    static boolean isHost(String text) {
        return !text.isEmpty()
                && text.length() <= 255
                && text.chars()
                        .allMatch(c -> c == '.'
                                || c == '-'
                                || c == ':'
                                || c == '_'
                                || (c >= '0' && c <= '9')
                                || (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z'));
    }

    /** Scheme, host and perhaps port, as browsers write them. */
    private static boolean isOrigin(String text) {
        int scheme = text.startsWith("https://") ? 8 : text.startsWith("http://") ? 7 : -1;
        if (scheme < 0 || !text.equals(text.toLowerCase(Locale.ROOT))) {
            return false;
        }
        String authority = text.substring(scheme);
        int colon = authority.lastIndexOf(':');
        String host = colon < 0 ? authority : authority.substring(0, colon);
        String port = colon < 0 ? "1" : authority.substring(colon + 1);
        boolean portFits = !port.isEmpty() && port.length() <= 5 && port.chars().allMatch(c -> c >= '0' && c <= '9');
        return isHost(host) && !host.contains(":") && portFits;
    }
}
