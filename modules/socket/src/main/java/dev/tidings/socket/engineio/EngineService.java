package dev.tidings.socket.engineio;

import dev.tidings.edge.Bridge;
import dev.tidings.hub.HubPort;
import dev.tidings.socket.EchoSocket;
import dev.tidings.socket.FrameLimits;
import dev.tidings.socket.Line;
import dev.tidings.socket.MessageFormat;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Engine.IO at one path: what its sessions on all event loops of a node share. Thread-safe because each part is; made once a
 * node, and asked for one bridge by each loop.
 */
public final class EngineService {

    private static final int SID_BYTES = 16;
    private static final int MAX_FRAGMENTS = 1_024;

    private final String path;
    private final EngineSettings settings;
    private final FrameLimits frameLimits;
    private final RandomGenerator random;
    private final Function<? super HubPort, ? extends Line.Acceptor> acceptors;
    private final PacketFormats formats;
    private final EngineCounters counters = new EngineCounters();

    /**
     * @param path where it is served, such as {@code /realtime}; with a slash behind it too
     * @param settings how sessions behave
     * @param random thread-safe, and in production a {@link java.security.SecureRandom}: a session's name must not be guessed
     * @param acceptors give who speaks over the sessions of one loop, there
     * @param formats every format that is ever delivered over a session
     */
    public EngineService(
            String path,
            EngineSettings settings,
            RandomGenerator random,
            Function<? super HubPort, ? extends Line.Acceptor> acceptors,
            List<MessageFormat> formats) {
        this.path = path;
        this.settings = settings;
        this.frameLimits = new FrameLimits(settings.maxPayloadBytes(), settings.maxPayloadBytes(), MAX_FRAGMENTS, true);
        this.random = random;
        this.acceptors = acceptors;
        this.formats = new PacketFormats(formats);
    }

    /** One that sends every message back, as conformance suites ask (contract §13). */
    public static EngineService echo(String path, EngineSettings settings, RandomGenerator random) {
        return new EngineService(
                path, settings, random, port -> (line, identity, allowance) -> new EchoSocket(line), List.of());
    }

    /** The operations of the event loop that the port belongs to. */
    public Bridge bridge(HubPort port) {
        return new EngineBridge(path, new LoopEngines(this, port));
    }

    /** What the sessions did. */
    public EngineCounters counters() {
        return counters;
    }

    String path() {
        return path;
    }

    EngineSettings settings() {
        return settings;
    }

    FrameLimits frameLimits() {
        return frameLimits;
    }

    PacketFormats formats() {
        return formats;
    }

    Line.Acceptor acceptor(HubPort port) {
        return acceptors.apply(port);
    }

    /** A new name, which says where the session lives. */
    String sid(String node) {
        byte[] bytes = new byte[SID_BYTES];
        random.nextBytes(bytes);
        return node + '.' + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
