package dev.tidings.socket.socketio;

import dev.tidings.hub.HubPort;
import dev.tidings.model.ChannelName;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What the Socket.IO clients of one event loop share. Owned by that loop. */
final class LoopClients {

    private final SocketIoSettings settings;
    private final HubPort port;
    private final RandomGenerator random;
    private final RecentChanges changes;
    private final Tails tails = new Tails();
    private final Map<ChannelName, MappedCollection> mapped = new HashMap<>();

    LoopClients(SocketIoSettings settings, HubPort port, RandomGenerator random) {
        this.settings = settings;
        this.port = port;
        this.random = random;
        this.changes = new RecentChanges(port);
        settings.mapped().forEach(each -> mapped.put(each.collection(), each));
    }

    SocketIoSettings settings() {
        return settings;
    }

    HubPort port() {
        return port;
    }

    RandomGenerator random() {
        return random;
    }

    Tails tails() {
        return tails;
    }

    RecentChanges changes() {
        return changes;
    }

    /** The collection of that channel, if clients get it as events of its own. */
    @Nullable
    MappedCollection mapped(ChannelName channel) {
        return mapped.get(channel);
    }

    /** How a channel's publications look. */
    EventFormat format(ChannelName channel) {
        MappedCollection known = mapped.get(channel);
        return known == null ? EventFormat.PUBLICATION : known.format();
    }

    /** A client of the hub, or in conformance mode of the test suite. */
    SocketIoClient client() {
        return settings.isConformance() ? new EchoClient(settings, random) : new RealtimeClient(this);
    }
}
