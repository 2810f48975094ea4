package dev.tidings.socket.socketio;

import dev.tidings.edge.Bridge;
import dev.tidings.hub.HubPort;
import dev.tidings.socket.Line;
import dev.tidings.socket.LoopSockets;
import dev.tidings.socket.MessageFormat;
import dev.tidings.socket.SocketCounters;
import dev.tidings.socket.SocketService;
import dev.tidings.socket.engineio.EngineCounters;
import dev.tidings.socket.engineio.EngineService;
import dev.tidings.socket.engineio.EngineSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Socket.IO at {@code /realtime}: what its clients on all event loops of a node share. Thread-safe because each part is; made
 * once a node, and asked for one bridge by each loop.
 */
public final class SocketIoService {

    /** Where the stock client is told to look: {@code io({path: '/realtime'})}. */
    public static final String PATH = "/realtime";

    private final SocketIoSettings settings;
    private final SocketService sessions;
    private final RandomGenerator random;
    private final EngineService engine;

    /**
     * @param settings how clients are served
     * @param engine how the connections below them behave
     * @param sessions what sessions are like, for these alone
     * @param random thread-safe, and in production a {@link java.security.SecureRandom}
     */
    public SocketIoService(
            SocketIoSettings settings, EngineSettings engine, SocketService sessions, RandomGenerator random) {
        this.settings = settings;
        this.sessions = sessions;
        this.random = random;
        this.engine = new EngineService(PATH, engine, random, this::acceptor, formats(settings));
    }

    /** The operations of the event loop that the port belongs to. */
    public Bridge bridge(HubPort port) {
        return engine.bridge(port);
    }

    /** What the connections did. */
    public EngineCounters connections() {
        return engine.counters();
    }

    /** What the clients did. */
    public SocketCounters counters() {
        return sessions.counters();
    }

    private Line.Acceptor acceptor(HubPort port) {
        LoopSockets sockets = new LoopSockets(sessions, port);
        LoopClients clients = new LoopClients(settings, port, random);
        return (line, identity, allowance) -> sockets.open(clients.client(), line, identity, allowance);
    }

    private static List<MessageFormat> formats(SocketIoSettings settings) {
        List<MessageFormat> formats = new ArrayList<>();
        EventFormat.PUBLICATION.addTo(formats);
        settings.mapped().forEach(mapped -> mapped.format().addTo(formats));
        return formats;
    }
}
