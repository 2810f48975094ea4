package dev.tidings.server.config;

import static dev.tidings.server.config.SettingType.bytes;
import static dev.tidings.server.config.SettingType.flag;
import static dev.tidings.server.config.SettingType.time;

import java.time.Duration;
import java.util.List;

/** The settings of SockJS. Immutable. */
public final class SockJsTable {

    public static final Setting<Boolean> ENABLED =
            new Setting<>("sockjs.enabled", flag(), true, "Whether there is /sockjs.");
    public static final Setting<Boolean> EVENT_BUS = new Setting<>(
            "sockjs.eventbus",
            flag(),
            true,
            "Whether there is /eventbus, the event-bus bridge; the other settings of SockJS are its own too.");
    public static final Setting<Duration> HEARTBEAT = new Setting<>(
            "sockjs.heartbeat",
            time(Duration.ofSeconds(1), Duration.ofMinutes(5)),
            Duration.ofSeconds(25),
            "A SockJS client that waits for messages is sent a heartbeat this often.");
    public static final Setting<Duration> DISCONNECT_DELAY = new Setting<>(
            "sockjs.disconnectDelay",
            time(Duration.ofSeconds(1), Duration.ofMinutes(1)),
            Duration.ofSeconds(5),
            "How long a SockJS session lives without a request that waits for its messages.");
    public static final Setting<Long> RESPONSE_BYTES = new Setting<>(
            "sockjs.responseBytes",
            bytes(4 * 1024L, 64 * 1024 * 1024L),
            128 * 1024L,
            "After so many bytes a streaming answer ends, and the client asks for the next.");

    static final List<Setting<?>> ALL = List.of(ENABLED, EVENT_BUS, HEARTBEAT, DISCONNECT_DELAY, RESPONSE_BYTES);

    private SockJsTable() {}
}
