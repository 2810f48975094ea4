package dev.tidings.socket.eventbus;

import dev.tidings.edge.Bridge;
import dev.tidings.edge.TokenCheck;
import dev.tidings.hub.HubPort;
import dev.tidings.socket.Line;
import dev.tidings.socket.LoopSockets;
import dev.tidings.socket.SocketCounters;
import dev.tidings.socket.SocketService;
import dev.tidings.socket.SocketSettings;
import dev.tidings.socket.sockjs.SockJsService;
import dev.tidings.socket.sockjs.SockJsSettings;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What the event-bus bridges of all event loops of a node share. Thread-safe because each part is; made once a node, and asked
 * for one bridge by each loop.
 */
public final class EventBusService {

    private final SocketService sessions;
    private final SockJsService endpoint;
    private final BridgeCounters counters = new BridgeCounters();

    /**
     * @param settings how sessions behave
     * @param sockJs where the endpoint is, and how SockJS behaves there
     * @param random thread-safe; spreads the times at which clients come back
     * @param tokens checks the tokens that clients show in their messages
     */
    public EventBusService(SocketSettings settings, SockJsSettings sockJs, RandomGenerator random, TokenCheck tokens) {
        this.sessions = new SocketService(settings, random, tokens);
        this.endpoint = new SockJsService(sockJs, random, List.of(BridgeDialect.PUBLICATIONS));
    }

    /** The operations of the event loop that the port belongs to. */
    public Bridge bridge(HubPort port) {
        return endpoint.bridge(port, acceptor(port));
    }

    /** Who speaks the bridge's messages on one event loop, whatever carries them. */
    Line.Acceptor acceptor(HubPort port) {
        LoopSockets sockets = new LoopSockets(sessions, port);
        return (line, identity, allowance) -> sockets.open(new BridgeDialect(counters), line, identity, allowance);
    }

    /** What the sessions did. */
    public SocketCounters sessions() {
        return sessions.counters();
    }

    /** What was refused as the bridge's own. */
    public BridgeCounters counters() {
        return counters;
    }
}
