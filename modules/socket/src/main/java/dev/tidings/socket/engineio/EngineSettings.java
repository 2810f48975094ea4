package dev.tidings.socket.engineio;

/**
 * How Engine.IO sessions behave. Immutable.
 *
 * @param pingIntervalMillis how often each client is asked for a sign of life
 * @param pingTimeoutMillis how long it may take to give one
 * @param maxPayloadBytes the body of one request, and a message over a WebSocket, at the most
 * @param upgradeMillis how long a client may take to go over to a WebSocket that it has opened
 * @param closeMillis how long the last words wait for a poll
 * @param maxSessions open at a time on one event loop
 */
public record EngineSettings(
        int pingIntervalMillis,
        int pingTimeoutMillis,
        int maxPayloadBytes,
        int upgradeMillis,
        int closeMillis,
        int maxSessions) {

    /** 25 s, 20 s, 1,000,000 bytes, 10 s, 10 s, 100,000. */
    public static final EngineSettings DEFAULT = new EngineSettings(25_000, 20_000, 1_000_000, 10_000, 10_000, 100_000);

    private static final int MAX_TICK_MILLIS = 1_000;
    private static final int TICKS_A_WAIT = 20;

    /** @throws IllegalArgumentException unless all are positive */
    public EngineSettings {
        int[] all = {pingIntervalMillis, pingTimeoutMillis, maxPayloadBytes, upgradeMillis, closeMillis, maxSessions};
        for (int setting : all) {
            if (setting < 1) {
                throw new IllegalArgumentException("a setting of Engine.IO is not positive: " + setting);
            }
        }
    }

    /** How exactly the times are kept. */
    int tickMillis() {
        int shortest = Math.min(pingIntervalMillis, pingTimeoutMillis);
        return Math.max(1, Math.min(MAX_TICK_MILLIS, shortest / TICKS_A_WAIT));
    }
}
