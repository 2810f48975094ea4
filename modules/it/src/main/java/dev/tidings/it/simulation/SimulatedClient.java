package dev.tidings.it.simulation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.hub.DocumentText;
import dev.tidings.hub.Frame;
import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.HubPort;
import dev.tidings.hub.Outlet;
import dev.tidings.hub.Reset;
import dev.tidings.hub.Session;
import dev.tidings.hub.Subscription;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.JsonText;
import dev.tidings.model.Position;
import dev.tidings.model.Publication;
import dev.tidings.model.StartingPoint;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client that follows one channel as a browser does: it knows no more than the last id that it was sent, comes back with
 * that, to any node, and believes what it is told. Every message is held against what it was promised. Owned by the
 * scheduler's thread.
 */
final class SimulatedClient {

    private static final long FAST_MICROS = 2_000;
    private static final long SLOW_MICROS = 300_000;
    private static final long BACK_MICROS = 400_000;

    private final String name;
    private final Scheduler scheduler;
    private final Ledger ledger;
    private final ChannelName channel;
    private final boolean collection;
    private final boolean skips;
    private final Supplier<@Nullable SimulatedNode> nodes;
    private Faults faults;
    private @Nullable SimulatedLine line;
    private @Nullable SimulatedNode connectedTo;

    /** The last id it was sent: what it asks for when it comes back. */
    private @Nullable Position lastId;

    /** Up to where it believes to have everything; null while it waits for a state. */
    private @Nullable Position claim;

    private TreeMap<String, String> documents = new TreeMap<>();
    private boolean hasState;
    private boolean wantsState;
    private int messages;

    SimulatedClient(
            String name,
            Scheduler scheduler,
            Ledger ledger,
            ChannelName channel,
            boolean collection,
            boolean skips,
            Supplier<@Nullable SimulatedNode> nodes,
            Faults faults) {
        this.name = name;
        this.scheduler = scheduler;
        this.ledger = ledger;
        this.channel = channel;
        this.collection = collection;
        this.skips = skips;
        this.nodes = nodes;
        this.faults = faults;
        this.wantsState = collection;
    }

    ChannelName channel() {
        return channel;
    }

    boolean isCollection() {
        return collection;
    }

    @Nullable
    Position claim() {
        return claim;
    }

    Map<String, String> documents() {
        return documents;
    }

    /** Its line is good from now on. */
    void heal() {
        faults = Faults.NONE;
    }

    /** Its line is cut; it comes back by itself. */
    void cut() {
        SimulatedLine current = line;
        if (current != null) {
            current.cut();
            line = null;
            scheduler.within(BACK_MICROS, this::connect);
        }
    }

    /** The node that it is connected to is gone. */
    void cutFrom(SimulatedNode node) {
        if (connectedTo == node) {
            cut();
        }
    }

    /** Connects to some node. */
    void connect() {
        SimulatedNode node = nodes.get();
        if (line != null) {
            return;
        }
        if (node == null) {
            scheduler.within(BACK_MICROS, this::connect);
            return;
        }
        int loop = scheduler.random().nextInt(2);
        boolean slow = scheduler.chance(faults.clientSlow());
        Server server = new Server(node, loop, slow ? SLOW_MICROS : FAST_MICROS);
        line = server.line;
        connectedTo = node;
        Position asked = lastId;
        boolean snapshot = wantsState;
        node.loop(loop).execute(() -> server.begin(asked, snapshot));
        // A connect that is never answered is given up, as every client does.
        scheduler.after(8_000_000, () -> {
            if (line == server.line && !server.line.isAnswered()) {
                cut();
            }
        });
    }

    /** How many messages arrived. */
    int messages() {
        return messages;
    }

    private void receive(WireMessage message) {
        messages++;
        if (message instanceof WireMessage.Connected connected) {
            connected(connected);
        } else if (message instanceof WireMessage.Gap gap) {
            ledger.reset();
            claim = gap.id();
            lastId = gap.id() == null ? lastId : gap.id();
        } else if (message instanceof WireMessage.State state) {
            state(state);
        } else if (message instanceof WireMessage.Entry entry) {
            entry(entry);
        }
        if (scheduler.chance(faults.clientCut())) {
            cut();
        }
    }

    private void connected(WireMessage.Connected connected) {
        Position asked = lastId;
        if (!connected.recovered()) {
            ledger.reset();
        }
        if (connected.id() == null) {
            // The state follows, and makes good for whatever was missed; until then it has nothing to rely on.
            claim = null;
            return;
        }
        if (connected.recovered() && asked != null && !asked.equals(connected.id())) {
            ledger.violation(name + " asked for " + asked + " and was told that it goes on at " + connected.id());
        }
        if (collection && !hasState) {
            ledger.violation(name + " has no state and was told to go on at " + connected.id());
        }
        if (collection && !connected.recovered()) {
            ledger.violation(name + " lost its place in a collection and got no state");
        }
        claim = connected.id();
        lastId = connected.id();
    }

    private void state(WireMessage.State state) {
        documents = new TreeMap<>();
        for (var document : DocumentText.tree(JsonText.of(state.documents()))) {
            documents.put(
                    document.path("id").asText(), DocumentText.write(document).toString());
        }
        hasState = true;
        wantsState = false;
        claim = state.id();
        lastId = state.id();
        ledger.state(channel, state.id(), documents);
    }

    private void entry(WireMessage.Entry entry) {
        Publication publication = entry.publication();
        Position had = claim;
        if (had == null) {
            ledger.violation(name + " was sent " + publication.offset() + " before its state");
            return;
        }
        boolean follows = skips ? entry.previous() == had.offset() : publication.offset() == had.offset() + 1;
        if (!entry.epoch().equals(had.epoch()) || !follows) {
            ledger.violation(name + " had " + had + " of " + channel + " and was sent " + entry.epoch() + "-"
                    + publication.offset() + " after " + entry.previous());
        }
        ledger.delivered(channel, entry.epoch(), publication);
        Position now = new Position(entry.epoch(), publication.offset());
        claim = now;
        lastId = now;
        if (collection) {
            apply(publication);
            ledger.state(channel, now, documents);
        }
    }

    private void apply(Publication publication) {
        String id = Objects.requireNonNull(publication.key());
        switch (publication.change()) {
            case NONE -> {}
            case PUT -> {
                ObjectNode document = DocumentText.parse(publication.data());
                documents.put(id, DocumentText.write(document).toString());
            }
            case DELETE -> documents.remove(id);
        }
    }

    /** The node's side of the connection: what a bridge does. */
    private final class Server implements Outlet {

        private final SimulatedLoop loop;
        private final HubPort port;
        private final SimulatedLine line;
        private @Nullable Session session;

        Server(SimulatedNode node, int loop, long maxDelayMicros) {
            this.loop = node.loop(loop);
            this.port = node.port(loop);
            this.line = new SimulatedLine(
                    scheduler, maxDelayMicros, SimulatedClient.this::receive, () -> this.loop.execute(this::drained));
        }

        void begin(@Nullable Position asked, boolean snapshot) {
            if (port.isDraining()) {
                gone();
                return;
            }
            Session opened = port.open(this, name, 0);
            session = opened;
            line.onCut(() -> scheduler.within(BACK_MICROS, () -> loop.execute(opened::close)));
            StartingPoint start = asked == null ? new StartingPoint.Head() : new StartingPoint.After(asked);
            opened.subscribe(channel, start, snapshot).onComplete(result -> {
                if (result.succeeded()) {
                    acknowledge(result.result());
                } else {
                    opened.close();
                    gone();
                }
            });
        }

        private void acknowledge(Subscription subscription) {
            var subscribed = subscription.subscribed();
            var snapshot = subscribed.snapshot();
            line.send(
                    new WireMessage.Connected(snapshot == null ? subscribed.position() : null, subscribed.recovered()));
            if (snapshot != null) {
                line.send(new WireMessage.State(
                        snapshot.position(), snapshot.documents().toString()));
            }
            subscription.start();
        }

        private void drained() {
            Session current = session;
            if (current != null) {
                current.drained();
            }
        }

        /** The client sees the end of the connection. */
        private void gone() {
            scheduler.within(FAST_MICROS, () -> {
                if (SimulatedClient.this.line == line) {
                    cut();
                }
            });
        }

        @Override
        public boolean isWritable() {
            return line.isWritable();
        }

        @Override
        public void deliver(Subscription subscription, FrameBatch batch) {
            for (Frame frame : List.copyOf(batch.frames())) {
                line.send(new WireMessage.Entry(
                        Objects.requireNonNull(frame.epoch()), frame.previous(), frame.publication()));
            }
        }

        @Override
        public void reset(Subscription subscription, Reset reset) {
            var snapshot = reset.snapshot();
            line.send(new WireMessage.Gap(snapshot == null ? reset.position() : null));
            if (snapshot != null) {
                line.send(new WireMessage.State(
                        snapshot.position(), snapshot.documents().toString()));
            }
        }

        @Override
        public void flush() {
            // The line has no buffer to flush.
        }

        @Override
        public void heartbeat() {
            // Not asked for.
        }

        @Override
        public void disconnect(Disconnect reason, long retryAfterMillis) {
            gone();
        }
    }
}
