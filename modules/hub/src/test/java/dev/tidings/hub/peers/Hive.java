package dev.tidings.hub.peers;

import dev.tidings.hub.BusMessage;
import dev.tidings.hub.SteppedLoop;
import dev.tidings.model.Change;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.JsonText;
import dev.tidings.model.Partitions;
import dev.tidings.model.Publication;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Several nodes' peers on one loop, over a wire that loses, repeats and delays as it is told to. Owned by the test's thread.
 */
final class Hive {

    static final Epoch EPOCH = new Epoch("abcdefghijkl");

    final SteppedLoop loop;
    final Set<String> members = new LinkedHashSet<>();
    final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Random random;
    double loss;
    double repeat;
    long mostMillis = 1;
    /** Whether what arrives from a node arrives in order. */
    boolean ordered;

    Hive(Random random) {
        this.random = random;
        this.loop = new SteppedLoop(random);
    }

    /** A node that is a member from now on. */
    Node add(String name) {
        Node node = new Node(name);
        nodes.put(name, node);
        members.add(name);
        node.peers.receive(node.got::add);
        node.peers.members().onDoubt(() -> node.doubts++);
        node.peers.start();
        nodes.values().forEach(Node::membersChanged);
        return node;
    }

    void remove(String name) {
        members.remove(name);
        nodes.values().forEach(Node::membersChanged);
    }

    /** Lets time go by; acknowledgements go out as the hub's turns would send them. */
    void run(long millis) {
        for (long i = 0; i < millis; i += 5) {
            loop.run(5);
            nodes.values().forEach(node -> node.peers.flush());
        }
    }

    /** A batch of publications of one partition. */
    static BusMessage.Batch batch(String channel, long first, int count, int bytes) {
        ChannelName name = new ChannelName(channel);
        JsonText data = JsonText.of('"' + "x".repeat(bytes) + '"');
        List<BusMessage.Item> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(new BusMessage.Item(
                    name, EPOCH, new Publication(first + i, "message", null, data, 1, null, Change.NONE)));
        }
        return new BusMessage.Batch(Partitions.of(name), EPOCH, first, items);
    }

    /** One node: its peers, and what came. */
    final class Node implements Wire, Membership {

        final String name;
        final Peers peers;
        final List<BusMessage> got = new ArrayList<>();
        final List<PeerMessage> sent = new ArrayList<>();
        int doubts;
        int renewals;
        boolean stopped;
        boolean addressLost;
        private final List<Runnable> waiting = new ArrayList<>();
        private final Map<String, Queue<Buffer>> lines = new HashMap<>();
        private Consumer<PeerMessage> receiver = message -> {};
        private Runnable changed = () -> {};

        Node(String name) {
            this.name = name;
            this.peers = new Peers(this, name, this, loop, random);
        }

        /** Publishes as the hub does: at the end of its turn all is sent. */
        void publish(BusMessage message) {
            peers.send(message);
            peers.flush();
        }

        PeerFigures figures() {
            Future<PeerFigures> figures = peers.figures();
            loop.run(0);
            return figures.result();
        }

        /** Goes on after it was {@link #stopped}: what waited arrives. */
        void resume() {
            stopped = false;
            waiting.forEach(Runnable::run);
            waiting.clear();
        }

        void membersChanged() {
            changed.run();
        }

        @Override
        public Set<String> nodes() {
            return Set.copyOf(members);
        }

        @Override
        public void onChange(Runnable run) {
            changed = run;
        }

        @Override
        public Future<Void> open(Consumer<PeerMessage> newReceiver) {
            receiver = newReceiver;
            return Future.succeededFuture();
        }

        @Override
        public void send(String to, PeerMessage message) {
            sent.add(message);
            Buffer bytes = Buffer.buffer();
            MessageFormat.encode(message, bytes);
            Node target = nodes.get(to);
            if (target == null || target.addressLost || stopped || random.nextDouble() < loss) {
                return;
            }
            int copies = random.nextDouble() < repeat ? 2 : 1;
            Queue<Buffer> line = lines.computeIfAbsent(to, name -> new ArrayDeque<>());
            for (int i = 0; i < copies; i++) {
                line.add(bytes);
                loop.schedule(random.nextLong(mostMillis), () -> {
                    Buffer first = line.remove();
                    target.arrive(ordered ? first : bytes);
                });
            }
        }

        private void arrive(Buffer bytes) {
            if (stopped) {
                waiting.add(() -> arrive(bytes));
            } else {
                receiver.accept(MessageFormat.decode(bytes, 0, bytes.length()));
            }
        }

        @Override
        public Future<Void> probe() {
            return addressLost ? Future.failedFuture("no handlers") : Future.succeededFuture();
        }

        @Override
        public Future<Void> renew() {
            renewals++;
            addressLost = false;
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> close() {
            receiver = message -> {};
            return Future.succeededFuture();
        }
    }
}
