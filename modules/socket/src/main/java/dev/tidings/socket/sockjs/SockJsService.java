package dev.tidings.socket.sockjs;

import dev.tidings.edge.Bridge;
import dev.tidings.hub.HubPort;
import dev.tidings.socket.FrameLimits;
import dev.tidings.socket.Line;
import dev.tidings.socket.MessageFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * One SockJS endpoint of a node: any service at any prefix, on all its event loops. Thread-safe because it is immutable and its
 * random generator is thread-safe; made once a node and endpoint, and asked for one bridge by each loop.
 *
 * <pre>{@code
 * SockJsService service = new SockJsService(SockJsSettings.at("/sockjs"), random, List.of(TidingsDialect.PUBLICATIONS));
 * // on each loop:
 * LoopSockets sockets = new LoopSockets(socketService, port);
 * Dialect dialect = TidingsDialect.withoutHeartbeat(sockets);
 * Bridge bridge = service.bridge(port, (line, identity, allowance) -> sockets.open(dialect, line, identity, allowance));
 * }</pre>
 *
 * The endpoint has {@code <prefix>}, {@code <prefix>/info}, {@code <prefix>/<server>/<session>/<transport>}, and {@code
 * <prefix>/websocket}: the same service over a bare WebSocket, each of whose messages is one of the service's.
 */
public final class SockJsService {

    /** Fragments of one message of a WebSocket at the most. */
    private static final int MAX_FRAGMENTS = 64;

    private final SockJsSettings settings;
    private final RandomGenerator random;
    private final Map<MessageFormat, QuotedFormat> formats = new HashMap<>();
    private final FrameLimits framed;
    private final FrameLimits bare;

    /**
     * @param random thread-safe; browsers are lent some of it
     * @param delivered the formats of all that the service delivers with {@link Line#deliver}
     */
    public SockJsService(SockJsSettings settings, RandomGenerator random, List<MessageFormat> delivered) {
        this.settings = settings;
        this.random = random;
        delivered.forEach(format -> formats.put(format, new QuotedFormat(format)));
        this.framed = limits(settings.maxBodyBytes());
        this.bare = limits(settings.maxMessageBytes());
    }

    /**
     * The operations of the event loop that the port belongs to.
     *
     * @param acceptor who speaks with the endpoint's clients on that loop
     */
    public Bridge bridge(HubPort port, Line.Acceptor acceptor) {
        return new SockJsBridge(this, port, new LoopSessions(this, port, acceptor));
    }

    SockJsSettings settings() {
        return settings;
    }

    /** A number from 0 to 2^32 − 1. */
    long entropy() {
        return random.nextLong(1L << 32);
    }

    QuotedFormat quoted(MessageFormat format) {
        return Objects.requireNonNull(formats.get(format), "a format that was not named");
    }

    /** What a client may send in WebSocket frames that hold lists of messages. */
    FrameLimits framed() {
        return framed;
    }

    /** What a client may send in WebSocket frames that are messages. */
    FrameLimits bare() {
        return bare;
    }

    private static FrameLimits limits(int maxBytes) {
        return new FrameLimits(maxBytes, maxBytes, MAX_FRAGMENTS, false);
    }
}
