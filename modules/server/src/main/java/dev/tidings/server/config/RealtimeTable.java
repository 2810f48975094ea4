package dev.tidings.server.config;

import static dev.tidings.server.config.SettingType.bytes;
import static dev.tidings.server.config.SettingType.time;

import java.time.Duration;
import java.util.List;

/** The settings of Socket.IO, and of Engine.IO which carries it. Immutable. */
public final class RealtimeTable {

    private static final Duration TENTH = Duration.ofMillis(100);
    private static final Duration MINUTES = Duration.ofMinutes(5);

    public static final Setting<Duration> PING_INTERVAL = new Setting<>(
            "realtime.pingInterval",
            time(TENTH, MINUTES),
            Duration.ofSeconds(25),
            "A client of Engine.IO is asked for a sign of life this often. Less than what proxies bear without a byte.");
    public static final Setting<Duration> PING_TIMEOUT = new Setting<>(
            "realtime.pingTimeout",
            time(TENTH, MINUTES),
            Duration.ofSeconds(20),
            "How long it may take to give one; then it is taken for gone (3005).");
    public static final Setting<Long> PAYLOAD_BYTES = new Setting<>(
            "realtime.payloadBytes",
            bytes(1L << 10, 1L << 20),
            1_000_000L,
            "How large the body of one of its requests may be, or one of its messages over a WebSocket.");
    public static final Setting<Duration> UPGRADE_TIME = new Setting<>(
            "realtime.upgradeTime",
            time(TENTH, MINUTES),
            Duration.ofSeconds(10),
            "How long it may take to go over from polling to a WebSocket that it has opened.");

    public static final Setting<Duration> CONNECT_TIME = new Setting<>(
            "realtime.connectTime",
            time(TENTH, MINUTES),
            Duration.ofSeconds(20),
            "How long a client of Socket.IO may take to ask for its namespace; then it is cut.");

    static final List<Setting<?>> ALL = List.of(PING_INTERVAL, PING_TIMEOUT, PAYLOAD_BYTES, UPGRADE_TIME, CONNECT_TIME);

    private RealtimeTable() {}
}
