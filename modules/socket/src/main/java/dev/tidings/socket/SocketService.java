package dev.tidings.socket;

import dev.tidings.edge.Bridge;
import dev.tidings.edge.TokenCheck;
import dev.tidings.hub.HubPort;
import java.util.random.RandomGenerator;

/**
 * What the sessions of one protocol share on all event loops of a node. Thread-safe because each part is; made once a node and
 * protocol. For {@code /ws} it is asked for one bridge by each loop; other protocols make their own {@link LoopSockets}.
 */
public final class SocketService {

    /** Fragments of one message at the most. */
    private static final int MAX_FRAGMENTS = 16;

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
        this.limits = new FrameLimits(settings.maxFrameBytes(), settings.maxFrameBytes(), MAX_FRAGMENTS, false);
        this.random = random;
        this.tokens = tokens;
    }

    /** The operation {@code GET /ws} of the event loop that the port belongs to. */
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
