package dev.tidings.server.config;

import static dev.tidings.server.config.SettingType.bytes;
import static dev.tidings.server.config.SettingType.flag;
import static dev.tidings.server.config.SettingType.integer;
import static dev.tidings.server.config.SettingType.time;

import java.time.Duration;
import java.util.List;

/** The settings about how much a client, or all of them, may have. Immutable. */
public final class LimitsTable {

    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    public static final Setting<Long> DOCUMENT_BYTES = new Setting<>(
            "limits.documentBytes", bytes(KIB, MIB), 64 * KIB, "A document or a publication at the most.");
    public static final Setting<Long> BODY_BYTES =
            new Setting<>("limits.bodyBytes", bytes(KIB, 64 * MIB), MIB, "A request's body at the most.");
    public static final Setting<Integer> COLLECTION_DOCUMENTS = new Setting<>(
            "limits.collectionDocuments",
            integer(1, 10_000_000),
            100_000,
            "Documents that a collection holds at the most; a create beyond it is refused.");
    public static final Setting<Long> COLLECTION_BYTES = new Setting<>(
            "limits.collectionBytes", bytes(KIB, 16 * GIB), 64 * MIB, "Bytes of documents that it holds at the most.");
    public static final Setting<Integer> KEYS = new Setting<>(
            "limits.idempotencyKeys",
            integer(1, 100_000_000),
            1_000_000,
            "Idempotency keys remembered for 24 h at the most; beyond it keyed writes get 429.");
    public static final Setting<Long> KEY_BYTES = new Setting<>(
            "limits.idempotencyBytes", bytes(KIB, 16 * GIB), 256 * MIB, "Memory that they take at the most.");
    public static final Setting<Long> WINDOW_BYTES = new Setting<>(
            "limits.windowBytes",
            bytes(MIB, 16 * GIB),
            64 * MIB,
            "Memory for recent publications of all active channels together; what is older is read from the log.");
    public static final Setting<Integer> PENDING_WRITES = new Setting<>(
            "limits.pendingWrites",
            integer(1, 1_000_000),
            20_000,
            "Writes that wait for the log at the most; beyond it they get 503.");
    public static final Setting<Long> PENDING_BYTES =
            new Setting<>("limits.pendingBytes", bytes(KIB, 16 * GIB), 64 * MIB, "Bytes of them at the most.");
    public static final Setting<Integer> CONNECTIONS = new Setting<>(
            "limits.connections",
            integer(1, 10_000_000),
            100_000,
            "Open connections at the most; fewer where the process may open too few files.");
    public static final Setting<Integer> CONNECTIONS_PER_ADDRESS = new Setting<>(
            "limits.connectionsPerAddress",
            integer(1, 10_000_000),
            2_000,
            "Open connections of one IPv4 address or IPv6 /64 at the most.");
    public static final Setting<Integer> CONNECTS_PER_SECOND = new Setting<>(
            "limits.connectsPerSecond",
            integer(1, 10_000_000),
            100,
            "New connections a second of one address; at once as many as it may have open. Beyond it they are closed.");
    public static final Setting<Integer> REQUESTS_PER_SECOND = new Setting<>(
            "limits.requestsPerSecond",
            integer(1, 10_000_000),
            1_000,
            "Requests a second of one address, sustained; twice as many at once. Beyond it: 429.");
    public static final Setting<Integer> WRITES_PER_SECOND = new Setting<>(
            "limits.writesPerSecond",
            integer(1, 10_000_000),
            500,
            "Those among them that change something, each item of a batch; twice as many at once.");
    public static final Setting<Integer> CONNECTIONS_PER_USER = new Setting<>(
            "limits.connectionsPerUser",
            integer(1, 10_000_000),
            100,
            "Live connections (event streams and sockets) of one user at the most; one more is told 3503.");
    public static final Setting<Integer> REQUESTS_PER_SECOND_PER_USER = new Setting<>(
            "limits.requestsPerSecondPerUser",
            integer(1, 10_000_000),
            500,
            "Requests and commands a second of one user, wherever from; twice as many at once.");
    public static final Setting<Integer> WRITES_PER_SECOND_PER_USER = new Setting<>(
            "limits.writesPerSecondPerUser",
            integer(1, 10_000_000),
            250,
            "Those among them that change something; twice as many at once.");
    public static final Setting<Integer> COMMANDS_PER_SECOND = new Setting<>(
            "limits.commandsPerSecond",
            integer(1, 10_000_000),
            5_000,
            "Commands a second of one WebSocket, from loopback too; twice as many at once. Beyond it: 3007.");
    public static final Setting<Boolean> SPARE_LOOPBACK = new Setting<>(
            "limits.spareLoopback",
            flag(),
            true,
            "Whether the limits per address and user leave loopback out, where the operator is.");
    public static final Setting<Long> REQUEST_LINE_BYTES = new Setting<>(
            "limits.requestLineBytes", bytes(256, MIB), 8 * KIB, "Method, target and version of a request together.");
    public static final Setting<Long> HEADER_BYTES =
            new Setting<>("limits.headerBytes", bytes(KIB, MIB), 16 * KIB, "All header fields of a request together.");
    public static final Setting<Duration> HEADER_TIME = new Setting<>(
            "limits.headerTime",
            time(SECOND, HOUR),
            Duration.ofSeconds(10),
            "How long the head of a request may take to arrive.");
    public static final Setting<Duration> BODY_TIME = new Setting<>(
            "limits.bodyTime",
            time(SECOND, HOUR),
            Duration.ofSeconds(30),
            "How long its body may take; and at least 1 KiB of it a second in each headerTime.");
    public static final Setting<Duration> IDLE_TIME = new Setting<>(
            "limits.idleTime", time(SECOND, HOUR), MINUTE, "How long a connection may stay open without a request.");
    public static final Setting<Duration> STALL_TIME = new Setting<>(
            "limits.stallTime",
            time(SECOND, HOUR),
            Duration.ofSeconds(30),
            "How long a client may leave what was sent to it unread; then it is told 3004 and cut.");
    public static final Setting<Duration> LOG_TIME = new Setting<>(
            "limits.logTime", time(SECOND, MINUTE), Duration.ofSeconds(2), "How long a read of the log may take.");
    public static final Setting<Duration> WRITE_TIME = new Setting<>(
            "limits.writeTime",
            time(SECOND, MINUTE),
            Duration.ofSeconds(5),
            "How long a write may wait for its answer; then it is 504 outcome-unknown.");

    static final List<Setting<?>> ALL = List.of(
            DOCUMENT_BYTES,
            BODY_BYTES,
            COLLECTION_DOCUMENTS,
            COLLECTION_BYTES,
            KEYS,
            KEY_BYTES,
            WINDOW_BYTES,
            PENDING_WRITES,
            PENDING_BYTES,
            CONNECTIONS,
            CONNECTIONS_PER_ADDRESS,
            CONNECTS_PER_SECOND,
            REQUESTS_PER_SECOND,
            WRITES_PER_SECOND,
            CONNECTIONS_PER_USER,
            REQUESTS_PER_SECOND_PER_USER,
            WRITES_PER_SECOND_PER_USER,
            COMMANDS_PER_SECOND,
            SPARE_LOOPBACK,
            REQUEST_LINE_BYTES,
            HEADER_BYTES,
            HEADER_TIME,
            BODY_TIME,
            IDLE_TIME,
            STALL_TIME,
            LOG_TIME,
            WRITE_TIME);

    private LimitsTable() {}
}
