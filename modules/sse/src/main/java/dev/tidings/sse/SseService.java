package dev.tidings.sse;

import dev.tidings.edge.Bridge;
import dev.tidings.edge.TokenCheck;
import dev.tidings.hub.CollectionSettings;
import dev.tidings.hub.HubPort;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * What the event streams of all event loops of a node share. Thread-safe because each part is; made once a node, and asked
 * for one bridge by each loop.
 */
public final class SseService {

    private final SseSettings settings;
    private final RandomGenerator random;
    private final TokenCheck tokens;
    private final SseCounters counters = new SseCounters();
    private final RefusedStreams refused = new RefusedStreams();
    private final Map<CollectionSettings, ItemFormat> itemFormats = new ConcurrentHashMap<>();

    /**
     * @param settings how streams behave
     * @param random thread-safe; spreads the times at which clients come back
     * @param tokens checks the new token of a live stream
     */
    public SseService(SseSettings settings, RandomGenerator random, TokenCheck tokens) {
        this.settings = settings;
        this.random = random;
        this.tokens = tokens;
    }

    /** The streams of the event loop that the port belongs to. */
    public Bridge bridge(HubPort port) {
        return new SseBridge(this, port);
    }

    /** The change of live streams, wherever in the cluster they are. */
    public Bridge connections(HubPort port) {
        return new ConnectionBridge(port);
    }

    /** What the streams did. */
    public SseCounters counters() {
        return counters;
    }

    SseSettings settings() {
        return settings;
    }

    RandomGenerator random() {
        return random;
    }

    TokenCheck tokens() {
        return tokens;
    }

    RefusedStreams refused() {
        return refused;
    }

    /** The format of a collection's items: the same for all connections of the node, so that a frame is encoded once. */
    ItemFormat itemFormat(CollectionSettings collection) {
        return itemFormats.computeIfAbsent(collection, ItemFormat::new);
    }
}
