package dev.tidings.socket;

import dev.tidings.edge.Bridge;
import dev.tidings.edge.TokenCheck;
import dev.tidings.hub.HubPort;
import java.util.random.RandomGenerator;

/**
 * What the WebSockets of all event loops of a node share. Thread-safe because each part is; made once a node, and asked for
 * one bridge by each loop.
 */
public final class SocketService {

    private final SocketSettings settings;
    private final FrameLimits limits;
    private final RandomGenerator random;
    private final TokenCheck tokens;
    private final SocketCounters counters = new SocketCounters();

    /**
     * @param settings how sockets behave
     * @param random thread-safe; spreads the times at which clients come back
     * @param tokens checks the new token of a live socket
     */
    public SocketService(SocketSettings settings, RandomGenerator random, TokenCheck tokens) {
        this.settings = settings;
        this.limits =
                new FrameLimits(settings.maxFrameBytes(), settings.maxFrameBytes(), SocketSession.MAX_FRAGMENTS, false);
        this.random = random;
        this.tokens = tokens;
    }

    /** The operations of the event loop that the port belongs to. */
    public Bridge bridge(HubPort port) {
        return new SocketBridge(new LoopSockets(this, port));
    }

    /** What the sockets did. */
    public SocketCounters counters() {
        return counters;
    }

    SocketSettings settings() {
        return settings;
    }

    FrameLimits limits() {
        return limits;
    }

    TokenCheck tokens() {
        return tokens;
    }

    /** When a client shall come back: a time of its own, so that not all come at once. */
    long retryMillis() {
        int spread = settings.maxRetryMillis() - settings.minRetryMillis();
        return (long) settings.minRetryMillis() + random.nextInt(spread + 1);
    }
}
